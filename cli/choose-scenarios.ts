/** From names on the command line to scenarios. */
import { scenarioNames } from '../scenarios/catalogue.ts';
import { findMutant } from '../hunt/find-mutant.ts';
import { scenariosOf } from './scenarios-of.ts';

/** The names given, groups unfolded; without any, all. Of groups only what the mutant (if one is asked for) can change. */
export async function chooseScenarios(names: readonly string[], mutant: string | null): Promise<readonly string[]> {
  const protocol = mutant === null ? null : (await findMutant(mutant)).protocol;
  const among = async (members: readonly string[]): Promise<readonly string[]> => (protocol === null ? members : scenariosOf(protocol, members));
  if (names.length === 0) return among(scenarioNames);
  const unfolded = await Promise.all(names.map(async (name) => {
    const members = await among(scenarioNames.filter((candidate) => candidate.startsWith(`${name.replace(/\/$/, '')}/`)));
    return members.length > 0 ? members : [name];
  }));
  return [...new Set(unfolded.flat())];
}
