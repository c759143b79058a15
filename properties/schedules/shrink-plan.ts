/**
 * Smaller plans, the most promising first: whole families of things go before single ones, things go before they are
 * weakened. Pure, and blind to where the plan came from. A plan none of whose candidates still fails is 1-minimal: each
 * single fault, deviation, operation, client, script and rate was taken away once.
 */
import { calmNetwork, exactClocks, promptDisk, type ClientPlan, type Fault, type NetworkProfile, type Plan, type PlannedFault } from '../../sim/world/plan.ts';

/** Candidates to try in place of the plan, in order. Each is strictly simpler. */
export function* shrinkPlan(plan: Plan): Generator<Plan, void, undefined> {
  yield* removals(plan);
  yield* simplerWorlds(plan);
  yield* weakerFaults(plan);
  yield* simplerWork(plan);
}

/** Every single thing that the plan can do without, alone: what 1-minimality is about. */
export function* singleRemovals(plan: Plan): Generator<Plan, void, undefined> {
  for (const faults of withoutOne(plan.faults)) yield { ...plan, faults };
  for (const deviations of withoutOne(plan.deviations)) yield { ...plan, deviations };
  for (const clients of withoutOne(plan.clients)) yield { ...plan, clients };
  for (const scripts of withoutOne(plan.scripts)) yield { ...plan, scripts };
  yield* operationRemovals(plan, withoutOne);
  yield* simplerRates(plan);
}

function* removals(plan: Plan): Generator<Plan, void, undefined> {
  for (const clients of withoutChunk(plan.clients)) yield { ...plan, clients };
  for (const scripts of withoutChunk(plan.scripts)) yield { ...plan, scripts };
  for (const faults of withoutChunk(plan.faults)) yield { ...plan, faults };
  for (const deviations of withoutChunk(plan.deviations)) yield { ...plan, deviations };
  yield* operationRemovals(plan, withoutChunk);
}

function* operationRemovals(plan: Plan, without: <T>(list: readonly T[]) => Iterable<readonly T[]>): Generator<Plan, void, undefined> {
  for (const [i, client] of plan.clients.entries()) {
    for (const operations of without(client.operations)) yield withClient(plan, i, { ...client, operations });
  }
}

const withClient = (plan: Plan, index: number, client: ClientPlan): Plan => ({ ...plan, clients: plan.clients.with(index, client) });

const withFault = (plan: Plan, index: number, fault: PlannedFault): Plan => ({ ...plan, faults: plan.faults.with(index, fault) });

/** The list without its halves, quarters, ... and at last without each single element. */
function* withoutChunk<T>(list: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let size = list.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < list.length; from += size) yield [...list.slice(0, from), ...list.slice(from + size)];
  }
}

function* withoutOne<T>(list: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let i = 0; i < list.length; i++) yield list.toSpliced(i, 1);
}

function* simplerWorlds(plan: Plan): Generator<Plan, void, undefined> {
  if (plan.clocks.skew !== 0) yield { ...plan, clocks: exactClocks };
  if (plan.disk.syncMin !== promptDisk.syncMin || plan.disk.syncMax !== promptDisk.syncMax) yield { ...plan, disk: promptDisk };
  yield* simplerRates(plan);
  const { latencyMin, latencyMax } = plan.network;
  if (latencyMin !== calmNetwork.latencyMin || latencyMax !== calmNetwork.latencyMax) {
    yield { ...plan, network: { ...plan.network, latencyMin: calmNetwork.latencyMin, latencyMax: calmNetwork.latencyMax } };
  }
}

/** Each misbehaviour of the network, switched off alone. */
function* simplerRates(plan: Plan): Generator<Plan, void, undefined> {
  for (const network of simplerNetworks(plan.network)) yield { ...plan, network };
}

function* simplerNetworks(network: NetworkProfile): Generator<NetworkProfile, void, undefined> {
  for (const rate of ['loss', 'duplicate', 'tail', 'replay', 'pairBias', 'queueLimit', 'bandwidth'] as const) {
    if (network[rate] !== calmNetwork[rate]) yield calmed(network, rate);
  }
  if (network.reorder && network.latencyMin !== network.latencyMax) yield { ...network, reorder: false };
}

const calmed = (network: NetworkProfile, rate: keyof NetworkProfile): NetworkProfile => ({ ...network, [rate]: calmNetwork[rate] });

function* weakerFaults(plan: Plan): Generator<Plan, void, undefined> {
  for (const [i, planned] of plan.faults.entries()) {
    for (const fault of weaker(planned.fault)) yield withFault(plan, i, { ...planned, fault });
    for (const trigger of simplerTriggers(planned)) yield withFault(plan, i, { ...planned, trigger });
  }
  for (const [i, deviation] of plan.deviations.entries()) {
    const shorter = (length: number): number => Math.floor(length / 2);
    if (deviation.kind === 'late' && deviation.by > 1_000) yield { ...plan, deviations: plan.deviations.with(i, { ...deviation, by: shorter(deviation.by) }) };
    if (deviation.kind === 'copy' && deviation.after > 1_000) yield { ...plan, deviations: plan.deviations.with(i, { ...deviation, after: shorter(deviation.after) }) };
  }
}

function* simplerTriggers({ trigger }: PlannedFault): Generator<PlannedFault['trigger'], void, undefined> {
  if (trigger.kind === 'time') {
    const round = Math.floor(trigger.at / 1_000) * 1_000;
    if (round !== trigger.at) yield { ...trigger, at: round };
    return;
  }
  if (trigger.delay > 0) yield { ...trigger, delay: 0 };
  if (trigger.occurrence > 1) yield { ...trigger, occurrence: 1 };
  if (trigger.occurrence > 2) yield { ...trigger, occurrence: trigger.occurrence - 1 };
}

/** The same fault, shorter, or on fewer nodes. */
function* weaker(fault: Fault): Generator<Fault, void, undefined> {
  if ('lasts' in fault && fault.lasts !== null) for (const lasts of shorter(fault.lasts)) yield { ...fault, lasts };
  switch (fault.kind) {
    case 'crash':
      if (fault.down !== null) for (const down of shorter(fault.down)) yield { ...fault, down };
      if (fault.power.torn) yield { ...fault, power: { ...fault.power, torn: false } };
      if (fault.power.survivors > 0) yield { ...fault, power: { ...fault.power, survivors: fault.power.survivors - 1 } };
      break;
    case 'fullRestart':
    case 'wipe':
      for (const down of shorter(fault.down)) yield { ...fault, down };
      break;
    case 'swizzle':
      for (const nodes of withoutOne(fault.nodes)) if (nodes.length > 0) yield { ...fault, nodes };
      break;
    case 'oneWay':
      for (const from of withoutOne(fault.from)) if (from.length > 0) yield { ...fault, from };
      for (const to of withoutOne(fault.to)) if (to.length > 0) yield { ...fault, to };
      break;
    case 'setNetwork':
      for (const network of simplerNetworks(fault.network)) yield { ...fault, network };
      break;
    case 'longDelays':
      for (const kinds of withoutOne(fault.kinds)) if (kinds.length > 0) yield { ...fault, kinds };
      for (const max of shorter(fault.max)) if (max >= fault.min) yield { ...fault, max };
      break;
    case 'slowNode':
      for (const lag of shorter(fault.lag)) yield { ...fault, lag };
      break;
    case 'slowDisk':
      for (const delay of shorter(fault.delay)) yield { ...fault, delay };
      break;
    case 'ioError':
      if (fault.count > 1) yield { ...fault, count: fault.count - 1 };
      break;
    default:
  }
}

/** Half as long, as long as that is still something, and then a round number. */
function* shorter(length: number): Generator<number, void, undefined> {
  if (length > 1_000) yield Math.floor(length / 2);
  const round = Math.floor(length / 1_000) * 1_000;
  if (round > 0 && round !== length) yield round;
}

function* simplerWork(plan: Plan): Generator<Plan, void, undefined> {
  for (const [i, client] of plan.clients.entries()) {
    for (const [j, operation] of client.operations.entries()) {
      if (operation.think > 0) yield withClient(plan, i, { ...client, operations: client.operations.with(j, { ...operation, think: 0 }) });
    }
  }
  for (const [i, script] of plan.scripts.entries()) {
    const fewer = script.rounds === null ? [1, 2, 4, 8, 16, 64] : [Math.floor(script.rounds / 2), script.rounds - 1];
    for (const rounds of fewer) if (rounds >= 0 && rounds !== script.rounds) yield { ...plan, scripts: plan.scripts.with(i, { ...script, rounds }) };
  }
}
