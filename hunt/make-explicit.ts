/** Makes the accidents of a run explicit: each becomes a deviation in the plan, and the rates go to zero. */
import { calmNetwork, type Deviation, type NetworkProfile, type Plan, type PlannedFault } from '../sim/world/plan.ts';
import type { Recorder } from '../sim/world/recorder.ts';
import { ScenarioRun, type Report } from '../scenarios/setup.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runPlan, type SeedOptions } from './run.ts';

/** Collects what chance did to messages. */
export class AccidentRecorder implements Recorder {
  readonly deviations: Deviation[] = [];

  message(...[, fate, message, , , , by]: Parameters<Recorder['message']>): void {
    if (fate === 'lost') this.deviations.push({ kind: 'drop', message });
    else if (fate === 'late') this.deviations.push({ kind: 'late', message, by });
    else if (fate === 'duplicated' || fate === 'replayed') this.deviations.push({ kind: 'copy', message, after: by });
  }

  fault(): void {
    // Faults are explicit already.
  }

  node(): void {
    // What nodes suffer follows from the faults.
  }
}

/** The same plan without chance: only what fired is left, by name. */
export function explicitPlan(plan: Plan, deviations: readonly Deviation[]): Plan {
  const { loss, duplicate, tail, replay } = calmNetwork;
  const calmed = (network: NetworkProfile): NetworkProfile => ({ ...network, loss, duplicate, tail, replay });
  const faults = plan.faults.map(({ trigger, fault }): PlannedFault => {
    if (fault.kind === 'setNetwork') return { trigger, fault: { ...fault, network: calmed(fault.network) } };
    return fault.kind === 'longDelays' ? { trigger, fault: { ...fault, rate: 0 } } : { trigger, fault };
  });
  return { ...plan, network: calmed(plan.network), faults, deviations };
}

/** Runs the failing seed again and writes its accidents into the plan. Null where that is not the same failure. */
export function makeExplicit(scenario: Scenario, failing: Report, options: Pick<SeedOptions, 'mutant' | 'checked'>): Report | null {
  const recorder = new AccidentRecorder();
  const { seed, plan } = failing;
  const { mutant = null } = options;
  // The recorder hears of plain runs: checking changes nothing about what chance does.
  new ScenarioRun(scenario, { seed, plan, mutant, recorder }).run();
  const explicit = runPlan(scenario, seed, explicitPlan(plan, recorder.deviations), options);
  return explicit.hash === failing.hash ? explicit : null;
}
