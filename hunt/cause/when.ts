/**
 * When was the failure decided? From each moment of a failing run the rest is drawn anew, many times: the share of runs that fail in the same
 * way is the probability of the failure at that moment. Where it jumps lies the cause. (FoundationDB calls it a bug probability graph.)
 */
import type { Time } from '../../sim/core/time.ts';
import type { Watcher } from '../../sim/hosts/simulation.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Report } from '../../scenarios/setup.ts';
import { Redraws, type RedrawOptions } from './redraws.ts';
import { runPlan } from '../run.ts';
import { shareOf, valueOf, type Share } from './share.ts';

/** The probability of the failure once so many steps are made. */
export interface Moment {
  readonly step: number;
  /** Virtual time of that step, in microseconds. */
  readonly time: Time;
  readonly share: Share;
}

/** How the probability of a failure grew. */
export interface Curve {
  /** In order of steps; the first is before all of them, the last is the step at which it showed. */
  readonly moments: readonly Moment[];
  /** The largest rise from one moment to the next; null where there is none. One step apart, as far as the budget went. */
  readonly jump: { readonly from: Moment; readonly to: Moment } | null;
  /** Runs spent. */
  readonly runs: number;
}

/** Re-draws at a moment when it is first looked at, and most in all. */
const [few, most] = [24, 240] as const;

/** Moments at the beginning: the others come where the curve rises. */
const grid = 8;

/** Plots the failure of a run over its steps. Deterministic for the same budget of runs. */
export function when(scenario: Scenario, failing: Report, options: RedrawOptions): Curve {
  return new Plotter(scenario, failing, options).plot();
}

class Plotter {
  private readonly redraws: Redraws;
  private readonly times: readonly Time[];
  private readonly shares = new Map<number, Share>();
  private readonly last: number;

  constructor(scenario: Scenario, failing: Report, options: RedrawOptions) {
    this.redraws = new Redraws(scenario, failing, options);
    this.times = timesOf(scenario, failing, options);
    this.last = Math.min(failing.failure?.step ?? failing.steps, this.times.length - 1);
  }

  plot(): Curve {
    for (let i = 0; i <= grid; i++) this.look(Math.round((i * this.last) / grid));
    while (!this.redraws.isSpent && this.refine());
    const { moments } = this;
    return { moments, jump: steepest(moments), runs: this.redraws.runs };
  }

  private get moments(): readonly Moment[] {
    const steps = [...this.shares.keys()].toSorted((a, b) => a - b);
    return steps.map((step) => ({ step, time: this.times[step] ?? 0, share: this.shares.get(step) ?? shareOf(0, 0) }));
  }

  private look(step: number, count: number = few): void {
    const known = this.shares.get(step) ?? shareOf(0, 0);
    const more = this.redraws.share(this.redraws.failing.plan, step, count, known.runs);
    if (more.runs > 0) this.shares.set(step, shareOf(known.failed + more.failed, known.runs + more.runs));
  }

  /** Halves the steepest stretch; where that is one step, looks at its ends more closely. False where nothing is left to learn. */
  private refine(): boolean {
    const { moments } = this;
    const jump = steepest(moments);
    if (jump === null) return this.lookAgain(moments, 4 * few);
    const { from, to } = jump;
    if (to.step - from.step === 1) return this.lookAgain([from, to], most);
    this.look(Math.floor((from.step + to.step) / 2));
    return true;
  }

  /** As many runs again, up to so many in all. */
  private lookAgain(moments: readonly Moment[], upTo: number): boolean {
    const open = moments.filter(({ share }) => share.runs < upTo);
    for (const { step, share } of open) this.look(step, Math.min(share.runs, upTo - share.runs));
    return open.length > 0;
  }
}

/** The stretch in which the probability rises most. */
function steepest(moments: readonly Moment[]): Curve['jump'] {
  let best: Curve['jump'] = null;
  let most = 0;
  for (const [i, to] of moments.entries()) {
    const from = moments[i - 1];
    if (from === undefined) continue;
    const rise = valueOf(to.share) - valueOf(from.share);
    if (rise > most) [best, most] = [{ from, to }, rise];
  }
  return best;
}

/** When each step was made; the first time is that of the beginning. */
function timesOf(scenario: Scenario, { seed, plan }: Report, { mutant = null }: RedrawOptions): readonly Time[] {
  const times: Time[] = [0];
  const onlooker: Watcher = {
    property: 'clock',
    observe({ index, time }) {
      times[index] = time;
      return null;
    },
  };
  runPlan(scenario, seed, plan, { mutant, hashed: false, onlooker });
  return times;
}
