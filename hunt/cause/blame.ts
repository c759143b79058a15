/**
 * What is to blame? Each thing of a failing plan is left out once: this very run then passes, or it fails as before. Since leaving out one thing
 * moves the draws behind it, too, the rest is then drawn anew many times from the moment at which it acted, with it and without it.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Report } from '../../scenarios/setup.ts';
import { culpritsOf, type Culprit } from './culprits.ts';
import { Redraws, type RedrawOptions } from './redraws.ts';
import { valueOf, type Share } from './share.ts';

/** What a thing has to do with the failure. */
export type Guilt =
  /** Without it the failure does not come: not in this run, and hardly ever in others. */
  | 'necessary'
  /** Without it the failure comes more rarely. */
  | 'helps'
  /** Without it this run passes, but only because other things were drawn then: others fail as often as with it. */
  | 'by chance'
  /** Without it this run passes; whether others do cannot be told, for they hardly fail with it either. */
  | 'this run only'
  /** Without it this run fails as before. */
  | 'innocent';

/** One thing of the plan, and what became of the failure without it. */
export interface Charge {
  readonly kind: Culprit['piece']['kind'];
  /** What it did: `s2 crashed at 1.2 s, before its vote was stored`. */
  readonly clause: string;
  /** It acted after so many steps. */
  readonly afterStep: number;
  readonly guilt: Guilt;
  /** Of runs whose rest was drawn anew from there on, with it and without it; null where it is innocent. */
  readonly share: { readonly with: Share; readonly without: Share } | null;
}

/** What is to blame for a failure. */
export interface Blame {
  /** In the order in which things acted. */
  readonly charges: readonly Charge[];
  /** Runs spent. */
  readonly runs: number;
  /** The budget did not suffice to try everything. */
  readonly isCutShort: boolean;
}

/** Fewest re-draws that say anything, and most that are worth it. */
const [few, most] = [10, 200] as const;

/** Leaves out each thing of the plan. Deterministic for the same budget of runs. */
export function blame(scenario: Scenario, failing: Report, options: RedrawOptions): Blame {
  const redraws = new Redraws(scenario, failing, options);
  const culprits = culpritsOf(scenario, failing, options.mutant ?? null);
  const needed = new Set(culprits.filter(({ hasActed, without }) => hasActed && !redraws.isSpent && !redraws.fails(without)));
  const isUntried = redraws.isSpent;
  const each = Math.min(most, Math.floor((options.runs - redraws.runs) / Math.max(1, needed.size) / 2));
  const charges = culprits.map((culprit) => (needed.has(culprit) ? charge(redraws, culprit, each) : innocent(culprit)));
  return { charges, runs: redraws.runs, isCutShort: isUntried || charges.some(({ share }) => share !== null && share.without.runs < few) };
}

const innocent = ({ piece, clause, afterStep }: Culprit): Charge => ({ kind: piece.kind, clause, afterStep, guilt: 'innocent', share: null });

function charge(redraws: Redraws, { piece, clause, afterStep, without }: Culprit, each: number): Charge {
  const share = { with: redraws.share(redraws.failing.plan, afterStep, each), without: redraws.share(without, afterStep, each) };
  return { kind: piece.kind, clause, afterStep, guilt: guiltOf(share.with, share.without), share };
}

function guiltOf(present: Share, absent: Share): Guilt {
  if (absent.runs < few || present.failed === 0) return 'this run only';
  if (absent.high < present.low) return valueOf(absent) * 10 <= valueOf(present) ? 'necessary' : 'helps';
  return absent.failed === 0 ? 'this run only' : 'by chance';
}
