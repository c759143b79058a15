/** A plan in words: what was to go wrong, and what the clients were to do. */
import { counted } from '../sim/core/counted.ts';
import { formatTime } from '../sim/core/time.ts';
import { calmNetwork, type ClientPlan, type Deviation, type NetworkProfile, type Plan, type PlannedFault, type Trigger } from '../sim/world/plan.ts';
import { ordinal } from './nearby.ts';
import { describeFault, nameOf } from './story.ts';

/** One line for each thing, those that go wrong first. */
export function describePlan(plan: Plan, servers: number): readonly string[] {
  return [
    ...plan.faults.map((planned) => describePlanned(planned, servers)),
    ...describeDeviations(plan.deviations),
    ...describeNetwork(plan.network),
    ...(plan.clocks.skew > 0 ? [`wall clocks up to ${formatTime(plan.clocks.skew)} apart`] : []),
    ...plan.clients.map((client) => describeClient(client, servers)),
    ...plan.scripts.map(({ script, rounds }) => `script ${script}${rounds === null ? '' : ` for ${counted(rounds, 'round')}`}`),
    ...(plan.lasts === undefined ? [] : [`goes on for ${formatTime(plan.lasts)}`]),
    ...Object.entries(plan.knobs).map(([knob, value]) => `${knob} = ${value}`),
  ];
}

function describePlanned({ trigger, fault }: PlannedFault, servers: number): string {
  const name = (node: number): string => nameOf(node, servers);
  return `${describeTrigger(trigger, name)}: ${describeFault(fault, name)}`;
}

function describeTrigger(trigger: Trigger, name: (node: number) => string): string {
  if (trigger.kind === 'time') return `at ${formatTime(trigger.at)}`;
  const times = trigger.occurrence === 1 ? '' : ` for the ${ordinal(trigger.occurrence)} time`;
  const node = trigger.node === null ? '' : ` at ${name(trigger.node)}`;
  const delay = trigger.delay === 0 ? '' : `, ${formatTime(trigger.delay)} later`;
  return `when '${trigger.name}'${node}${times}${delay}`;
}

function describeDeviations(deviations: readonly Deviation[]): readonly string[] {
  const count = (kind: Deviation['kind']): number => deviations.filter((deviation) => deviation.kind === kind).length;
  const words = [
    [count('drop'), 'lost'],
    [count('late'), 'late'],
    [count('copy'), 'delivered twice'],
  ] as const;
  return words.flatMap(([messages, fate]) => (messages === 0 ? [] : [`${counted(messages, 'message')} ${fate}`]));
}

function describeNetwork(network: NetworkProfile): readonly string[] {
  const { latencyMin, latencyMax, queueLimit, bandwidth } = network;
  const rates = (['loss', 'duplicate', 'tail', 'replay'] as const).filter((rate) => network[rate] > 0).map((rate) => `${rate} ${network[rate] / 10} %`);
  const words = [
    ...(latencyMin === calmNetwork.latencyMin && latencyMax === calmNetwork.latencyMax ? [] : [`latency ${formatTime(latencyMin)} to ${formatTime(latencyMax)}`]),
    ...(network.pairBias === 0 ? [] : [`some pairs up to ${formatTime(network.pairBias)} slower`]),
    ...rates,
    ...(network.reorder ? [] : ['no reordering']),
    ...(queueLimit === null ? [] : [`at most ${counted(queueLimit, 'message')} on a link`]),
    ...(bandwidth === null ? [] : [`${bandwidth} bytes/s on a link`]),
  ];
  return words.length === 0 ? [] : [`network: ${words.join(', ')}`];
}

function describeClient({ client, operations }: ClientPlan, servers: number): string {
  return `${nameOf(servers + client, servers)}: ${counted(operations.length, 'operation')}`;
}
