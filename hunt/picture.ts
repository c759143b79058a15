/** The picture of a run whose calls are not linearizable, with what went wrong in it. */
import { deepFreeze } from '../sim/core/canonical.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import type { Fault, Plan } from '../sim/world/plan.ts';
import type { Recorder } from '../sim/world/recorder.ts';
import type { Picture, PictureFault } from '../properties/linearizability/picture/picture.ts';
import { pictureOfCalls } from '../scenarios/explained-calls.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { ScenarioRun } from '../scenarios/setup.ts';
import { withNodes } from './run.ts';
import { describeFault, nameOf } from './story.ts';

/** Runs the plan again and draws the calls; null where they are linearizable. Positions are the steps of the run. */
export function pictureOfRun(scenario: Scenario, seed: number, plan: Plan, mutant: Mutant | null, title: string): Picture | null {
  deepFreeze(plan);
  const bands = new Bands();
  const run: ScenarioRun = new ScenarioRun(withNodes(scenario, mutant, (protocol) => protocol), { seed, plan, recorder: bands });
  const { world } = run.simulation;
  bands.step = () => world.steps;
  bands.servers = world.servers.length;
  const { calls } = run.run();
  return pictureOfCalls(scenario, calls, { title, unit: 'step', faults: bands.faults() });
}

/** From which step to which each fault lasted. */
class Bands implements Recorder {
  step: () => number = () => 0;
  servers = 0;
  private readonly begun: { readonly fault: Fault; readonly from: number; to: number | null }[] = [];

  fault(_time: number, phase: 'strikes' | 'ends' | 'withheld', fault: Fault): void {
    if (phase === 'strikes') this.begun.push({ fault, from: this.step(), to: null });
    const open = phase === 'ends' ? this.begun.find((other) => other.fault === fault && other.to === null) : undefined;
    if (open !== undefined) open.to = this.step();
  }

  /** What becomes of messages is not drawn. */
  message(): void {
    return undefined;
  }

  /** Nor what nodes do. */
  node(): void {
    return undefined;
  }

  faults(): readonly PictureFault[] {
    return this.begun.map(({ fault, from, to }) => ({ text: describeFault(fault, (node) => nameOf(node, this.servers)), from, to: to ?? (isLasting(fault) ? null : from) }));
  }
}

/** What happens once has no end. */
const isLasting = (fault: Fault): boolean => 'lasts' in fault || 'down' in fault;
