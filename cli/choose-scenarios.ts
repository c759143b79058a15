/** From names on the command line to scenarios. */
import { scenarioNames } from '../scenarios/catalogue.ts';
import { findMutant } from '../hunt/load.ts';
import { scenariosOf } from './scenarios-of.ts';

/** The names given, groups unfolded; without any, all. Of groups only what the mutant (if one is asked for) can change. */
export async function chooseScenarios(names: readonly string[], mutant: string | null): Promise<readonly string[]> {
  const known = mutant === null ? scenarioNames : await scenariosOf(findMutant(mutant).protocol);
  return names.length === 0 ? known : [...new Set(names.flatMap((name) => unfold(name, known)))];
}

function unfold(name: string, known: readonly string[]): readonly string[] {
  const members = known.filter((candidate) => candidate.startsWith(`${name.replace(/\/$/, '')}/`));
  return members.length > 0 ? members : [name];
}
