/** The smallest run so far that fails as the one that was found, and what was tried to make it smaller. */
import { fingerprint } from '../sim/core/fingerprint.ts';
import type { Plan } from '../sim/world/plan.ts';
import type { Report } from '../scenarios/setup.ts';
import type { Look, Trials } from './trials.ts';

export class SmallestRun {
  private best: Report;
  private readonly trials: Trials;
  private readonly mostSteps: number;
  /** Looks decide: what they take for the same failure is run as a whole later. */
  private isHasty = false;
  /** What looks have shown, by the prints of seeds and plans. */
  private readonly looks = new Map<number, Look>();
  /** Prints of what was run to its end, and does not fail in the same way. */
  private readonly refuted = new Set<number>();
  private readonly succeeded: (report: Report) => void;

  /** `mostSteps`: of any run. `succeeded` hears of each smaller run that is sure. */
  constructor(failing: Report, trials: Trials, mostSteps: number, succeeded: (report: Report) => void = () => {}) {
    this.best = failing;
    this.trials = trials;
    this.mostSteps = mostSteps;
    this.succeeded = succeeded;
  }

  /** Within `hastily`, it may be one that only a look has seen. */
  get report(): Report {
    return this.best;
  }

  get plan(): Plan {
    return this.best.plan;
  }

  /** The same failure with this plan, and soon enough? Then it is the smallest run so far. No plan is tried twice. */
  accepts(plan: Plan): boolean {
    const print = this.printOf(plan);
    const known = this.looks.get(print);
    // What was taken by haste, and in vain, is looked at no more.
    if (known !== undefined) return known === 'same' && !this.isHasty && this.isWholly(plan);
    return this.stillFails(plan, this.stepsNear(this.best));
  }

  /** Given up after so many steps. */
  stillFails(plan: Plan, steps?: number): boolean {
    const { trials, best } = this;
    const print = this.printOf(plan);
    if (this.isHasty) {
      const { look, report } = trials.glance(best.seed, plan, steps);
      this.note(print, look);
      if (look === 'same') this.best = report;
      return look === 'same';
    }
    const look = trials.look(best.seed, plan, steps);
    this.note(print, look);
    return look === 'same' && this.isWholly(plan);
  }

  /** It was run to its end with this plan, and does not fail in the same way. */
  isRefuted(plan: Plan): boolean {
    return this.refuted.has(this.printOf(plan));
  }

  /**
   * What `act` finds is decided by looks, which cost a third; at the end one whole run has to show the same failure, if what was found is of any use.
   * Where it does not, `act` is done again: with looks, where these have learned from it, else with whole runs.
   */
  hastily(act: () => void, isOfUse: () => boolean = () => true): void {
    if (this.isHasty || this.trials.isChecked) {
      act();
      return;
    }
    const { best, trials } = this;
    for (let hasLearned = true; hasLearned; ) {
      const { lessons } = trials;
      this.isHasty = true;
      act();
      this.isHasty = false;
      if (this.best === best || !isOfUse() || this.isWholly(this.best.plan)) return;
      this.best = best;
      hasLearned = trials.lessons > lessons;
      if (hasLearned) this.forget();
    }
    act();
  }

  /** What looks took for the same failure may be none to those that know more. */
  private forget(): void {
    for (const [print, look] of this.looks) if (look === 'same') this.looks.delete(print);
  }

  /** Another run that fails in the same way, to be made smaller first. */
  aside(report: Report): SmallestRun {
    return new SmallestRun(report, this.trials, this.mostSteps);
  }

  /** That run takes the place of this one, if as a whole it fails in the same way. */
  takes({ seed, plan }: Pick<Report, 'seed' | 'plan'>): boolean {
    const report = this.trials.whole(seed, plan);
    return report !== null && this.succeeds(report);
  }

  /** To an earlier one, which is sure. */
  goBackTo(report: Report): void {
    if (this.best !== report) this.succeeds(report);
  }

  private isWholly(plan: Plan): boolean {
    const report = this.trials.whole(this.best.seed, plan);
    if (report === null) {
      this.note(this.printOf(plan), 'other');
      return false;
    }
    return this.succeeds(report);
  }

  private succeeds(report: Report): true {
    this.best = report;
    this.succeeded(report);
    return true;
  }

  private note(print: number, look: Look): void {
    this.looks.set(print, look);
    if (look === 'other') this.refuted.add(print);
  }

  private printOf(plan: Plan): number {
    return fingerprint([this.best.seed, plan]);
  }

  /** What fails much later than the smallest run is as good as another failure. That something never happens shows only at the end. */
  private stepsNear({ steps, failure }: Report): number {
    return failure?.kind === 'liveness' ? this.mostSteps : Math.min(this.mostSteps, 3 * steps + 1_000);
  }
}
