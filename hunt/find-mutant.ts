/** From the id of a deliberate bug to the bug. */
import type { Mutant } from '../sim/core/mutant.ts';
import { allMutants, mutantNamed } from '../scenarios/mutants.ts';
import { BadInput, didYouMean } from './bad-input.ts';

/** Throws `BadInput`, with the id that is nearest, where there is none of this id. */
export async function findMutant(id: string): Promise<Mutant> {
  const mutant = await mutantNamed(id);
  if (mutant !== null) return mutant;
  const ids = (await allMutants()).map((candidate) => candidate.id);
  throw new BadInput(`there is no mutant '${id}'${didYouMean(id, ids)}`);
}
