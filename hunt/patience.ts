/** How much is spent on making a failure smaller, in steps of the simulation: no clock decides what comes out. */
import { piecesOf } from '../properties/schedules/plan-size.ts';
import type { Plan } from '../sim/world/plan.ts';

/** More pieces than these are much to have left. */
const few = 3;

/** Steps in vain for each piece, the more of them where much is left, and most in vain. */
const [ofFew, ofMuch, most] = [100_000, 300_000, 1_500_000] as const;

/**
 * Steps of all drawing and walking, as many as Raft makes in some 45 seconds, and of beginning below. Parts of what may be spent in vain: for one fault in
 * place of several, or another run to be thinned, for a walk, and for drawing once more after editing, which leaves the pieces as they are.
 */
export const patience = { inAll: 6_000_000, below: { runs: 120, steps: 250_000 }, aside: 1 / 2, walk: 1 / 2, again: 1 / 4 } as const;

/** Is there so much in it that it may take long to find less? */
export const hasMuch = (plan: Plan): boolean => piecesOf(plan).length > few;

/** Steps to spend in vain on drawn plans before giving up: plans with much in them have much to lose, and are stuck for want of time alone. */
export const mostInVain = (plan: Plan): number => Math.min(most, (hasMuch(plan) ? ofMuch : ofFew) * piecesOf(plan).length);
