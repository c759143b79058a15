/**
 * Shrinking keeps the signature of the failure. First the plan is edited under its own seed; where nothing can go any more, smaller plans near it are
 * drawn and run under other seeds, too: who fires first and which message is overtaken costs a schedule written by hand nothing.
 */
import type { NodeId } from '../sim/core/protocol.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Plan } from '../sim/world/plan.ts';
import { gathered } from '../properties/schedules/gather-deviations.ts';
import { merged } from '../properties/schedules/merge-faults.ts';
import { piecesOf, weightOf, withPieces } from '../properties/schedules/plan-size.ts';
import { shrinkPlan, singleRemovals } from '../properties/schedules/shrink-plan.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, type Report } from '../scenarios/setup.ts';
import { Candidates, isMuch, momentsOf, type Candidate } from './candidates.ts';
import { hindrancesOf, makeExplicit } from './make-explicit.ts';
import { mostInVain, patience } from './patience.ts';
import { runPlan } from './run.ts';
import { SmallestRun } from './smallest-run.ts';
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

/** A walk is sure of itself after so many steps. */
const stride = 25;

/** Pairs are tried where there are not more. */
const fewHindrances = 10;

class Shrinker {
  private readonly scenario: Scenario;
  private readonly options: ShrinkOptions;
  private readonly trials: Trials;
  private readonly candidates: Candidates;
  private readonly everyone: readonly NodeId[];
  private readonly smallest: SmallestRun;
  /** What is given up at so many steps of all runs. */
  private bound = Infinity;
  /** Steps of drawing and walking. */
  private searched = 0;

  constructor(scenario: Scenario, failing: Report, options: ShrinkOptions, runs: number = 0) {
    this.scenario = scenario;
    this.options = options;
    this.trials = new Trials(scenario, failing.failure, options, runs);
    this.candidates = new Candidates(scenario, failing.plan.network);
    const { servers, clients } = planSpaceOf(scenario);
    this.everyone = [...servers, ...clients];
    const explicit = makeExplicit(scenario, failing, options) ?? failing;
    this.smallest = new SmallestRun(explicit, this.trials, scenario.limits.steps, (best) => options.progress?.(best, this.trials.runs));
  }

  shrink(): Shrunk {
    const { smallest } = this;
    this.beginBelow();
    this.prolong(smallest);
    this.thin(smallest);
    this.redraw(1);
    let isMinimal = this.edit();
    while (isMinimal && !this.isSpent() && this.redraw(patience.again)) isMinimal = this.edit();
    return { report: smallest.report, runs: this.trials.runs, isMinimal };
  }

  /** Only what can be taken away. */
  verify(): Shrunk {
    let isMinimal = this.isVerified();
    while (!isMinimal && !this.isSpent()) isMinimal = this.isVerified();
    return { isMinimal, report: this.smallest.report, runs: this.trials.runs };
  }

  // ---- From below -------------------------------------------------------------------------------------------------------

  /** Next to nothing may do, and is found sooner than all the rest is thinned away: as long as some runs of the failure take, or until little is left to lose. */
  private beginBelow(): void {
    const { smallest, trials } = this;
    const most = Math.min(patience.below.steps, patience.below.runs * smallest.report.steps);
    while (trials.spent < most && piecesOf(smallest.plan).length > patience.below.pieces && this.canBeSmaller) this.takesDrawn(this.candidates.nearlyNothing(smallest.report));
  }

  // ---- Time instead of work ---------------------------------------------------------------------------------------------

  /** The run goes on as long as it did without anybody's asking: what operations were there for that alone can go. */
  private prolong(run: SmallestRun): void {
    const { plan, failure, calls } = run.report;
    if (failure === null || plan.lasts !== undefined) return;
    const answered = Math.max(0, ...calls.map(({ returnedAt }) => returnedAt ?? 0));
    for (const lasts of [failure.time, answered]) {
      if (lasts <= this.scenario.limits.duration && !this.isSpent() && run.stillFails({ ...plan, lasts })) return;
    }
  }

  // ---- Thinning ---------------------------------------------------------------------------------------------------------

  /** Takes away halves, quarters, ... and single pieces, once through: quick, and blind to everything else that may be simpler. */
  private thin(run: SmallestRun): void {
    for (let size = piecesOf(run.plan).length; size >= 1; size = Math.floor(size / 2)) {
      run.hastily(() => {
        for (let from = 0; from < piecesOf(run.plan).length && !this.isSpent(); ) {
          if (!run.accepts(withPieces(run.plan, piecesOf(run.plan).toSpliced(from, size), momentsOf(run.report)))) from += size;
        }
      });
    }
    this.within(patience.aside, () => run.hastily(() => this.gather(run)));
  }

  /** With so much of the patience at most. */
  private within(share: number, act: () => void): void {
    const { bound } = this;
    this.bound = Math.min(bound, this.trials.spent + share * mostInVain(this.smallest.plan));
    act();
    this.bound = bound;
  }

  /** One fault for several deviations, or for two hindrances, as long as that is found. */
  private gather(run: SmallestRun): void {
    for (let isFewer = true; isFewer && !this.isSpent(); ) {
      const weight = weightOf(run.plan);
      isFewer = [...this.gatherings(run)].some((plan) => weightOf(plan) < weight && !this.isSpent() && run.accepts(plan));
    }
  }

  private *gatherings({ report, plan }: SmallestRun): Generator<Plan, void, undefined> {
    if (plan.deviations.length + plan.faults.length < 2) return;
    const { strikes, mishaps } = hindrancesOf(this.scenario, report, this.options.mutant ?? null);
    yield* gathered(plan, mishaps);
    if (plan.deviations.length + plan.faults.length <= fewHindrances) yield* merged(plan, strikes, mishaps, this.everyone);
  }

  // ---- Editing ----------------------------------------------------------------------------------------------------------

  /** Until nothing can go. False where the runs did not suffice. */
  private edit(): boolean {
    let isMinimal = false;
    while (!isMinimal && !this.isSpent()) {
      this.smallest.hastily(() => {
        while (this.improve() && !this.isSpent());
      });
      isMinimal = !this.isSpent() && this.isVerified();
    }
    return isMinimal;
  }

  /** One pass over the candidates; a success goes on with those of the new best plan, from where it was. False where none is left. */
  private improve(): boolean {
    let [isBetter, from] = [false, 0];
    for (let at = this.firstSuccess(from); at !== null; at = this.firstSuccess(from)) [isBetter, from] = [true, at];
    return isBetter;
  }

  /** Of the candidates from this place on, the place of the first that still fails; null: none. */
  private firstSuccess(from: number): number | null {
    let at = 0;
    for (const candidate of shrinkPlan(this.smallest.plan, this.scenario.knobs)) {
      if (this.isSpent()) return null;
      if (at >= from && this.smallest.accepts(candidate)) return at;
      at++;
    }
    return null;
  }

  /** Every single removal, tried on the result itself, to the end of the run. */
  private isVerified(): boolean {
    const { smallest } = this;
    for (const candidate of singleRemovals(smallest.plan)) {
      if (smallest.isRefuted(candidate)) continue;
      if (this.isSpent() || smallest.stillFails(candidate)) return false;
    }
    return true;
  }

  // ---- Drawing ----------------------------------------------------------------------------------------------------------

  /** Smaller plans near the best one, with so much of the patience; where much is left, a walk. True where something smaller still fails. */
  private redraw(share: number): boolean {
    let isBetter = false;
    for (let goesOn = true; goesOn; isBetter ||= goesOn) {
      isBetter = this.search(share, () => this.drawSmaller()) || isBetter;
      goesOn = isMuch(this.smallest.plan) && this.search(share * patience.walk, () => this.walk());
    }
    return isBetter;
  }

  /** Tries again and again, until there has been so much of the patience in vain. True where something smaller still fails. */
  private search(share: number, finds: () => boolean): boolean {
    const { trials, smallest } = this;
    let isBetter = false;
    // A walk that led nowhere smaller leads back: only from there everything else has been tried.
    let { report } = smallest;
    for (let left = share * mostInVain(this.smallest.plan); left > 0 && this.canBeSmaller; ) {
      const before = trials.spent;
      const isSmaller = finds();
      if (isSmaller) {
        this.thin(smallest);
        ({ report } = smallest);
      }
      this.searched += trials.spent - before;
      left = isSmaller ? share * mostInVain(this.smallest.plan) : left - (trials.spent - before);
      isBetter ||= isSmaller;
    }
    smallest.goBackTo(report);
    return isBetter;
  }

  /** What shows only where every step is checked is left to editing. */
  private get canBeSmaller(): boolean {
    return this.options.checked !== true && this.searched < patience.inAll && piecesOf(this.smallest.plan).length > 0 && !this.isSpent();
  }

  /** The next candidate: the same failure, and with less than the best one has, once it is thinned? Then it is the best so far. */
  private drawSmaller(): boolean {
    return this.takesDrawn(this.candidates.next(this.smallest.report), (aside) => this.thin(aside));
  }

  private takesDrawn({ plan, seed, steps }: Candidate, thin: (aside: SmallestRun) => void = () => {}): boolean {
    const { smallest, trials } = this;
    const explicit = trials.look(seed, plan, steps) === 'same' ? trials.explicit(seed, plan) : null;
    if (explicit === null) return false;
    const weight = weightOf(smallest.plan);
    const aside = smallest.aside(explicit);
    const isSmaller = (): boolean => weightOf(aside.plan) < weight;
    this.within(patience.aside, () =>
      aside.hastily(() => {
        this.prolong(aside);
        if (!isSmaller()) thin(aside);
      }, isSmaller),
    );
    return isSmaller() && smallest.takes(aside.report);
  }

  /** Some steps on the level: one thing otherwise, under the same seed. What has no more in it is where the walk goes on. */
  private walk(): boolean {
    const { smallest } = this;
    const weight = weightOf(smallest.plan);
    const isSmaller = (): boolean => weightOf(smallest.plan) < weight;
    smallest.hastily(() => {
      for (let left = stride; left > 0 && !isSmaller() && !this.isSpent(); left--) {
        const { plan, steps } = this.candidates.nudge(smallest.report);
        if (weightOf(plan) <= weight) smallest.stillFails(plan, steps);
      }
    });
    return isSmaller();
  }

  private isSpent(): boolean {
    const { trials, options } = this;
    return trials.spent >= this.bound || trials.runs >= (options.runs ?? 20_000) || options.isStopped?.() === true;
  }
}
