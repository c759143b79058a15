/** Runs that share their beginning with a failing one, and whose rest is drawn anew: how many of them fail, too? */
import { signatureOf } from '../../sim/hosts/failure.ts';
import type { Mutant } from '../../sim/core/mutant.ts';
import type { Plan } from '../../sim/world/plan.ts';
import { purposes, Random } from '../../sim/world/random.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Report } from '../../scenarios/setup.ts';
import { runPlan } from '../run.ts';
import { shareOf, type Share } from './share.ts';

/** How much to spend. */
export interface RedrawOptions {
  readonly mutant?: Mutant | null;
  /** Most runs in all. */
  readonly runs: number;
  /** Asked between runs; true ends it with what is known. */
  isStopped?(): boolean;
}

/** A run that goes on for so many times the steps of the failing one will hardly fail as it did. */
const patience = { times: 3, steps: 500 } as const;

/** Re-draws of one failing run: the n-th re-draw has the same seed wherever it begins. */
export class Redraws {
  /** Runs made so far. */
  runs = 0;
  readonly failing: Report;
  private readonly scenario: Scenario;
  private readonly options: RedrawOptions;
  private readonly signature: string;
  private readonly seeds: Random;

  constructor(scenario: Scenario, failing: Report, options: RedrawOptions) {
    this.failing = failing;
    this.options = options;
    this.signature = failing.failure === null ? '' : signatureOf(failing.failure);
    this.seeds = new Random(failing.seed);
    const steps = failing.failure?.kind === 'liveness' ? scenario.limits.steps : Math.min(scenario.limits.steps, patience.times * failing.steps + patience.steps);
    this.scenario = { ...scenario, limits: { ...scenario.limits, steps } };
  }

  get isSpent(): boolean {
    return this.runs >= this.options.runs || this.options.isStopped?.() === true;
  }

  /** Does the very run fail in the same way with this plan? */
  fails(plan: Plan): boolean {
    this.runs++;
    return this.isSame(runPlan(this.scenario, this.failing.seed, plan, { mutant: this.options.mutant ?? null, hashed: false }));
  }

  /** How it fails where everything after so many steps is drawn anew, for the `number`-th time. Null: it passes, or is given up for its length. */
  signatureAnew(plan: Plan, afterStep: number, number: number): string | null {
    this.runs++;
    const seed = this.seeds.integer(purposes.plan, number, 0, Number.MAX_SAFE_INTEGER);
    const { failure, steps } = runPlan(this.scenario, this.failing.seed, plan, { mutant: this.options.mutant ?? null, hashed: false, reseed: { afterStep, seed } });
    const signature = failure === null ? null : signatureOf(failure);
    return signature !== this.signature && steps >= this.scenario.limits.steps ? null : signature;
  }

  /** Of so many re-draws, numbered from `first` on, or of those that the budget allows. */
  share(plan: Plan, afterStep: number, count: number, first = 0): Share {
    let [failed, runs] = [0, 0];
    while (runs < count && !this.isSpent) if (this.signatureAnew(plan, afterStep, first + runs++) === this.signature) failed++;
    return shareOf(failed, runs);
  }

  private isSame({ failure }: Report): boolean {
    return failure !== null && signatureOf(failure) === this.signature;
  }
}
