/** Events per second of five Raft servers under load, with and without everything that is demanded of them. */
import { operations, scenario, times, type Scenario } from '../scenarios/scenario.ts';
import { ScenarioRun } from '../scenarios/setup.ts';
import { registerClerk, registerReplica } from '../scenarios/raft/vocabulary.ts';
import { registerInvariants } from '../scenarios/raft/properties.ts';
import { emptyPlan, type Plan } from '../sim/world/plan.ts';
import { seconds } from '../sim/core/time.ts';
import { fc } from '../scenarios/index.ts';
import type { Property } from '../properties/property.ts';
import { median } from './median.ts';
import { cpuMilliseconds, type Measured } from './load.ts';

const [rounds, clients, calls] = [9, 5, 1_500];

const plan: Plan = {
  ...emptyPlan,
  clients: Array.from({ length: clients }, (_, client) => ({
    client,
    operations: Array.from({ length: calls }, (_, id) => ({ id: client * calls + id, request: { kind: 'submit', command: String(id) }, think: 0 })),
  })),
};

function story(properties: readonly Property[]): Scenario {
  return scenario({
    title: 'Five Raft servers, five clerks that never rest',
    servers: times(5, registerReplica({ snapshotEvery: 100 })),
    clients: times(clients, registerClerk()),
    workload: operations(fc.constant(null)),
    properties,
    limits: { duration: seconds(10_000), steps: 10_000_000 },
  });
}

function measure(scenario: Scenario): Measured {
  const begin = process.cpuUsage();
  const { failure, steps } = new ScenarioRun(scenario, { seed: 1, plan }).run();
  if (failure !== null) throw new Error(`${failure.property}: ${failure.message}`);
  return { steps, milliseconds: cpuMilliseconds(begin) };
}

/** Nanoseconds per event of each case, in turns. */
function interleaved(cases: readonly Scenario[]): readonly (readonly number[])[] {
  const times = cases.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    cases.forEach((scenario, i) => {
      const { steps, milliseconds } = measure(scenario);
      if (round > 0) times[i]?.push((milliseconds * 1_000_000) / steps);
    });
  }
  return times;
}

const [without = 0, withAll = 0] = interleaved([story([]), story(registerInvariants)]).map(median);
const perSecond = (nanoseconds: number): string => Math.round(1e9 / nanoseconds).toLocaleString('en');
console.log(`5 Raft servers under load, no property   ${perSecond(without).padStart(10)} events/s`);
console.log(`with ${registerInvariants.length} properties                       ${perSecond(withAll).padStart(10)} events/s  ${(without / withAll).toFixed(2)} of that  (bar: at least 0.5)`);
