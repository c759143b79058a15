/** Shrinking: edits the plan, never the seed, and keeps the signature of the failure. */
import { fingerprint } from '../sim/core/fingerprint.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Plan } from '../sim/world/plan.ts';
import { shrinkPlan, singleRemovals } from '../properties/schedules/shrink-plan.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { makeExplicit } from './make-explicit.ts';
import { runPlan } from './run.ts';

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

/** The smallest failing run that was found, and how many runs it took. */
export interface Shrunk {
  readonly report: Report;
  readonly runs: number;
  /** No single thing can be taken away: each has been tried on the result. False where the runs did not suffice. */
  readonly isMinimal: boolean;
}

/** The smallest plan that still fails in the same way. */
export function shrink(scenario: Scenario, failing: Report, options: ShrinkOptions = {}): Shrunk {
  return new Shrinker(scenario, failing, options).shrink();
}

class Shrinker {
  private readonly scenario: Scenario;
  private readonly options: ShrinkOptions;
  private readonly signature: string;
  private readonly tried = new Set<number>();
  private best: Report;
  private runs = 0;

  constructor(scenario: Scenario, failing: Report, options: ShrinkOptions) {
    this.scenario = scenario;
    this.options = options;
    this.signature = failing.failure === null ? '' : signatureOf(failing.failure);
    this.best = makeExplicit(scenario, failing, options) ?? failing;
  }

  shrink(): Shrunk {
    let isMinimal = false;
    while (!isMinimal && !this.isSpent()) isMinimal = !this.improve() && this.isVerified();
    return { report: this.best, runs: this.runs, isMinimal };
  }

  /** One pass over the candidates of the best plan so far; a success goes on with the candidates of the new best. */
  private improve(): boolean {
    for (const candidate of shrinkPlan(this.best.plan, this.scenario.knobs)) {
      if (this.isSpent()) return true;
      if (this.accepts(candidate)) return true;
    }
    return false;
  }

  /** Every single removal, tried on the result itself. */
  private isVerified(): boolean {
    for (const candidate of singleRemovals(this.best.plan)) {
      if (this.isSpent() || this.stillFails(candidate)) return false;
    }
    return true;
  }

  private accepts(plan: Plan): boolean {
    const print = fingerprint(plan);
    if (this.tried.has(print)) return false;
    this.tried.add(print);
    return this.stillFails(plan);
  }

  /** The same failure with this plan? Then it is the best so far. */
  private stillFails(plan: Plan): boolean {
    this.runs++;
    const { mutant = null, checked = false } = this.options;
    const report = runPlan(this.scenario, this.best.seed, plan, { mutant, checked });
    if (report.failure === null || signatureOf(report.failure) !== this.signature) return false;
    this.best = report;
    this.options.progress?.(report, this.runs);
    return true;
  }

  private isSpent(): boolean {
    return this.runs >= (this.options.runs ?? 20_000) || this.options.isStopped?.() === true;
  }
}
