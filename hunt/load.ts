/** From a reference to a scenario, in any thread. */
import { pathToFileURL } from 'node:url';
import { builtin, scenarioNames } from '../scenarios/catalogue.ts';
import { isScenarioValue, type Scenario } from '../scenarios/scenario.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { BadInput, didYouMean } from './bad-input.ts';
import { checkScenario } from './check-scenario.ts';
import { findMutant } from './find-mutant.ts';
import { compiledFolder } from './library.ts';
import { familiesOf } from './protocols-of.ts';
import { ownFrames } from './stack.ts';
import type { ScenarioRef } from './tasks.ts';

export async function loadScenario(ref: ScenarioRef): Promise<Scenario> {
  if (ref.kind === 'builtin') {
    if (!scenarioNames.includes(ref.name)) throw new BadInput(`there is no scenario '${ref.name}'${didYouMean(ref.name, scenarioNames)}`);
    return builtin(ref.name);
  }
  const known = loaded.get(ref.bundle);
  if (known !== undefined) return known;
  const scenario = fromModule(ref.name, await load(ref.name, ref.bundle));
  checkScenario(scenario, ref.name);
  loaded.set(ref.bundle, scenario);
  return scenario;
}

/** What has been loaded and checked in this thread, by bundle. */
const loaded = new Map<string, Scenario>();

async function load(name: string, bundle: string): Promise<unknown> {
  // From here on: our own code gains nothing from its maps, and reading them all takes time.
  process.setSourceMapsEnabled(true);
  try {
    return await import(bundle);
  } catch (error) {
    throw new BadInput(`${name}: loading it failed: ${await describeLoadError(error)}`);
  }
}

async function describeLoadError(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1];
  if (missing !== undefined) return `cannot find '${missing}', which it imports: is it installed?`;
  const [, module = null, wanted = ''] = /requested module '([^']+)' does not provide an export named '([^']+)'/.exec(error.message) ?? [];
  if (module !== null) return describeMissingExport(module, wanted);
  const place = /([^()\s]+:\d+:\d+)\)?$/.exec(ownFrames(error.stack ?? '')[0] ?? '')?.[1];
  return `${error.name}: ${error.message}${place === undefined ? '' : ` (at ${place})`}`;
}

async function describeMissingExport(module: string, wanted: string): Promise<string> {
  if (!module.startsWith(compiledUrl)) return `'${module}' exports no '${wanted}'`;
  const exported: object = await import(module);
  const room = module.slice(compiledUrl.length).replace(/\/index\.js$/, '');
  return `'${room === 'sim' ? 'faultline' : `faultline/${room}`}' exports no '${wanted}'${didYouMean(wanted, Object.keys(exported))}`;
}

const compiledUrl = `${pathToFileURL(compiledFolder).href}/`;

function fromModule(name: string, module: unknown): Scenario {
  const exported: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (isScenarioValue(exported)) return exported;
  const found = exported === undefined ? 'it has no default export' : `its default export is ${exported === null ? 'null' : `a ${typeof exported}`}`;
  throw new BadInput(`${name}: expected a default export made by scenario({...}), but ${found}`);
}

/** The mutant of this id, held against the scenario: null for null. */
export async function mutantFor(scenario: Scenario, name: string, id: string | null): Promise<Mutant | null> {
  if (id === null) return null;
  const mutant = await findMutant(id);
  if (!familiesOf(scenario).includes(mutant.protocol)) throw new BadInput(`mutant ${id} breaks the protocol '${mutant.protocol}', which ${name} does not run`);
  return mutant;
}
