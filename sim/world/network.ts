/**
 * The network: one-way messages between nodes, each with a fate of its own. What the profile leaves to chance is drawn by
 * the identity of the message; a deviation in the plan overrules the draw.
 */
import { fold, ofLabel } from '../core/fingerprint.ts';
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { Counters } from './counters.ts';
import type { Deviation, NetworkProfile } from './plan.ts';
import { purposes, type Identity, type Random } from './random.ts';
import type { Fate, Recorder } from './recorder.ts';
import { sizeOf } from './size.ts';

/** A message on its way. */
export interface Packet {
  readonly kind: 'packet';
  readonly identity: Identity;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: unknown;
  /** Fingerprint of the message. */
  readonly hash: number;
  /** Position in the order of sending on its link; copies keep that of the original. */
  readonly sequence: number;
}

interface Link {
  bias: number;
  cuts: number;
  clogs: number;
  sent: number;
  /** Highest sequence delivered so far. */
  arrived: number;
  lastArrival: Time;
  freeAt: Time;
  underWay: Packet[] | null;
  held: Packet[];
}

/** What the network needs of its world. */
export interface Carrier {
  readonly random: Random;
  readonly counters: Counters;
  readonly recorder: Recorder | null;
  arrive(packet: Packet, time: Time): void;
}

const copyLabel = ofLabel('copy');

export class Network {
  private readonly profile: NetworkProfile;
  private readonly nodeCount: number;
  private readonly deviations: ReadonlyMap<Identity, readonly Deviation[]> | null;
  private links = new Map<number, Link>();
  /** Between these nodes nothing goes wrong any more. */
  private calm: ReadonlySet<NodeId> | null = null;
  /** Packets that a full queue has dropped although they are on the agenda. */
  private dropped = new Set<Packet>();
  countsBytes = false;

  constructor(nodeCount: number, profile: NetworkProfile, deviations: readonly Deviation[]) {
    this.nodeCount = nodeCount;
    this.profile = profile;
    this.deviations = deviations.length === 0 ? null : groupByMessage(deviations);
  }

  /** A message leaves its node. */
  send(carrier: Carrier, now: Time, identity: Identity, from: NodeId, to: NodeId, message: unknown, hash: number): void {
    const link = this.link(carrier.random, from, to);
    const packet: Packet = { kind: 'packet', identity, from, to, message, hash, sequence: ++link.sent };
    carrier.counters.sent++;
    if (link.cuts > 0) {
      carrier.counters.cut++;
      return this.note(carrier, now, 'cut', packet, 0);
    }
    if (this.deviations !== null && this.deviate(carrier, now, link, packet)) return;
    if (this.isCalm(from, to)) return this.dispatch(carrier, now, link, packet, 0);
    this.expose(carrier, now, link, packet);
  }

  /**
   * A packet's time has come: may it be handed over? Cut and dropped ones are not, clogged ones are kept for later.
   */
  admits(carrier: Carrier, now: Time, packet: Packet): boolean {
    const link = this.link(carrier.random, packet.from, packet.to);
    if (link.underWay !== null) link.underWay = link.underWay.filter((other) => other !== packet);
    if (this.dropped.delete(packet)) return false;
    if (link.cuts > 0) {
      carrier.counters.cut++;
      this.note(carrier, now, 'cut', packet, 0);
      return false;
    }
    if (link.clogs > 0) {
      carrier.counters.clogged++;
      link.held.push(packet);
      this.note(carrier, now, 'clogged', packet, 0);
      return false;
    }
    carrier.counters.delivered++;
    if (packet.sequence < link.arrived) carrier.counters.reordered++;
    else link.arrived = packet.sequence;
    return true;
  }

  cut(random: Random, from: NodeId, to: NodeId): void {
    this.link(random, from, to).cuts++;
  }

  mend(random: Random, from: NodeId, to: NodeId): void {
    const link = this.link(random, from, to);
    link.cuts = Math.max(0, link.cuts - 1);
  }

  clog(random: Random, from: NodeId, to: NodeId): void {
    this.link(random, from, to).clogs++;
  }

  /** What the clog held arrives now, in the order in which it came. */
  unclog(carrier: Carrier, now: Time, from: NodeId, to: NodeId): void {
    const link = this.link(carrier.random, from, to);
    link.clogs = Math.max(0, link.clogs - 1);
    if (link.clogs > 0) return;
    const held = link.held;
    link.held = [];
    for (const packet of held) carrier.arrive(packet, now);
  }

  /** Between these nodes: no cut, no clog, no loss, no copy, no long delay from now on. */
  heal(carrier: Carrier, now: Time, nodes: ReadonlySet<NodeId>): void {
    this.calm = nodes;
    for (const [key, link] of this.links) {
      const from = Math.floor(key / this.nodeCount);
      const to = key % this.nodeCount;
      if (!this.isCalm(from, to)) continue;
      link.cuts = 0;
      if (link.clogs > 0) {
        link.clogs = 1;
        this.unclog(carrier, now, from, to);
      }
    }
  }

  copy(): Network {
    const twin = new Network(this.nodeCount, this.profile, []);
    Object.assign(twin, { deviations: this.deviations, calm: this.calm, countsBytes: this.countsBytes });
    twin.dropped = new Set(this.dropped);
    for (const [key, link] of this.links) {
      twin.links.set(key, { ...link, held: [...link.held], underWay: link.underWay === null ? null : [...link.underWay] });
    }
    return twin;
  }

  private isCalm(from: NodeId, to: NodeId): boolean {
    return this.calm !== null && this.calm.has(from) && this.calm.has(to);
  }

  private link(random: Random, from: NodeId, to: NodeId): Link {
    const key = from * this.nodeCount + to;
    const known = this.links.get(key);
    if (known !== undefined) return known;
    const { pairBias, queueLimit } = this.profile;
    const link: Link = {
      bias: pairBias === 0 ? 0 : random.integer(purposes.bias, key, 0, pairBias),
      cuts: 0,
      clogs: 0,
      sent: 0,
      arrived: 0,
      lastArrival: 0,
      freeAt: 0,
      underWay: queueLimit === null ? null : [],
      held: [],
    };
    this.links.set(key, link);
    return link;
  }

  /** Chance decides: lost, late, twice, or twice with a long time between. */
  private expose(carrier: Carrier, now: Time, link: Link, packet: Packet): void {
    const { random } = carrier;
    const { profile } = this;
    const { identity } = packet;
    if (random.permille(purposes.loss, identity, profile.loss)) return this.drop(carrier, now, packet);
    const isLate = random.permille(purposes.tail, identity, profile.tail);
    const late = isLate ? random.integer(purposes.tail, ~identity, 1, Math.max(1, profile.tailMax)) : 0;
    this.dispatchLate(carrier, now, link, packet, late);
    if (random.permille(purposes.duplicate, identity, profile.duplicate)) {
      const after = random.integer(purposes.duplicate, ~identity, 1, Math.max(1, profile.latencyMax));
      this.duplicate(carrier, now, link, packet, after, 'duplicated');
    }
    if (random.permille(purposes.replay, identity, profile.replay)) {
      const after = random.integer(purposes.replay, ~identity, 1, Math.max(1, profile.replayMax));
      this.duplicate(carrier, now, link, packet, after, 'replayed');
    }
  }

  /** The plan decides. False where it says nothing about this message. */
  private deviate(carrier: Carrier, now: Time, link: Link, packet: Packet): boolean {
    const deviations = this.deviations?.get(packet.identity);
    if (deviations === undefined) return false;
    if (deviations.some((deviation) => deviation.kind === 'drop')) {
      this.drop(carrier, now, packet);
      return true;
    }
    const late = deviations.reduce((sum, deviation) => (deviation.kind === 'late' ? sum + deviation.by : sum), 0);
    this.dispatchLate(carrier, now, link, packet, late);
    for (const deviation of deviations) {
      if (deviation.kind === 'copy') this.duplicate(carrier, now, link, packet, deviation.after, fateOfCopy(deviation.after, this.profile));
    }
    return true;
  }

  private drop(carrier: Carrier, now: Time, packet: Packet): void {
    carrier.counters.lost++;
    this.note(carrier, now, 'lost', packet, 0);
  }

  private dispatchLate(carrier: Carrier, now: Time, link: Link, packet: Packet, late: number): void {
    if (late > 0) {
      carrier.counters.late++;
      this.note(carrier, now, 'late', packet, late);
    }
    this.dispatch(carrier, now, link, packet, late);
  }

  private duplicate(carrier: Carrier, now: Time, link: Link, packet: Packet, after: number, fate: 'duplicated' | 'replayed'): void {
    carrier.counters[fate]++;
    this.note(carrier, now, fate, packet, after);
    const identity = fold(fold(packet.identity, copyLabel), after);
    this.dispatch(carrier, now, link, { ...packet, identity }, after);
  }

  /** Puts a packet under way: latency, then the order of the link, its bandwidth and its queue. */
  private dispatch(carrier: Carrier, now: Time, link: Link, packet: Packet, extra: number): void {
    const { latencyMin, latencyMax, reorder, bandwidth, queueLimit } = this.profile;
    const latency = carrier.random.integer(purposes.latency, packet.identity, latencyMin, latencyMax);
    let arrival = now + latency + link.bias + extra;
    if (bandwidth !== null || this.countsBytes) arrival += this.transmission(carrier, now, link, packet, bandwidth);
    if (!reorder) arrival = Math.max(arrival, link.lastArrival);
    link.lastArrival = Math.max(arrival, link.lastArrival);
    if (queueLimit !== null && !this.enqueue(carrier, now, link, packet, queueLimit)) return;
    carrier.arrive(packet, arrival);
  }

  /** Time that the packet waits for the line and spends on it. */
  private transmission(carrier: Carrier, now: Time, link: Link, packet: Packet, bandwidth: number | null): number {
    const bytes = sizeOf(packet.message);
    carrier.counters.bytesSent += bytes;
    if (bandwidth === null) return 0;
    const begin = Math.max(now, link.freeAt);
    if (begin > now) carrier.counters.throttled++;
    link.freeAt = begin + Math.ceil((bytes * 1_000_000) / bandwidth);
    return link.freeAt - now;
  }

  /** Makes room by dropping a random packet under way, perhaps this one. False: this one. */
  private enqueue(carrier: Carrier, now: Time, link: Link, packet: Packet, limit: number): boolean {
    const queue = [...(link.underWay ?? []), packet];
    link.underWay = queue;
    if (queue.length <= limit) return true;
    const victim = queue[carrier.random.integer(purposes.overflow, packet.identity, 0, queue.length - 1)] ?? packet;
    link.underWay = queue.filter((other) => other !== victim);
    if (victim !== packet) this.dropped.add(victim);
    carrier.counters.overflowed++;
    this.note(carrier, now, 'overflowed', victim, 0);
    return victim !== packet;
  }

  private note(carrier: Carrier, now: Time, fate: Fate, packet: Packet, by: number): void {
    carrier.recorder?.message(now, fate, packet.identity, packet.from, packet.to, packet.message, by);
  }
}

function fateOfCopy(after: number, profile: NetworkProfile): 'duplicated' | 'replayed' {
  return after > profile.latencyMax ? 'replayed' : 'duplicated';
}

function groupByMessage(deviations: readonly Deviation[]): ReadonlyMap<Identity, readonly Deviation[]> {
  const groups = new Map<Identity, Deviation[]>();
  for (const deviation of deviations) {
    const group = groups.get(deviation.message);
    if (group === undefined) groups.set(deviation.message, [deviation]);
    else group.push(deviation);
  }
  return groups;
}
