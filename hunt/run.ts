/** One seed of a scenario. */
import fc from 'fast-check';
import type { Mutant } from '../sim/core/mutant.ts';
import { purityGuard } from '../sim/hosts/checks.ts';
import type { Failure } from '../sim/hosts/failure.ts';
import type { Plan } from '../sim/world/plan.ts';
import { planArbitrary, planOf } from '../properties/schedules/plan-arbitrary.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planSpaceOf, ScenarioRun, type Extras, type Report } from '../scenarios/setup.ts';
import { withPoisonedGlobals } from './poison.ts';
import { compareTwins } from './twins.ts';

export interface SeedOptions extends Extras {
  readonly mutant?: Mutant | null;
  /** Computes each step twice on frozen input, and the whole run twice: finds what is not a pure function. */
  readonly checked?: boolean;
}

/** The plan of a seed. */
export function drawPlan(scenario: Scenario, seed: number): Plan {
  return planOf(plansOf(scenario), seed);
}

const arbitraries = new WeakMap<Scenario, fc.Arbitrary<Plan>>();

/** All plans of a scenario, for property tests. */
export function plansOf(scenario: Scenario): fc.Arbitrary<Plan> {
  const known = arbitraries.get(scenario);
  if (known !== undefined) return known;
  const arbitrary = scenario.plan === null ? planArbitrary(planSpaceOf(scenario)) : fc.constant(scenario.plan);
  arbitraries.set(scenario, arbitrary);
  return arbitrary;
}

/** Runs one seed with the plan that it draws. */
export function runSeed(scenario: Scenario, seed: number, options: SeedOptions = {}): Report {
  return runPlan(scenario, seed, drawPlan(scenario, seed), options);
}

/** Runs one seed with a given plan. */
export function runPlan(scenario: Scenario, seed: number, plan: Plan, options: SeedOptions = {}): Report {
  const { checked = false, mutant = null, ...extras } = options;
  const once = (more: Extras): Report => withPoisonedGlobals(() => new ScenarioRun(scenario, { seed, plan, mutant, ...extras, ...more }).run());
  const plain = once({});
  if (!checked) return plain;
  const guarded = once({ guard: purityGuard });
  if (guarded.failure?.kind === 'nondeterminism') return guarded;
  if (guarded.hash === plain.hash) return plain;
  const difference = withPoisonedGlobals(() => compareTwins(scenario, seed, plan, mutant));
  return { ...plain, failure: difference ?? hashesDiffer(plain, guarded) };
}

/** The twins did not differ when they ran side by side, but the runs before did. */
function hashesDiffer(plain: Report, guarded: Report): Failure {
  const message = `two runs of seed ${plain.seed} end with the hashes ${plain.hash} and ${guarded.hash}`;
  return { kind: 'nondeterminism', property: 'the same seed gives the same run', message, step: plain.steps, time: plain.time, node: null, stack: null };
}
