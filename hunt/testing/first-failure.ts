import fc from 'fast-check';
import type { Mutant } from '../../sim/core/mutant.ts';
import type { Failure } from '../../sim/hosts/failure.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { withPoisonedGlobals } from '../poison.ts';
import { plansOf, runPlan } from '../run.ts';

/** How far to search, and for what. */
interface Wanted {
  readonly runs: number;
  readonly mutant?: Mutant | null;
  /** Failures of other properties do not count. */
  readonly property?: string;
}

/** The first failure that a search meets, as it is; null where there is none. Shrinking takes long, and is tested elsewhere. */
export function firstFailure(scenario: Scenario, { runs, mutant = null, property }: Wanted): Failure | null {
  let found: Failure | null = null;
  const passes = (seed: number, plan: Parameters<typeof runPlan>[2]): boolean => {
    const { failure } = runPlan(scenario, seed, plan, { mutant });
    if (failure === null || (property !== undefined && failure.property !== property)) return true;
    found = failure;
    return false;
  };
  withPoisonedGlobals(() => fc.check(fc.property(fc.noShrink(fc.noBias(fc.nat())), plansOf(scenario), passes), { numRuns: runs, seed: 1, endOnFailure: true }));
  return found;
}
