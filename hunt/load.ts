/** From a reference to a scenario, in any thread. */
import { fileURLToPath } from 'node:url';
import { catalogue } from '../scenarios/catalogue.ts';
import { isScenarioValue, type Scenario } from '../scenarios/scenario.ts';
import { allMutants } from '../scenarios/mutants.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { BadInput, didYouMean } from './bad-input.ts';
import { checkScenario } from './check-scenario.ts';
import { protocolsOf } from './protocols-of.ts';
import type { ScenarioRef } from './tasks.ts';

export async function loadScenario(ref: ScenarioRef): Promise<Scenario> {
  if (ref.kind === 'builtin') return builtin(ref.name);
  const known = loaded.get(ref.bundle);
  if (known !== undefined) return known;
  const scenario = fromModule(ref.name, await load(ref.name, ref.bundle));
  checkScenario(scenario, ref.name);
  loaded.set(ref.bundle, scenario);
  return scenario;
}

/** What has been loaded and checked in this thread, by bundle. */
const loaded = new Map<string, Scenario>();

export function builtin(name: string): Scenario {
  const scenario = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (scenario === undefined) throw new BadInput(`there is no scenario '${name}'${didYouMean(name, Object.keys(catalogue))}`);
  return scenario;
}

async function load(name: string, bundle: string): Promise<unknown> {
  // From here on: our own code gains nothing from its maps, and reading them all takes time.
  process.setSourceMapsEnabled(true);
  try {
    return await import(bundle);
  } catch (error) {
    throw new BadInput(`${name}: loading it failed: ${describeLoadError(error, bundle)}`);
  }
}

function describeLoadError(error: unknown, bundle: string): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1];
  if (missing !== undefined) return `cannot find '${missing}', which it imports: is it installed?`;
  const text = error.message.replaceAll(bundle, name(bundle)).replaceAll(fileURLToPath(bundle), name(bundle));
  const place = firstOwnFrame(error.stack ?? '');
  return `${error.name}: ${text}${place === null ? '' : ` (at ${place})`}`;
}

const name = (bundle: string): string => bundle.slice(bundle.lastIndexOf('/') + 1);

/** `path:line:column` of the first line of a stack that is neither Node's nor in a package. */
function firstOwnFrame(stack: string): string | null {
  for (const line of stack.split('\n')) {
    const place = /\(?((?:file:\/\/)?\/[^():]+:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (place !== undefined && !place.includes('node_modules') && !place.includes('node:')) return place.replace('file://', '');
  }
  return null;
}

function fromModule(name: string, module: unknown): Scenario {
  const exported: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (isScenarioValue(exported)) return exported;
  const found = exported === undefined ? 'it has no default export' : `its default export is ${exported === null ? 'null' : `a ${typeof exported}`}`;
  throw new BadInput(`${name}: expected a default export made by scenario({...}), but ${found}`);
}

export function findMutant(id: string): Mutant {
  const mutant = allMutants.find((candidate) => candidate.id === id);
  if (mutant === undefined) throw new BadInput(`there is no mutant '${id}'${didYouMean(id, allMutants.map((candidate) => candidate.id))}`);
  return mutant;
}

/** The mutant of this id, held against the scenario: null for null. */
export function mutantFor(scenario: Scenario, name: string, id: string | null): Mutant | null {
  if (id === null) return null;
  const mutant = findMutant(id);
  if (!protocolsOf(scenario).includes(mutant.protocol)) throw new BadInput(`mutant ${id} breaks the protocol '${mutant.protocol}', which ${name} does not run`);
  return mutant;
}
