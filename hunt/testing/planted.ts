/** The deliberate bugs at hand, for tests that plant one. */
import type { Mutant } from '../../sim/core/mutant.ts';
import { allMutants } from '../../scenarios/mutants.ts';

export const planted: readonly Mutant[] = await allMutants();

/** The bug of this id. */
export function findMutant(id: string): Mutant {
  const mutant = planted.find((candidate) => candidate.id === id);
  if (mutant === undefined) throw new RangeError(`there is no ${id}`);
  return mutant;
}
