/** Arbitraries for single faults and for what triggers them. Plain data; shrinking is `shrinkPlan`'s business. */
import fc from 'fast-check';
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import type { Fault, FaultKind, PartitionShape, PlannedFault, Trigger } from '../../sim/world/plan.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';

/** A fault of one of these kinds, with its trigger. */
export function plannedFault(space: PlanSpace, swarm: SwarmSpace, kinds: readonly FaultKind[]): fc.Arbitrary<PlannedFault> {
  const drawn = fc.record({ trigger: trigger(space, swarm), fault: faultAmong(kinds, space, swarm) }, { noNullPrototype: true });
  return swarm.aimed === true ? fc.tuple(drawn, fc.boolean()).map(([planned, isAimed]) => (isAimed ? aimed(space, planned) : planned)) : drawn;
}

/** A fault of one of these kinds. */
export function faultAmong(kinds: readonly FaultKind[], space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<Fault> {
  return fc.constantFrom(...kinds).chain((kind) => faultOf(kind, space, swarm));
}

/** A fault of one server strikes when this very server gets there: a narrow window is one of a node, and of its own disk. */
export function aimed({ servers }: PlanSpace, planned: PlannedFault): PlannedFault {
  const { trigger, fault } = planned;
  if (trigger.kind !== 'milestone' || !('node' in fault) || !servers.includes(fault.node)) return planned;
  return { trigger: { ...trigger, node: fault.node }, fault };
}

/** Runs end when their work is done, some soon: early moments are as likely as late ones. */
export function moment({ during }: SwarmSpace): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(Math.floor(during / 40)), fc.nat(Math.floor(during / 8)), fc.nat(during));
}

/** A time, or one of the swarm's milestones. */
export function trigger(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<Trigger> {
  const byTime: fc.Arbitrary<Trigger> = moment(swarm).map((at) => ({ kind: 'time', at }));
  if (swarm.milestones.length === 0) return byTime;
  const byMilestone: fc.Arbitrary<Trigger> = fc
    .tuple(fc.constantFrom(...swarm.milestones), fc.option(fc.constantFrom(...space.servers, ...space.clients)), fc.integer({ min: 1, max: 8 }), delay)
    .map(([name, node, occurrence, delay]) => ({ kind: 'milestone', name, node, occurrence, delay }));
  return fc.oneof({ weight: 3, arbitrary: byTime }, { weight: 2, arbitrary: byMilestone });
}

/** After a milestone, in microseconds. Mostly at once: that is where the narrow windows are. */
export const delay = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(milliseconds(5)) });

/** From a blink to longer than any time-out, in microseconds: each size about as likely. */
function spell(during: number): fc.Arbitrary<number> {
  const long = Math.max(milliseconds(20), during);
  return fc.oneof(
    fc.integer({ min: 1, max: milliseconds(5) }),
    fc.integer({ min: milliseconds(1), max: milliseconds(100) }),
    fc.integer({ min: milliseconds(10), max: long }),
  );
}

const power = fc.record({ survivors: fc.oneof(fc.constant(0), fc.nat(3)), torn: fc.boolean() }, { noNullPrototype: true });

/** Faults of one kind, as the space allows. */
export function faultOf(kind: FaultKind, space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<Fault> {
  const node = fc.constantFrom(...swarm.victims);
  const owner = fc.constantFrom(...(swarm.disks === 'victims' ? swarm.victims : space.servers));
  const lasts = spell(swarm.during);
  const faults: Record<FaultKind, () => fc.Arbitrary<Fault>> = {
    partition: () => partition(space, lasts),
    oneWay: () => oneWay(space, lasts),
    swizzle: () => swizzle(space, swarm.during),
    clog: () => fc.tuple(pairOf(space), lasts).map(([[from, to], lasts]) => ({ kind: 'clog', from, to, lasts })),
    disconnect: () => fc.tuple(node, lasts).map(([node, lasts]) => ({ kind: 'disconnect', node, lasts })),
    reconnect: () => node.map((node) => ({ kind: 'reconnect', node })),
    // What kinds of messages there are, nobody knows here.
    longDelays: () => fc.constant({ kind: 'longDelays', kinds: [], rate: 0, min: 0, max: 0, lasts: 0 }),
    setNetwork: () => fc.constant({ kind: 'setNetwork', network: space.network }),
    crash: () => fc.tuple(node, lasts, power).map(([node, down, power]) => ({ kind: 'crash', node, down, power })),
    restart: () => node.map((node) => ({ kind: 'restart', node })),
    fullRestart: () => fc.tuple(lasts, power).map(([down, power]) => ({ kind: 'fullRestart', down, power })),
    pause: () => fc.tuple(node, lasts).map(([node, lasts]) => ({ kind: 'pause', node, lasts })),
    slowNode: () => fc.tuple(node, fc.integer({ min: 1, max: milliseconds(200) }), lasts).map(([node, lag, lasts]) => ({ kind: 'slowNode', node, lag, lasts })),
    wipe: () => fc.tuple(owner, lasts).map(([node, down]) => ({ kind: 'wipe', node, down })),
    slowDisk: () => fc.tuple(owner, fc.integer({ min: 1, max: milliseconds(200) }), lasts).map(([node, delay, lasts]) => ({ kind: 'slowDisk', node, delay, lasts })),
    hungDisk: () => fc.tuple(owner, lasts).map(([node, lasts]) => ({ kind: 'hungDisk', node, lasts })),
    ioError: () => fc.tuple(owner, fc.integer({ min: 1, max: 3 })).map(([node, count]) => ({ kind: 'ioError', node, count })),
    diskFull: () => fc.tuple(owner, lasts).map(([node, lasts]) => ({ kind: 'diskFull', node, lasts })),
    bitRot: () => fc.tuple(owner, fc.nat(20)).map(([node, record]) => ({ kind: 'bitRot', node, record })),
    clockDrift: () => fc.tuple(node, drift(swarm.drift), lasts).map(([node, rate, lasts]) => ({ kind: 'clockDrift', node, rate, lasts })),
    clockJump: () => fc.tuple(node, jump).map(([node, by]) => ({ kind: 'clockJump', node, by })),
  };
  return faults[kind]();
}

/** True time is a million. */
const drift = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1_000_000 - most, max: 1_000_000 + most });

const jump = fc.oneof(fc.integer({ min: -milliseconds(100), max: milliseconds(100) }), fc.integer({ min: -milliseconds(10_000), max: milliseconds(10_000) }));

/** Two nodes that are not the same. */
export function pairOf({ servers, clients }: PlanSpace): fc.Arbitrary<readonly [NodeId, NodeId]> {
  const everyone = [...servers, ...clients];
  return fc
    .tuple(fc.nat(everyone.length - 1), fc.nat(Math.max(0, everyone.length - 2)))
    .map(([i, j]) => [everyone[i] ?? 0, everyone[j < i ? j : Math.min(j + 1, everyone.length - 1)] ?? 0]);
}

/** Shapes are drawn over the servers; each client gets a side. */
function partition({ servers, clients }: PlanSpace, lasts: fc.Arbitrary<number>): fc.Arbitrary<Fault> {
  const shapes: readonly PartitionShape[] = servers.length >= 3 ? ['halves', 'one', 'bridge', 'ring'] : ['halves', 'one'];
  const order = fc.shuffledSubarray([...servers], { minLength: servers.length });
  const sides = fc.array(fc.nat(servers.length), { minLength: clients.length, maxLength: clients.length });
  return fc.tuple(fc.constantFrom(...shapes), order, sides, lasts).map(([shape, order, sides, lasts]) => {
    const groups = groupsOf(shape, order);
    return { kind: 'partition', shape, groups: groups.map((group, i) => [...group, ...clients.filter((_, c) => (sides[c] ?? 0) % groups.length === i)]), lasts };
  });
}

function groupsOf(shape: PartitionShape, order: readonly NodeId[]): readonly (readonly NodeId[])[] {
  const half = Math.floor(order.length / 2);
  switch (shape) {
    case 'halves':
      return [order.slice(0, order.length - half), order.slice(order.length - half)];
    case 'one':
      return [order.slice(0, 1), order.slice(1)];
    case 'bridge':
      return [order.slice(0, 1), order.slice(1, 1 + half), order.slice(1 + half)];
    case 'ring':
      return order.map((node) => [node]);
  }
}

function oneWay({ servers, clients }: PlanSpace, lasts: fc.Arbitrary<number>): fc.Arbitrary<Fault> {
  const everyone = [...servers, ...clients];
  const some = fc.shuffledSubarray(everyone, { minLength: 1 });
  return fc.tuple(some, some, lasts).map(([from, to, lasts]) => ({ kind: 'oneWay', from, to, lasts }));
}

/** Cuts begin in the first half of the window and end in the second, each at its own time. */
function swizzle({ servers, clients }: PlanSpace, during: number): fc.Arbitrary<Fault> {
  const half = Math.max(2, Math.floor(during / 4));
  const member = (node: NodeId): fc.Arbitrary<{ node: NodeId; starts: number; ends: number }> =>
    fc.record({ node: fc.constant(node), starts: fc.nat(half), ends: fc.integer({ min: half, max: 2 * half }) }, { noNullPrototype: true });
  return fc
    .shuffledSubarray([...servers, ...clients], { minLength: 1 })
    .chain((members) => fc.tuple(...members.map(member)))
    .map((nodes) => ({ kind: 'swizzle', nodes }));
}
