/** Two runs of the same seed, side by side: finds the first step, node and field in which they differ. */
import { findDifference } from '../sim/core/canonical.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { describeEvent } from '../sim/hosts/checks.ts';
import type { Failure } from '../sim/hosts/failure.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';
import type { Plan } from '../sim/world/plan.ts';
import type { Observed } from '../sim/world/recorder.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { ScenarioRun } from '../scenarios/setup.ts';

/** What the newest advance of one twin did. */
class Diary implements Watcher {
  readonly property = 'twins';
  readonly steps: Observed[] = [];

  observe(step: Observed): null {
    this.steps.push({ ...step });
    return null;
  }
}

/** A failure that names the first difference; null where the twins stay equal. */
export function compareTwins(scenario: Scenario, seed: number, plan: Plan, mutant: Mutant | null): Failure | null {
  const diaries = [new Diary(), new Diary()] as const;
  const [first, second] = diaries.map((onlooker) => new ScenarioRun(scenario, { seed, plan, mutant, onlooker }).simulation);
  if (first === undefined || second === undefined) return null;
  first.begin();
  second.begin();
  for (;;) {
    const difference = compareDiaries(diaries[0].steps.splice(0), diaries[1].steps.splice(0));
    if (difference !== null) return difference;
    const goes = first.advance();
    if (second.advance() !== goes) return differing(null, first.world.steps, first.world.now, 'one run ends, the other goes on');
    if (!goes) return null;
  }
}

function compareDiaries(left: readonly Observed[], right: readonly Observed[]): Failure | null {
  for (const [i, step] of left.entries()) {
    const twin = right[i];
    const where = twin === undefined ? 'the other run has no such step' : differenceOf(step, twin);
    if (where === null) continue;
    const event = step.event.kind === 'start' ? 'start' : describeEvent(step.event);
    return differing(step.node, step.index, step.time, `node ${step.node}, step ${step.index}, on ${event}: two runs of the same seed differ at ${where}`);
  }
  return null;
}

function differenceOf(step: Observed, twin: Observed): string | null {
  if (step.node !== twin.node) return `the node (${step.node} or ${twin.node})`;
  return (
    findDifference(step.time, twin.time, 'time') ??
    findDifference(step.event, twin.event, 'event') ??
    findDifference(step.after, twin.after, 'state') ??
    findDifference(step.effects, twin.effects, 'effects')
  );
}

function differing(node: number | null, step: number, time: number, message: string): Failure {
  return { kind: 'nondeterminism', property: 'the same seed gives the same run', message, step, time, node, stack: null };
}
