/**
 * Shrinking keeps the signature of the failure. First the plan is edited under its own seed; where nothing can go any more, smaller plans near it are
 * drawn and run under other seeds, too: who fires first and which message is overtaken costs a schedule written by hand nothing.
 */
import { fingerprint } from '../sim/core/fingerprint.ts';
import type { NodeId } from '../sim/core/protocol.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Plan } from '../sim/world/plan.ts';
import { gathered } from '../properties/schedules/gather-deviations.ts';
import { merged } from '../properties/schedules/merge-faults.ts';
import { piecesOf, weightOf, withPieces, type Moments } from '../properties/schedules/plan-size.ts';
import { shrinkPlan, singleRemovals } from '../properties/schedules/shrink-plan.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, type Report } from '../scenarios/setup.ts';
import { Candidates } from './candidates.ts';
import { hindrancesOf, makeExplicit } from './make-explicit.ts';
import { runPlan } from './run.ts';
import { Trials } from './trials.ts';

/** What to shrink (default: the correct code), and how much to spend on it. */
export interface ShrinkOptions {
  readonly mutant?: Mutant | null;
  /** Every run is checked step by step, as `runPlan` does it: for failures that show only then. */
  readonly checked?: boolean;
  /** Most runs to spend (default 20,000). */
  readonly runs?: number;
  /** Asked between runs; true stops with what has been reached. */
  isStopped?(): boolean;
  /** Called at each success. */
  progress?(best: Report, runs: number): void;
}

/** The smallest failing run that was found, and how many runs it took. Its seed may be another than that of the failure. */
export interface Shrunk {
  readonly report: Report;
  readonly runs: number;
  /** No single thing can be taken away: each has been tried on the result. False where the runs did not suffice. */
  readonly isMinimal: boolean;
}

/** The smallest plan that still fails in the same way. */
export function shrink(scenario: Scenario, failing: Report, options: ShrinkOptions = {}): Shrunk {
  return shrinkEarlier(scenario, failing, options) ?? new Shrinker(scenario, failing, options).shrink();
}

/** Whoever waits too long waits for a part of that, too, and is soon found. Null where a failure has no such part, or what it became is over in the end. */
function shrinkEarlier(scenario: Scenario, failing: Report, options: ShrinkOptions): Shrunk | null {
  const { mutant = null, checked = false } = options;
  const limits = earlier(scenario.limits, failing);
  const isSame = ({ failure }: Report): boolean => failure !== null && failing.failure !== null && signatureOf(failure) === signatureOf(failing.failure);
  const short = limits === null ? null : runPlan({ ...scenario, limits }, failing.seed, failing.plan, { mutant, checked });
  if (limits === null || short === null || !isSame(short)) return null;
  const { report, runs } = new Shrinker({ ...scenario, limits }, short, options).shrink();
  const whole = runPlan(scenario, report.seed, report.plan, { mutant, checked });
  return isSame(whole) ? new Shrinker(scenario, whole, options, runs + 2).verify() : null;
}

/** Of a run that does not end, a tenth of its steps; of one in which something never happens, a quarter of the time to wait for it. */
function earlier(limits: Scenario['limits'], { failure, steps }: Report): Scenario['limits'] | null {
  if (failure?.kind !== 'liveness') return null;
  if (steps >= limits.steps) return { ...limits, steps: Math.ceil(limits.steps / 10) };
  return limits.recovery === null ? null : { ...limits, recovery: Math.ceil(limits.recovery / 4) };
}

/**
 * Steps to spend in vain on drawn plans before giving up: so many, and more for each piece, because plans with much in them have much to lose.
 * In all, as many as Raft makes in some 20 seconds.
 */
const patience = { stepsPerPiece: 100_000, most: 1_000_000, inAll: 3_000_000 } as const;

/** Pairs are tried where there are not more. */
const fewHindrances = 10;

class Shrinker {
  private readonly scenario: Scenario;
  private readonly options: ShrinkOptions;
  private readonly trials: Trials;
  private readonly candidates: Candidates;
  /** Prints of what was tried, in part at least. */
  private readonly tried = new Set<number>();
  /** Prints of what was run to its end, and does not fail in the same way. */
  private readonly refuted = new Set<number>();
  private readonly everyone: readonly NodeId[];
  private best: Report;
  /** Another run than the best one is being thinned. */
  private isAside = false;

  constructor(scenario: Scenario, failing: Report, options: ShrinkOptions, runs: number = 0) {
    this.scenario = scenario;
    this.options = options;
    this.trials = new Trials(scenario, failing.failure, options, runs);
    this.candidates = new Candidates(scenario, failing.plan.network);
    const { servers, clients } = planSpaceOf(scenario);
    this.everyone = [...servers, ...clients];
    this.best = makeExplicit(scenario, failing, options) ?? failing;
  }

  shrink(): Shrunk {
    this.prolong();
    this.thin();
    this.redraw();
    let isMinimal = this.edit();
    while (isMinimal && !this.isSpent() && this.redraw()) isMinimal = this.edit();
    return { report: this.best, runs: this.trials.runs, isMinimal };
  }

  /** Only what can be taken away. */
  verify(): Shrunk {
    let isMinimal = this.isVerified();
    while (!isMinimal && !this.isSpent()) isMinimal = this.isVerified();
    return { isMinimal, report: this.best, runs: this.trials.runs };
  }

  // ---- Time instead of work ---------------------------------------------------------------------------------------------

  /** The run goes on as long as it did without anybody's asking: what operations were there for that alone can go. */
  private prolong(): void {
    const { plan, failure, calls } = this.best;
    if (failure === null || plan.lasts !== undefined) return;
    const answered = Math.max(0, ...calls.map(({ returnedAt }) => returnedAt ?? 0));
    for (const lasts of [failure.time, answered]) {
      if (lasts <= this.scenario.limits.duration && !this.isSpent() && this.stillFails({ ...plan, lasts })) return;
    }
  }

  // ---- Thinning ---------------------------------------------------------------------------------------------------------

  /** Takes away halves, quarters, ... and single pieces, once through: quick, and blind to everything else that may be simpler. */
  private thin(): void {
    for (let size = piecesOf(this.best.plan).length; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < piecesOf(this.best.plan).length && !this.isSpent(); ) {
        if (!this.accepts(withPieces(this.best.plan, piecesOf(this.best.plan).toSpliced(from, size), momentsOf(this.best)))) from += size;
      }
    }
    this.gather();
  }

  /** One fault for several deviations, or for two hindrances, as long as that is found. */
  private gather(): void {
    for (let isFewer = true; isFewer && !this.isSpent(); ) {
      const { best } = this;
      const weight = weightOf(best.plan);
      isFewer = [...this.gatherings()].some((plan) => weightOf(plan) < weight && this.accepts(plan));
    }
  }

  private *gatherings(): Generator<Plan, void, undefined> {
    const { best, scenario } = this;
    const { plan } = best;
    if (plan.deviations.length + plan.faults.length < 2) return;
    const { strikes, mishaps } = hindrancesOf(scenario, best, this.options.mutant ?? null);
    yield* gathered(plan, mishaps);
    if (plan.deviations.length + plan.faults.length <= fewHindrances) yield* merged(plan, strikes, mishaps, this.everyone);
  }

  // ---- Editing ----------------------------------------------------------------------------------------------------------

  /** Until nothing can go. False where the runs did not suffice. */
  private edit(): boolean {
    let isMinimal = false;
    while (!isMinimal && !this.isSpent()) isMinimal = !this.improve() && this.isVerified();
    return isMinimal;
  }

  /** One pass over the candidates of the best plan so far; a success goes on with the candidates of the new best. */
  private improve(): boolean {
    for (const candidate of shrinkPlan(this.best.plan, this.scenario.knobs)) {
      if (this.isSpent()) return true;
      if (this.accepts(candidate)) return true;
    }
    return false;
  }

  /** Every single removal, tried on the result itself, to the end of the run. */
  private isVerified(): boolean {
    for (const candidate of singleRemovals(this.best.plan)) {
      if (this.refuted.has(this.printOf(candidate))) continue;
      if (this.isSpent() || this.stillFails(candidate)) return false;
    }
    return true;
  }

  // ---- Drawing ----------------------------------------------------------------------------------------------------------

  /** Smaller plans near the best one, until there have been too many in vain. True where one still fails. */
  private redraw(): boolean {
    let isBetter = false;
    for (let left = this.patience; left > 0 && this.canBeSmaller; ) {
      const before = this.trials.spent;
      const isSmaller = this.drawSmaller();
      if (isSmaller) this.thin();
      left = isSmaller ? this.patience : left - (this.trials.spent - before);
      isBetter ||= isSmaller;
    }
    return isBetter;
  }

  /** What shows only where every step is checked is left to editing. */
  private get canBeSmaller(): boolean {
    return this.options.checked !== true && this.trials.spent < patience.inAll && piecesOf(this.best.plan).length > 0 && !this.isSpent();
  }

  private get patience(): number {
    return Math.min(patience.most, patience.stepsPerPiece * piecesOf(this.best.plan).length);
  }

  /** The next candidate: the same failure, and with less than the best one has? Then it is the best so far. */
  private drawSmaller(): boolean {
    const { options, scenario, trials } = this;
    const { plan, seed, steps } = this.candidates.next(this.best);
    const report = trials.look(seed, plan, steps) === 'same' ? trials.whole(seed, plan) : null;
    const explicit = report === null ? null : makeExplicit(scenario, report, options);
    return explicit !== null && this.isSmallerThinned(explicit);
  }

  /** Is there less in this run, once it is thinned? */
  private isSmallerThinned(report: Report): boolean {
    const { best } = this;
    this.best = report;
    this.isAside = true;
    this.prolong();
    if (weightOf(report.plan) >= weightOf(best.plan)) this.thin();
    this.isAside = false;
    if (weightOf(this.best.plan) < weightOf(best.plan)) return this.succeeds(this.best);
    this.best = best;
    return false;
  }

  // ---- Trying -----------------------------------------------------------------------------------------------------------

  /** The same failure with this plan, and soon enough? Then it is the best so far. */
  private accepts(plan: Plan): boolean {
    const print = this.printOf(plan);
    if (this.tried.has(print)) return false;
    this.tried.add(print);
    return this.stillFails(plan, this.stepsFor(this.best));
  }

  /** What fails much later than the best run is as good as another failure. That something never happens shows only at the end. */
  private stepsFor({ steps, failure }: Report): number {
    const most = this.scenario.limits.steps;
    return failure?.kind === 'liveness' ? most : Math.min(most, 3 * steps + 1_000);
  }

  private stillFails(plan: Plan, steps?: number): boolean {
    const { trials, best } = this;
    const look = trials.look(best.seed, plan, steps);
    const report = look === 'same' ? trials.whole(best.seed, plan) : null;
    if (report !== null) return this.succeeds(report);
    if (look !== 'cut') this.refuted.add(this.printOf(plan));
    return false;
  }

  private printOf(plan: Plan): number {
    return fingerprint([this.best.seed, plan]);
  }

  private succeeds(report: Report): true {
    this.best = report;
    if (!this.isAside) this.options.progress?.(report, this.trials.runs);
    return true;
  }

  private isSpent(): boolean {
    return this.trials.runs >= (this.options.runs ?? 20_000) || this.options.isStopped?.() === true;
  }
}

function momentsOf({ calls }: Report): Moments {
  return new Map(calls.map(({ id, calledAt, returnedAt }) => [id, { calledAt, returnedAt }]));
}
