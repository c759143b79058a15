/** Runs seeds of one scenario, and chooses those that are worth making again. */
import type { Scenario } from '../scenarios/scenario.ts';
import { Distillation } from './distillation.ts';
import { withPoisonedGlobals } from './poison.ts';
import { runPlan } from './run.ts';
import { Drawn } from './strategies/drawn.ts';
import { fresh } from './strategies/guided.ts';
import { groundOf, isDrawing } from './strategies/spaces.ts';
import type { DrawnRun } from './strategies/strategy.ts';
import { Transitions } from './strategies/transitions.ts';
import type { DistillResult } from './tasks.ts';

interface DistillOptions {
  /** The first seed. */
  readonly from: number;
  /** How many. */
  readonly seeds: number;
  /** Hears of each run before it begins; true ends it. */
  readonly begins: (seed: number) => boolean;
}

/** By the strategies by which guided search draws, in turn. */
export function distill(scenario: Scenario, { from, seeds, begins }: DistillOptions): Omit<DistillResult, 'kind'> {
  const strategies = (groundOf(scenario) === null ? (['swarm'] as const) : fresh).map((by) => ({ by, drawn: new Drawn(by, scenario) }));
  const distillation = new Distillation();
  let [runs, steps, choices] = [0, 0, 0];
  let failing: DistillResult['failing'] = null;
  withPoisonedGlobals(() => {
    const end = Math.min(from + seeds, Number.MAX_SAFE_INTEGER);
    for (let seed = from; seed < end && !begins(seed); seed++) {
      const turn = strategies[seed % strategies.length];
      if (turn === undefined) throw new RangeError('there is always one to draw by');
      runs++;
      const transitions = new Transitions();
      const report = runPlan(scenario, seed, turn.drawn.next(seed).plan, { onlooker: transitions, hashed: false });
      const run: DrawnRun = { by: turn.by, seed };
      steps += report.steps;
      choices += report.counters.choices;
      if (report.failure === null) distillation.see(run, report.steps, transitions.seen);
      else failing ??= { run, failure: report.failure };
      if (!isDrawing(scenario) && choices === 0) return;
    }
  });
  return { chosen: isDrawing(scenario) || choices > 0 ? distillation.chosen : null, runs, steps, transitions: distillation.transitions, failing };
}
