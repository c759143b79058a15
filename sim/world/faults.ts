/**
 * The fault catalogue: what each fault does, as a timeline of stages. A stage acts on the universe and captures nothing of
 * it, so that a copied world can play it on.
 */
import { unreachable } from '../core/assert.ts';
import type { NodeId } from '../core/protocol.ts';
import type { ImpairmentKind, Hold } from './impairments.ts';
import type { PowerLoss } from './disk.ts';
import { oneWay, partition, type Wall } from './partitions.ts';
import type { LongDelays } from './long-delays.ts';
import type { Fault, NetworkProfile } from './plan.ts';

/** What faults can do to a world. */
export interface Universe {
  readonly servers: readonly NodeId[];
  readonly everyone: readonly NodeId[];
  /** Nothing passes it, but between nodes that are both healed, until it is razed. */
  raise(wall: Wall): void;
  raze(wall: Wall): void;
  /** One more reason why a node and all others do not hear each other, unless both are healed; `rejoin` takes one away. */
  isolate(node: NodeId): void;
  rejoin(node: NodeId): void;
  /** One more reason why what passes from one node to another is held; `unclog` takes one away. */
  clog(from: NodeId, to: NodeId): void;
  unclog(from: NodeId, to: NodeId): void;
  /** Some messages are late, until `endDelays`. */
  delay(delays: LongDelays, hold: Hold): void;
  endDelays(hold: Hold): void;
  setNetwork(profile: NetworkProfile): void;
  /** Kills the process, and keeps it `down` until that is lifted. */
  crash(node: NodeId, power: PowerLoss, hold: Hold): void;
  /** The same, with an empty disk. */
  wipe(node: NodeId, hold: Hold): void;
  lay(node: NodeId, kind: ImpairmentKind, amount: number, hold: Hold): void;
  lift(node: NodeId, kind: ImpairmentKind, hold: Hold): void;
  /** Lifts all of a kind, whatever laid it on. */
  clear(node: NodeId, kind: ImpairmentKind): void;
  /** So many of the next syncs fail. */
  failSyncs(node: NodeId, count: number): void;
  rot(node: NodeId, fromNewest: number): void;
  jump(node: NodeId, by: number): void;
}

export interface Stage {
  /** Microseconds after the strike. */
  readonly after: number;
  act(universe: Universe, hold: Hold): void;
}

/** From the strike to the last repair, in the order of time. */
export function timelineOf(fault: Fault): readonly Stage[] {
  switch (fault.kind) {
    case 'partition':
      return standing(partition(fault.shape, fault.groups), fault.lasts);
    case 'oneWay':
      return standing(oneWay(fault.from, fault.to), fault.lasts);
    case 'swizzle':
      return swizzle(fault);
    case 'clog':
      return spell(fault.lasts, (u) => u.clog(fault.from, fault.to), (u) => u.unclog(fault.from, fault.to));
    case 'longDelays':
      return openSpell(fault.lasts, (u, hold) => u.delay(fault, hold), (u, hold) => u.endDelays(hold));
    case 'setNetwork':
      return once((u) => u.setNetwork(fault.network));
    default:
      return nodeTimeline(fault);
  }
}

type NodeFault = Extract<Fault, { kind: 'disconnect' | 'reconnect' | 'crash' | 'restart' | 'fullRestart' | 'wipe' | 'pause' | 'slowNode' }> | DeviceFault;

function nodeTimeline(fault: NodeFault): readonly Stage[] {
  switch (fault.kind) {
    case 'disconnect':
      return openSpell(fault.lasts, (u, hold) => u.lay(fault.node, 'disconnected', 0, hold), (u, hold) => u.lift(fault.node, 'disconnected', hold));
    case 'reconnect':
      return once((u) => u.clear(fault.node, 'disconnected'));
    case 'crash':
      return openSpell(fault.down, (u, hold) => u.crash(fault.node, fault.power, hold), (u, hold) => u.lift(fault.node, 'down', hold));
    case 'restart':
      return once((u) => u.clear(fault.node, 'down'));
    case 'fullRestart':
      return fullRestart(fault);
    case 'wipe':
      return spell(fault.down, (u, hold) => u.wipe(fault.node, hold), (u, hold) => u.lift(fault.node, 'down', hold));
    case 'pause':
      return affliction(fault.node, 'paused', 0, fault.lasts);
    case 'slowNode':
      return affliction(fault.node, 'lag', fault.lag, fault.lasts);
    default:
      return deviceTimeline(fault);
  }
}

type DeviceFault = Extract<Fault, { kind: 'slowDisk' | 'hungDisk' | 'ioError' | 'diskFull' | 'bitRot' | 'clockDrift' | 'clockJump' }>;

function deviceTimeline(fault: DeviceFault): readonly Stage[] {
  const { node } = fault;
  switch (fault.kind) {
    case 'slowDisk':
      return affliction(node, 'slowDisk', fault.delay, fault.lasts);
    case 'hungDisk':
      return affliction(node, 'hungDisk', 0, fault.lasts);
    case 'diskFull':
      return affliction(node, 'fullDisk', 0, fault.lasts);
    case 'clockDrift':
      return affliction(node, 'clockRate', fault.rate, fault.lasts);
    case 'ioError':
      return once((u) => u.failSyncs(node, fault.count));
    case 'bitRot':
      return once((u) => u.rot(node, fault.record));
    case 'clockJump':
      return once((u) => u.jump(node, fault.by));
    default:
      return unreachable(fault);
  }
}

const once = (act: Stage['act']): readonly Stage[] => [{ after: 0, act }];

const spell = (lasts: number, begin: Stage['act'], end: Stage['act']): readonly Stage[] => [
  { after: 0, act: begin },
  { after: lasts, act: end },
];

/** Null: something else ends it. */
const openSpell = (lasts: number | null, begin: Stage['act'], end: Stage['act']): readonly Stage[] => (lasts === null ? once(begin) : spell(lasts, begin, end));

function affliction(node: NodeId, kind: ImpairmentKind, amount: number, lasts: number): readonly Stage[] {
  return spell(lasts, (u, hold) => u.lay(node, kind, amount, hold), (u, hold) => u.lift(node, kind, hold));
}

function fullRestart({ down, power }: Extract<Fault, { kind: 'fullRestart' }>): readonly Stage[] {
  return spell(
    down,
    (u, hold) => u.servers.forEach((node) => u.crash(node, power, hold)),
    (u, hold) => u.servers.forEach((node) => u.lift(node, 'down', hold)),
  );
}

const standing = (wall: Wall, lasts: number): readonly Stage[] => spell(lasts, (u) => u.raise(wall), (u) => u.raze(wall));

function swizzle({ nodes }: Extract<Fault, { kind: 'swizzle' }>): readonly Stage[] {
  const stages = nodes.flatMap(({ node, starts, ends }): readonly Stage[] => [
    { after: starts, act: (u) => u.isolate(node) },
    { after: Math.max(starts, ends), act: (u) => u.rejoin(node) },
  ]);
  // Sorting is stable: what is cut and mended at the same instant is cut first.
  return stages.sort((a, b) => a.after - b.after);
}
