/**
 * Smaller plans, the most promising first: whole families of things go before single ones, things go before they are
 * weakened. Pure, and blind to where the plan came from. A plan none of whose candidates still fails is 1-minimal: each
 * single fault, deviation, operation, client, script and rate was taken away once.
 */
import { calmNetwork, exactClocks, promptDisk, type ClientPlan, type Plan, type PlannedFault } from '../../sim/world/plan.ts';
import { simplerNetworks } from './simpler-networks.ts';
import { weaker } from './weaker-faults.ts';
import { withoutChunk, withoutOne } from './without.ts';

/** The values that each knob may take, the simplest first. */
type KnobValues = Readonly<Record<string, readonly number[]>>;

/** Candidates to try in place of the plan, in order. Each is strictly simpler. Without `knobs` those stay as they are. */
export function* shrinkPlan(plan: Plan, knobs: KnobValues = {}): Generator<Plan, void, undefined> {
  yield* removals(plan);
  yield* simplerWorlds(plan);
  yield* simplerKnobs(plan, knobs);
  yield* weakerFaults(plan);
  yield* simplerWork(plan);
  yield* shorterPlans(plan);
}

/** Every single thing that the plan can do without, alone: what 1-minimality is about. */
export function* singleRemovals(plan: Plan): Generator<Plan, void, undefined> {
  for (const faults of withoutOne(plan.faults)) yield { ...plan, faults };
  for (const deviations of withoutOne(plan.deviations)) yield { ...plan, deviations };
  for (const clients of withoutOne(plan.clients)) yield { ...plan, clients };
  for (const scripts of withoutOne(plan.scripts)) yield { ...plan, scripts };
  yield* operationRemovals(plan, withoutOne);
  yield* calmerMachines(plan);
  yield* simplerRates(plan);
}

function* removals(plan: Plan): Generator<Plan, void, undefined> {
  for (const clients of withoutChunk(plan.clients)) yield { ...plan, clients };
  for (const scripts of withoutChunk(plan.scripts)) yield { ...plan, scripts };
  for (const faults of withoutChunk(plan.faults)) yield { ...plan, faults };
  for (const deviations of withoutChunk(plan.deviations)) yield { ...plan, deviations };
  yield* operationRemovals(plan, withoutChunk);
  yield* operationRemovals(plan, waitingInstead);
}

/**
 * Fewer operations in as much time: a run ends with its work, and what strikes late needs a run that lasts. The pause before an operation
 * grows by those of the operations that go, and by what these took.
 */
function* waitingInstead(operations: ClientPlan['operations']): Generator<ClientPlan['operations'], void, undefined> {
  const last = operations.at(-1);
  if (last === undefined || operations.length < 2) return;
  const pause = operations.reduce((sum, { think }) => sum + think + typicalCall, -typicalCall);
  yield [{ ...last, think: pause }];
  for (const [i, { think }] of operations.entries()) {
    const next = operations[i + 1];
    if (next !== undefined) yield [...operations.slice(0, i), { ...next, think: think + next.think + typicalCall }, ...operations.slice(i + 2)];
  }
}

/** What an operation takes, roughly, in microseconds. */
const typicalCall = 50_000;

function* operationRemovals(plan: Plan, without: (list: ClientPlan['operations']) => Iterable<ClientPlan['operations']>): Generator<Plan, void, undefined> {
  for (const [i, client] of plan.clients.entries()) {
    for (const operations of without(client.operations)) yield withClient(plan, i, { ...client, operations });
  }
}

/** It lasts as long as its work takes, or half as long as it did. */
function* shorterPlans({ lasts, ...plan }: Plan): Generator<Plan, void, undefined> {
  if (lasts === undefined) return;
  yield plan;
  if (lasts >= 2_000) yield { ...plan, lasts: Math.floor(lasts / 2_000) * 1_000 };
  if (lasts >= 4_000) yield { ...plan, lasts: Math.floor(lasts / 4_000) * 3_000 };
  if (lasts % 1_000 !== 0) yield { ...plan, lasts: Math.floor(lasts / 1_000) * 1_000 };
}

const withClient = (plan: Plan, index: number, client: ClientPlan): Plan => ({ ...plan, clients: plan.clients.with(index, client) });

const withFault = (plan: Plan, index: number, fault: PlannedFault): Plan => ({ ...plan, faults: plan.faults.with(index, fault) });

function* simplerWorlds(plan: Plan): Generator<Plan, void, undefined> {
  yield* calmerMachines(plan);
  yield* simplerRates(plan);
  const { latencyMin, latencyMax } = plan.network;
  if (latencyMin !== calmNetwork.latencyMin || latencyMax !== calmNetwork.latencyMax) {
    yield { ...plan, network: { ...plan.network, latencyMin: calmNetwork.latencyMin, latencyMax: calmNetwork.latencyMax } };
  }
}

/** Clocks that agree, disks that are quick. */
function* calmerMachines(plan: Plan): Generator<Plan, void, undefined> {
  if (plan.clocks.skew !== 0) yield { ...plan, clocks: exactClocks };
  if (plan.disk.syncMin !== promptDisk.syncMin || plan.disk.syncMax !== promptDisk.syncMax) yield { ...plan, disk: promptDisk };
}

/** Each misbehaviour of the network, switched off alone. */
function* simplerRates(plan: Plan): Generator<Plan, void, undefined> {
  for (const network of simplerNetworks(plan.network)) yield { ...plan, network };
}

/** Whatever else a number would mean to the scenario: those that stand before it in its own list are simpler. */
function* simplerKnobs(plan: Plan, knobs: KnobValues): Generator<Plan, void, undefined> {
  for (const [knob, values] of Object.entries(knobs)) {
    const current = values.indexOf(plan.knobs[knob] ?? Number.NaN);
    for (const value of values.slice(0, Math.max(0, current))) yield { ...plan, knobs: { ...plan.knobs, [knob]: value } };
  }
}

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
    // Earlier moments make for shorter runs.
    for (const at of [Math.floor(round / 2_000) * 1_000, Math.floor(round / 4_000) * 3_000]) if (at < round) yield { ...trigger, at };
    return;
  }
  if (trigger.delay > 0) yield { ...trigger, delay: 0 };
  if (trigger.occurrence > 1) yield { ...trigger, occurrence: 1 };
  if (trigger.occurrence > 2) yield { ...trigger, occurrence: trigger.occurrence - 1 };
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
