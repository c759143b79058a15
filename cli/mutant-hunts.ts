/** Which mutants are hunted, and where. */
import type { Mutant } from '../sim/core/mutant.ts';
import { BadInput, didYouMean } from '../hunt/bad-input.ts';
import { familiesOf, protocolsOf } from '../hunt/protocols-of.ts';
import { builtins, isLab, scenarioNames } from '../scenarios/catalogue.ts';
import { allMutants, brokenFolders, mutantsOf } from '../scenarios/mutants.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { scenariosOf } from './scenarios-of.ts';

/** Those whose id contains one of the words, or that break this protocol, or one of this folder; without words all. Throws `BadInput` where there is none. */
export async function chooseMutants(filters: readonly string[]): Promise<readonly Mutant[]> {
  const all = await allMutants();
  const ofFolders = (await Promise.all(filters.map((filter) => mutantsOf(filter)))).flat();
  const matches = (mutant: Mutant): boolean =>
    ofFolders.includes(mutant) || filters.some((filter) => mutant.id.toLowerCase().includes(filter.toLowerCase()) || mutant.protocol === filter);
  const chosen = filters.length === 0 ? all : all.filter(matches);
  if (chosen.length > 0) return chosen;
  throw new BadInput(`no mutant matches ${filters.join(' or ')}${didYouMean(filters[0] ?? '', [...all.flatMap(({ id, protocol }) => [id, protocol]), ...brokenFolders])}`);
}

/** Names of the scenarios in which a mutant is hunted: those at `places`, or all that run its protocol. A heavy scenario costs seconds before it says anything: it is hunted only where there is no other; of a test of the labs that several editions have, the last one. `isDrawn`: only those that draw faults, if there are any. */
export async function scenariosFor({ id, protocol }: Mutant, places: readonly string[] | undefined, isDrawn = false): Promise<readonly string[]> {
  const candidates = places === undefined ? await scenariosOf(protocol) : scenariosWithin(places);
  const scenarios = await builtins(candidates);
  const runsIt = (name: string): boolean => scenarios[name] !== undefined && familiesOf(scenarios[name]).includes(protocol);
  const names = places === undefined ? lastEditions(candidates, scenarios) : candidates.filter(runsIt);
  if (names.length === 0) throw new BadInput(`${id}: no scenario there runs its protocol, ${protocol}`);
  const light = names.filter((name) => scenarios[name]?.heavy === false);
  const drawing = light.filter((name) => isDrawn && scenarios[name]?.plan === null && scenarios[name].swarm !== null);
  return [drawing, light, names].find((some) => some.length > 0) ?? names;
}

/** Editions of a course share most of their tests: where these run the same protocols, a seed makes the same run of them, or nearly. The names come in the order of the years. */
function lastEditions(names: readonly string[], scenarios: Readonly<Record<string, Scenario>>): readonly string[] {
  // Its lab, without the year; its name, whose last digit is the number that the lab had that year.
  const testOf = (name: string): string => name.replace(/-\d{4}\//, '/').replace(/\d(?=[A-D](-|$))/, '');
  const keyOf = (name: string): string => (isLab(name) && scenarios[name] !== undefined ? `${testOf(name)} of ${protocolsOf(scenarios[name]).join(', ')}` : name);
  return [...new Map(names.map((name) => [keyOf(name), name])).values()];
}

function scenariosWithin(places: readonly string[]): readonly string[] {
  const unknown = places.find((place) => !scenarioNames.some((name) => isWithin(name, place)));
  if (unknown !== undefined) throw new BadInput(`no scenario, and no folder of scenarios, is called ${unknown}${didYouMean(unknown, scenarioNames)}`);
  return scenarioNames.filter((name) => places.some((place) => isWithin(name, place)));
}

const isWithin = (name: string, place: string): boolean => name === place || name.slice(0, name.lastIndexOf('/')) === place;
