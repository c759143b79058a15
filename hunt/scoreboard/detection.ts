/** One bug hunted by one strategy in this thread, by a clock of events: the same on every machine. */
import type { Mutant } from '../../sim/core/mutant.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { detections } from '../detection.ts';
import { withPoisonedGlobals } from '../poison.ts';
import { runPlan } from '../run.ts';
import { Coverage } from '../strategies/coverage.ts';
import { strategyOf } from '../strategies/index.ts';
import type { Strategy, StrategyName } from '../strategies/strategy.ts';

/** What is hunted where, how, from which seed on, and for how many events at most. */
export interface Chase {
  readonly mutant: Mutant;
  readonly scenarios: readonly Scenario[];
  readonly strategy: StrategyName;
  readonly from: number;
  readonly events: number;
}

/** What came of it: all events up to the end of the run that showed the bug, or of the last run. */
export interface Chased {
  readonly found: boolean;
  readonly events: number;
  readonly seeds: number;
  /** The property that fired; null: none. */
  readonly property: string | null;
}

/** One scenario of the chase. */
interface Ground {
  readonly scenario: Scenario;
  readonly strategy: Strategy;
  seed: number;
  events: number;
}

/** Scenarios take turns, the one with the fewest events first. */
export function chase({ mutant, scenarios, strategy, from, events: most }: Chase): Chased {
  const grounds = scenarios.map((scenario): Ground => ({ scenario, strategy: strategyOf(strategy, scenario), seed: from, events: 0 }));
  return withPoisonedGlobals(() => {
    let [events, seeds] = [0, 0];
    while (events < most) {
      const ground = grounds.reduce((least, ground) => (ground.events < least.events ? ground : least));
      const { failure, steps } = runNext(ground, mutant);
      events += steps;
      seeds++;
      if (failure !== null && detections.has(failure.kind)) return { found: true, events, seeds, property: failure.property };
    }
    return { found: false, events, seeds, property: null };
  });
}

function runNext(ground: Ground, mutant: Mutant): ReturnType<typeof runPlan> {
  const { scenario, strategy } = ground;
  const trial = strategy.next(ground.seed++);
  const coverage = strategy.learns ? new Coverage() : null;
  const report = runPlan(scenario, trial.seed, trial.plan, { mutant, ...(coverage === null ? {} : { onlooker: coverage, recorder: coverage }) });
  if (coverage !== null) strategy.learn(trial, coverage.features);
  ground.events += report.steps;
  return report;
}
