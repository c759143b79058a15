/** Makes the accidents of a run explicit: each becomes a deviation in the plan, and the rates go to zero. */
import type { Time } from '../sim/core/time.ts';
import { calmNetwork, type Deviation, type Fault, type NetworkProfile, type Plan, type PlannedFault } from '../sim/world/plan.ts';
import type { Identity } from '../sim/world/random.ts';
import type { Fate, Recorder } from '../sim/world/recorder.ts';
import type { Mishap } from '../properties/schedules/gather-deviations.ts';
import type { Strike } from '../properties/schedules/merge-faults.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { ScenarioRun, type Report } from '../scenarios/setup.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runPlan, type SeedOptions } from './run.ts';

/** Collects what chance did to messages, or what the plan did. */
export class AccidentRecorder implements Recorder {
  readonly mishaps: Mishap[] = [];
  readonly struck: { readonly fault: Fault; readonly time: Time }[] = [];

  get deviations(): readonly Deviation[] {
    return this.mishaps.map(({ deviation }) => deviation);
  }

  message(...[time, fate, message, from, to, , by]: Parameters<Recorder['message']>): void {
    const deviation = deviationOf(fate, message, by);
    if (deviation !== null) this.mishaps.push({ deviation, time, from, to });
  }

  /** Faults are explicit already, but who knows when a milestone comes? */
  fault(...[time, phase, fault]: Parameters<Recorder['fault']>): void {
    if (phase === 'strikes') this.struck.push({ fault, time });
  }

  node(): void {
    // What nodes suffer follows from the faults.
  }
}

function deviationOf(fate: Fate, message: Identity, by: number): Deviation | null {
  switch (fate) {
    case 'lost':
      return { kind: 'drop', message };
    case 'late':
      return { kind: 'late', message, by };
    case 'duplicated':
    case 'replayed':
      return { kind: 'copy', message, after: by };
    default:
      return null;
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

/** What the faults and the deviations of a run's plan did: when, and to which messages. */
export function hindrancesOf(scenario: Scenario, { seed, plan }: Report, mutant: Mutant | null): { readonly strikes: readonly Strike[]; readonly mishaps: readonly Mishap[] } {
  const recorder = new AccidentRecorder();
  new ScenarioRun(scenario, { seed, plan, mutant, recorder }).run();
  const mishaps = recorder.mishaps.map((mishap) => ({ ...mishap, deviation: plan.deviations.find((planned) => isSame(planned, mishap.deviation)) ?? mishap.deviation }));
  const strikes = recorder.struck.flatMap(({ fault, time }) => plan.faults.filter((planned) => planned.fault === fault).map((planned) => ({ planned, time })));
  return { strikes, mishaps };
}

const isSame = (left: Deviation, right: Deviation): boolean => left.message === right.message && left.kind === right.kind;

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
