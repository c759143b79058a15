/** How much is spent on making a failure smaller, in steps of the simulation: no clock decides what comes out. */
import { piecesOf } from '../properties/schedules/plan-size.ts';
import type { Plan } from '../sim/world/plan.ts';

/** Steps in vain for each piece: of one or two, of more, and most in vain. */
const [ofFew, few, ofMore, most] = [100_000, 2, 300_000, 1_500_000] as const;

/**
 * Steps of all drawing and walking, as many as Raft makes in some 45 seconds, and of beginning below, which is over when so few pieces are left. Parts of what may be spent in vain: for one fault in
 * place of several, or another run to be thinned, for a walk, and for drawing once more after editing, which leaves the pieces as they are.
 */
export const patience = { inAll: 6_000_000, below: { runs: 120, steps: 250_000, pieces: 3 }, aside: 1 / 2, walk: 1 / 2, again: 1 / 4 } as const;

/** Steps to spend in vain on drawn plans before giving up: plans with much in them have much to lose, and are stuck for want of time alone. */
export function mostInVain(plan: Plan): number {
  const { length } = piecesOf(plan);
  return Math.min(most, (length > few ? ofMore : ofFew) * length);
}
