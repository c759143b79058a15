/** Runs that do not come back: what is to be said of them, and their capsules. */
import { decodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import type { Failure } from '../sim/hosts/failure.ts';
import { BadInput } from './bad-input.ts';
import { WorkerLost, type Pool } from './pool.ts';
import type { ResultOf, ScenarioRef, TaskKind, TaskOf } from './tasks.ts';

/** The failure of a run at which its worker hung or died. */
export function failureOfLoss({ message }: WorkerLost): Failure {
  return { kind: 'liveness', property: 'every run comes back', message, step: 0, time: 0, node: null, stack: null };
}

/**
 * The result of a task; or how its worker was lost at a run, for that is an answer, too. Throws what is the user's to mend.
 */
export async function performOrLose<Kind extends TaskKind>(pool: Pool, task: TaskOf<Kind> & { readonly kind: Kind }): Promise<ResultOf<Kind> | WorkerLost> {
  try {
    return await pool.perform<Kind>(task);
  } catch (error) {
    if (error instanceof WorkerLost && (error.reason === 'stopped' || error.seed !== null)) return error;
    throw describeLoss(error, task.ref);
  }
}

/** A file that hangs or ends the thread while it is loaded is bad input; with a scenario of ours, something is wrong with us. */
function describeLoss(error: unknown, ref: ScenarioRef): unknown {
  if (!(error instanceof WorkerLost) || ref.kind === 'builtin') return error;
  const why = error.reason === 'hung' ? ': a loop at its top level, or an await that is never settled?' : '';
  return new BadInput(`${ref.name}: loading it failed: ${error.message}${why}`);
}

/** Where a run came from. */
type Origin = Pick<TaskOf<'range'>, 'ref' | 'mutant' | 'strategy' | 'memory' | 'from'>;

/**
 * The capsule of a run that was given up at a seed of a range: scenario, seed and plan, but no hashes. Null where not even the plan comes back.
 * `failure`: null where it was stopped by a signal, and may be in order.
 */
export async function capsuleOfGivenUp(pool: Pool, { ref, mutant, strategy, memory, from }: Origin, seed: number, failure: Failure | null): Promise<Capsule | null> {
  try {
    const { capsule } = await pool.perform({ kind: 'giveUp', ref, mutant, seed, failure, strategy, memory, from });
    return decodeCapsule(capsule);
  } catch (error) {
    if (error instanceof WorkerLost) return null;
    throw error;
  }
}
