/**
 * The fault catalogue: what each fault does, as a timeline of stages. A stage acts on the universe and captures nothing of
 * it, so that a copied world can play it on.
 */
import { unreachable } from '../core/assert.ts';
import type { NodeId } from '../core/protocol.ts';
import { perfectRate, type ClockRate } from './clock.ts';
import type { Disk, PowerLoss } from './disk.ts';
import type { Fault } from './plan.ts';

/** What faults can do to a world. */
export interface Universe {
  readonly servers: readonly NodeId[];
  readonly everyone: readonly NodeId[];
  cut(from: NodeId, to: NodeId): void;
  mend(from: NodeId, to: NodeId): void;
  clog(from: NodeId, to: NodeId): void;
  unclog(from: NodeId, to: NodeId): void;
  crash(node: NodeId, power: PowerLoss): void;
  restart(node: NodeId): void;
  wipe(node: NodeId): void;
  pause(node: NodeId): void;
  resume(node: NodeId): void;
  slow(node: NodeId, lag: number): void;
  /** The disk of a node, for faults of the device. */
  disk(node: NodeId): Disk;
  hang(node: NodeId, lasts: number): void;
  rot(node: NodeId, fromNewest: number): void;
  drift(node: NodeId, rate: ClockRate): void;
  jump(node: NodeId, by: number): void;
}

export interface Stage {
  /** Microseconds after the strike. */
  readonly after: number;
  act(universe: Universe): void;
}

/** From the strike to the last repair. */
export function timelineOf(fault: Fault): readonly Stage[] {
  switch (fault.kind) {
    case 'partition':
      return cuts(blockedBy(fault.shape, fault.groups), fault.lasts);
    case 'oneWay':
      return cuts(pairs(fault.from, fault.to), fault.lasts);
    case 'swizzle':
      return swizzle(fault);
    case 'clog':
      return spell(fault.lasts, (u) => u.clog(fault.from, fault.to), (u) => u.unclog(fault.from, fault.to));
    case 'crash':
      return crash(fault.node, fault.down, fault.power);
    case 'fullRestart':
      return spell(fault.down, (u) => u.servers.forEach((node) => u.crash(node, fault.power)), (u) => u.servers.forEach((node) => u.restart(node)));
    case 'pause':
      return spell(fault.lasts, (u) => u.pause(fault.node), (u) => u.resume(fault.node));
    case 'slowNode':
      return spell(fault.lasts, (u) => u.slow(fault.node, fault.lag), (u) => u.slow(fault.node, 0));
    case 'wipe':
      return spell(fault.down, (u) => u.wipe(fault.node), (u) => u.restart(fault.node));
    default:
      return deviceTimeline(fault);
  }
}

type DeviceFault = Extract<Fault, { kind: 'slowDisk' | 'hungDisk' | 'ioError' | 'diskFull' | 'bitRot' | 'clockDrift' | 'clockJump' }>;

function deviceTimeline(fault: DeviceFault): readonly Stage[] {
  const { node } = fault;
  switch (fault.kind) {
    case 'slowDisk':
      return spell(fault.lasts, (u) => void (u.disk(node).slowness += fault.delay), (u) => void (u.disk(node).slowness = Math.max(0, u.disk(node).slowness - fault.delay)));
    case 'hungDisk':
      return once((u) => u.hang(node, fault.lasts));
    case 'ioError':
      return once((u) => void (u.disk(node).failures += fault.count));
    case 'diskFull':
      return spell(fault.lasts, (u) => void u.disk(node).fullness++, (u) => void (u.disk(node).fullness = Math.max(0, u.disk(node).fullness - 1)));
    case 'bitRot':
      return once((u) => u.rot(node, fault.record));
    case 'clockDrift':
      return spell(fault.lasts, (u) => u.drift(node, fault.rate), (u) => u.drift(node, perfectRate));
    case 'clockJump':
      return once((u) => u.jump(node, fault.by));
    default:
      return unreachable(fault);
  }
}

type Action = (universe: Universe) => void;

const once = (act: Action): readonly Stage[] => [{ after: 0, act }];

const spell = (lasts: number, begin: Action, end: Action): readonly Stage[] => [
  { after: 0, act: begin },
  { after: lasts, act: end },
];

function crash(node: NodeId, down: number | null, power: PowerLoss): readonly Stage[] {
  const strike = once((u) => u.crash(node, power));
  return down === null ? strike : [...strike, { after: down, act: (u) => u.restart(node) }];
}

type Pair = readonly [from: NodeId, to: NodeId];

function cuts(blocked: readonly Pair[], lasts: number): readonly Stage[] {
  return spell(
    lasts,
    (u) => blocked.forEach(([from, to]) => u.cut(from, to)),
    (u) => blocked.forEach(([from, to]) => u.mend(from, to)),
  );
}

function swizzle(fault: Extract<Fault, { kind: 'swizzle' }>): readonly Stage[] {
  return fault.nodes.flatMap(({ node, starts, ends }): readonly Stage[] => [
    { after: starts, act: (u) => linksOf(u, node).forEach(([from, to]) => u.cut(from, to)) },
    { after: Math.max(starts, ends), act: (u) => linksOf(u, node).forEach(([from, to]) => u.mend(from, to)) },
  ]);
}

const linksOf = (universe: Universe, node: NodeId): readonly Pair[] =>
  universe.everyone.filter((other) => other !== node).flatMap((other) => both(node, other));

const both = (a: NodeId, b: NodeId): readonly Pair[] => [
  [a, b],
  [b, a],
];

const pairs = (from: readonly NodeId[], to: readonly NodeId[]): readonly Pair[] => from.flatMap((a) => to.filter((b) => b !== a).map((b): Pair => [a, b]));

/** The ordered pairs of nodes between which a partition lets nothing through. */
export function blockedBy(shape: Extract<Fault, { kind: 'partition' }>['shape'], groups: readonly (readonly NodeId[])[]): readonly Pair[] {
  switch (shape) {
    case 'halves':
    case 'one':
      return betweenAll(groups);
    case 'bridge':
      // The first group is the bridge: it takes part in no cut.
      return betweenAll(groups.slice(1));
    case 'ring':
      return ringCuts(groups);
    default:
      return unreachable(shape);
  }
}

function betweenAll(groups: readonly (readonly NodeId[])[]): readonly Pair[] {
  return groups.flatMap((group, i) => groups.flatMap((other, j) => (i === j ? [] : pairs(group, other))));
}

/** Each group sees the majority of groups nearest to it in ring order, itself included, and no other. */
function ringCuts(groups: readonly (readonly NodeId[])[]): readonly Pair[] {
  const count = groups.length;
  const reach = Math.floor(Math.floor(count / 2 + 1) / 2);
  return groups.flatMap((group, i) => groups.flatMap((other, j) => (ringDistance(i, j, count) > reach ? pairs(group, other) : [])));
}

function ringDistance(i: number, j: number, count: number): number {
  const apart = Math.abs(i - j);
  return Math.min(apart, count - apart);
}
