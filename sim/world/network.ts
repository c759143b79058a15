/**
 * The network: one-way messages between nodes, each with a fate of its own. What the profile leaves to chance is drawn by
 * the identity of the message; a deviation in the plan overrules the draw.
 */
import { fold } from '../core/fingerprint.ts';
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { Counters } from './counters.ts';
import { drawFates, fateOfCopy } from './message-fate.ts';
import { hashDomains } from './hash-domains.ts';
import type { Hold } from './impairments.ts';
import { Link, type UnderWay } from './link.ts';
import { drawLongDelays, type HeldDelays } from './long-delays.ts';
import type { Packet } from './packet.ts';
import type { Wall } from './partitions.ts';
import type { Deviation, NetworkProfile } from './plan.ts';
import { purposes, type Identity, type Random } from './random.ts';
import type { Fate, Recorder } from './recorder.ts';
import { sizeOf } from '../core/size.ts';

/** What the network needs of its world. */
export interface Carrier {
  readonly now: Time;
  readonly random: Random;
  readonly counters: Counters;
  readonly recorder: Recorder | null;
  /** The packet will come to the door of its node at this time: ask `admits` then. */
  arrive(packet: Packet, time: Time): void;
}

export class Network {
  private profile: NetworkProfile;
  /** What the plan says, by message; null where it says nothing. */
  private readonly planned: ReadonlyMap<Identity, readonly Deviation[]> | null;
  private readonly countsBytes: boolean;
  /** Links by node that sends and node that receives, made when they are first used. */
  private rows: (Link | undefined)[][] = [];
  /** Between these nodes nothing goes wrong any more. */
  private calm: ReadonlySet<NodeId> = new Set();
  /** What stands between nodes; replaced whole, so that copies can share it. */
  private walls: readonly Wall[] = [];
  /** Nodes that are cut off from all others, and for how many reasons. */
  private isolated: ReadonlyMap<NodeId, number> = new Map();
  /** What makes some kinds of messages late, oldest first; replaced whole, so that copies can share it. */
  private delays: readonly HeldDelays[] = [];
  /** Packets that a full queue has dropped although they are on the agenda. */
  private dropped = new Set<Packet>();

  constructor(profile: NetworkProfile, planned: ReadonlyMap<Identity, readonly Deviation[]> | null, countsBytes: boolean) {
    this.profile = profile;
    this.planned = planned;
    this.countsBytes = countsBytes;
  }

  /** A message leaves its node. */
  send(carrier: Carrier, identity: Identity, from: NodeId, to: NodeId, message: unknown, hash: number): void {
    const link = this.link(carrier.random, from, to);
    const packet: Packet = { kind: 'packet', identity, from, to, message, hash, sequence: ++link.sent };
    carrier.counters.sent++;
    carrier.recorder?.sent?.(carrier.now, identity, from, to, message);
    if (this.isCut(link)) return discard(carrier, 'cut', packet);
    if (link.isCalm) return void this.dispatch(carrier, link, packet, 0, 0);
    const fates = this.planned?.get(identity) ?? this.drawFates(carrier.random, packet);
    if (fates.length === 0) this.dispatch(carrier, link, packet, 0, 0);
    else this.fulfil(carrier, link, packet, fates);
  }

  /** A packet's time has come: may it be handed over? Cut and dropped ones may not, clogged ones are kept for later. */
  admits(carrier: Carrier, packet: Packet): boolean {
    const link = this.link(carrier.random, packet.from, packet.to);
    if (this.dropped.size > 0 && this.dropped.delete(packet)) return false;
    const isCut = this.isCut(link);
    if (link.clogs > 0 && !isCut) {
      hold(carrier, link, packet);
      return false;
    }
    if (link.underWay.length > 0) link.underWay = link.underWay.filter((other) => other.packet !== packet);
    if (isCut) {
      discard(carrier, 'cut', packet);
      return false;
    }
    handOver(carrier, link, packet);
    return true;
  }

  /** Nothing passes the wall, but between healed nodes, until it is razed. */
  raise(wall: Wall): void {
    this.walls = [...this.walls, wall];
  }

  raze(wall: Wall): void {
    this.walls = this.walls.filter((other) => other !== wall);
  }

  /** One more reason why a node and all others do not hear each other; `rejoin` takes one away. */
  isolate(node: NodeId): void {
    this.isolated = new Map(this.isolated).set(node, (this.isolated.get(node) ?? 0) + 1);
  }

  rejoin(node: NodeId): void {
    const reasons = (this.isolated.get(node) ?? 0) - 1;
    const others = new Map(this.isolated).set(node, reasons);
    if (reasons <= 0) others.delete(node);
    this.isolated = others;
  }

  clog(random: Random, from: NodeId, to: NodeId): void {
    this.link(random, from, to).clogs++;
  }

  /** Answers what arrives now, in the order in which it came, where this was the last clog. */
  unclog(random: Random, from: NodeId, to: NodeId): readonly Packet[] {
    const link = this.link(random, from, to);
    link.clogs = Math.max(0, link.clogs - 1);
    return link.clogs === 0 ? takeHeld(link) : [];
  }

  /** Messages that leave from now on meet this network, and nothing delays some of their kinds any more. */
  set(profile: NetworkProfile): void {
    this.profile = profile;
    this.delays = [];
  }

  delay(delays: HeldDelays): void {
    this.delays = [...this.delays, delays];
  }

  endDelays(hold: Hold): void {
    this.delays = this.delays.filter((held) => held.hold !== hold);
  }

  /**
   * Between these nodes: no cut, no clog, no loss, no copy, no long delay, no limit from now on. Answers what was held back
   * there, by a clog or before a narrow line, and arrives now: nobody waits any more behind what the line could not carry.
   */
  heal(nodes: ReadonlySet<NodeId>): readonly Packet[] {
    this.calm = nodes;
    return this.rows.flat().flatMap((link) => (link !== undefined && !link.isCalm && this.isCalm(link.from, link.to) ? this.pacify(link) : []));
  }

  /** An independent network in the same state. */
  copy(): Network {
    const twin = new Network(this.profile, this.planned, this.countsBytes);
    twin.calm = this.calm;
    twin.walls = this.walls;
    twin.isolated = this.isolated;
    twin.delays = this.delays;
    twin.dropped = new Set(this.dropped);
    twin.rows = this.rows.map((row) => row.map((link) => link?.copy()));
    return twin;
  }

  /** Ends whatever is wrong with a link. Answers what it held back. */
  private pacify(link: Link): readonly Packet[] {
    const held = takeHeld(link);
    const waiting = link.underWay.map(({ packet }) => packet).filter((packet) => !held.includes(packet));
    Object.assign(link, { isCalm: true, clogs: 0, freeAt: 0, underWay: [] });
    if (waiting.length === 0) return held;
    // Their places on the agenda are void.
    for (const packet of waiting) this.dropped.add(packet);
    link.lastArrival = -1;
    return [...held, ...waiting.map((packet) => ({ ...packet }))];
  }

  private drawFates(random: Random, { identity, message }: Packet): readonly Deviation[] {
    const fates = drawFates(random, this.profile, identity);
    if (this.delays.length === 0 || fates.some((fate) => fate.kind === 'drop')) return fates;
    return [...fates, ...drawLongDelays(random, this.delays, identity, message)];
  }

  private isCut({ isCalm, from, to }: Link): boolean {
    if (isCalm || (this.walls.length === 0 && this.isolated.size === 0)) return false;
    return this.walls.some((wall) => wall.blocks(from, to)) || (from !== to && (this.isolated.has(from) || this.isolated.has(to)));
  }

  private isCalm(from: NodeId, to: NodeId): boolean {
    return this.calm.has(from) && this.calm.has(to);
  }

  private link(random: Random, from: NodeId, to: NodeId): Link {
    return this.rows[from]?.[to] ?? this.newLink(random, from, to);
  }

  private newLink(random: Random, from: NodeId, to: NodeId): Link {
    const { pairBias } = this.profile;
    const bias = pairBias === 0 ? 0 : random.integer(purposes.bias, fold(fold(hashDomains.link, from), to), 0, pairBias);
    const link = new Link(from, to, bias);
    link.isCalm = this.isCalm(from, to);
    while (this.rows.length <= from) this.rows.push([]);
    const row = this.rows[from] ?? [];
    while (row.length <= to) row.push(undefined);
    row[to] = link;
    return link;
  }

  /** Lets happen to a message what has been drawn or planned for it. */
  private fulfil(carrier: Carrier, link: Link, packet: Packet, fates: readonly Deviation[]): void {
    if (fates.some((fate) => fate.kind === 'drop')) return discard(carrier, 'lost', packet);
    const late = fates.reduce((sum, fate) => (fate.kind === 'late' ? sum + fate.by : sum), 0);
    if (late > 0) {
      carrier.counters.late++;
      note(carrier, 'late', packet, late);
    }
    const arrival = this.dispatch(carrier, link, packet, late, 0);
    for (const fate of fates) if (fate.kind === 'copy') this.duplicate(carrier, link, packet, fate.after, arrival);
  }

  private duplicate(carrier: Carrier, link: Link, packet: Packet, after: number, original: Time): void {
    const fate = fateOfCopy(after, this.profile);
    carrier.counters[fate]++;
    note(carrier, fate, packet, after);
    const identity = fold(fold(packet.identity, hashDomains.copy), after);
    this.dispatch(carrier, link, { ...packet, identity, sequence: 0 }, after, original);
  }

  /**
   * Puts a packet under way: latency, then the line, then the order of the link, then its queue. Answers when it arrives,
   * should it do so. `original`: where it is a copy, when its original arrives.
   */
  private dispatch(carrier: Carrier, link: Link, packet: Packet, extra: number, original: Time): Time {
    const { latencyMin, latencyMax, reorder } = this.profile;
    const latency = carrier.random.integer(purposes.latency, packet.identity, latencyMin, latencyMax);
    const occupies = this.lineTime(carrier, link, packet);
    const direct = carrier.now + latency + link.bias + extra + waitForLine(carrier, link, occupies);
    const arrival = reorder ? direct : this.inOrder(link, packet, direct, original);
    if (link.isCalm || this.enqueue(carrier, link, { packet, occupies })) carrier.arrive(packet, arrival);
    return arrival;
  }

  /** Behind everything that has left before; but a copy only stands behind its original, and keeps nobody waiting. */
  private inOrder(link: Link, packet: Packet, direct: Time, original: Time): Time {
    if (packet.sequence === 0) return Math.max(direct, original + 1);
    link.lastArrival = Math.max(direct, link.lastArrival + 1);
    return link.lastArrival;
  }

  /** How long the packet occupies the line, in microseconds. */
  private lineTime(carrier: Carrier, link: Link, { message }: Packet): number {
    const { bandwidth } = this.profile;
    if (bandwidth === null && !this.countsBytes) return 0;
    const bytes = sizeOf(message);
    carrier.counters.bytesSent += bytes;
    return bandwidth === null || link.isCalm ? 0 : Math.ceil((bytes * 1_000_000) / bandwidth);
  }

  /** Makes room by dropping a random packet under way, perhaps this one, which leaves the line to others. False: this one. */
  private enqueue(carrier: Carrier, link: Link, newest: UnderWay): boolean {
    const { queueLimit, bandwidth } = this.profile;
    if (queueLimit === null && bandwidth === null) return true;
    link.underWay.push(newest);
    if (queueLimit === null || link.underWay.length <= queueLimit) return true;
    const victim = link.underWay[carrier.random.integer(purposes.overflow, newest.packet.identity, 0, link.underWay.length - 1)] ?? newest;
    link.underWay = link.underWay.filter((other) => other !== victim);
    link.freeAt = Math.max(carrier.now, link.freeAt - victim.occupies);
    if (victim !== newest) this.dropped.add(victim.packet);
    carrier.counters.overflowed++;
    note(carrier, 'overflowed', victim.packet, 0);
    return victim !== newest;
  }
}

/** Puts a packet in the line. Answers how long it waits there and is on it, in microseconds. */
function waitForLine(carrier: Carrier, link: Link, occupies: number): number {
  if (occupies === 0) return 0;
  const begin = Math.max(carrier.now, link.freeAt);
  if (begin > carrier.now) carrier.counters.throttled++;
  link.freeAt = begin + occupies;
  return link.freeAt - carrier.now;
}

function handOver(carrier: Carrier, link: Link, packet: Packet): void {
  carrier.counters.delivered++;
  if (packet.sequence > link.arrived) link.arrived = packet.sequence;
  else if (packet.sequence > 0) carrier.counters.reordered++;
}

function discard(carrier: Carrier, fate: 'lost' | 'cut', packet: Packet): void {
  carrier.counters[fate]++;
  note(carrier, fate, packet, 0);
}

function hold(carrier: Carrier, link: Link, packet: Packet): void {
  carrier.counters.clogged++;
  link.held.push(packet);
  note(carrier, 'clogged', packet, 0);
}

function takeHeld(link: Link): readonly Packet[] {
  const { held } = link;
  link.held = [];
  return held;
}

function note(carrier: Carrier, fate: Fate, packet: Packet, by: number): void {
  carrier.recorder?.message(carrier.now, fate, packet.identity, packet.from, packet.to, packet.message, by);
}
