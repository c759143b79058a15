/**
 * Servers driven by hand over a network driven by hand: for schedules that are written down step by step. Nothing is lost, late or
 * doubled, no timer fires and nobody crashes unless the schedule says so; disks store at once unless they are held.
 */
import { assert } from '../../sim/core/index.ts';
import type { NodeId, Protocol, Vocabulary } from '../../sim/core/index.ts';
import { Hand } from './hand.ts';
import type { Letter, Played } from './hand.ts';

/** A step of one node of the cluster, numbered from 1. */
export interface ClusterStep<V extends Vocabulary = Vocabulary> extends Played<V> {
  readonly index: number;
  readonly node: NodeId;
}

/** Which letters on the wire. */
export type Select<V extends Vocabulary> = (letter: Letter<V>) => boolean;

const any = (): boolean => true;

export class Cluster<V extends Vocabulary = Vocabulary> {
  readonly hands: readonly Hand<V>[];
  /** Letters under way, oldest first. */
  wire: Letter<V>[] = [];
  /** Letters to nodes that are not here: clients that are played by the test. */
  readonly answers: Letter<V>[] = [];
  /**
   * How much the schedule asks for: requests of users and everything adverse. Timers that fire, letters that are delivered and disks that
   * store cost nothing: they happen in any run.
   */
  size = 0;
  /** Of all nodes so far. */
  steps = 0;
  private readonly heldDisks = new Set<NodeId>();
  private readonly cuts = new Set<string>();
  private readonly drifts = new Map<NodeId, number>();
  /** True time, in microseconds. */
  time = 0;

  /** `protocolOf` may give each server another configuration; behind the servers come clients, unless the test plays these itself. */
  constructor(servers: number, protocolOf: (node: NodeId) => Protocol<V>, observe: (step: ClusterStep<V>) => void = () => {}, clients: number = 0) {
    const nodes = Array.from({ length: servers }, (_, node) => node);
    this.hands = Array.from({ length: servers + clients }, (_, node) => new Hand(protocolOf(node), node, nodes, (played) => observe({ ...played, index: ++this.steps, node })));
    this.collect();
  }

  hand(node: NodeId): Hand<V> {
    const hand = this.hands[node];
    assert(hand !== undefined, 'a cluster has the servers that it is asked for', () => String(node));
    return hand;
  }

  state(node: NodeId): V['state'] {
    return this.hand(node).state;
  }

  // ---- What happens in any run ------------------------------------------------------------------------------------------

  /** A timer that is set fires. */
  fire(node: NodeId, timer: V['timer']): this {
    assert(this.hand(node).timers.has(timer), 'a timer that fires is set', () => `${timer} of ${node}`);
    this.hand(node).fire(timer);
    return this.collect();
  }

  /** So many microseconds of true time pass on all clocks, more or less on those that drift. */
  pass(microseconds: number): this {
    this.time += microseconds;
    for (const hand of this.hands) {
      const { monotonic, wall } = hand.clock ?? { monotonic: 0, wall: 0 };
      const elapsed = Math.floor((microseconds * (1_000 + (this.drifts.get(hand.self) ?? 0))) / 1_000);
      hand.clock = { monotonic: monotonic + elapsed, wall: wall + elapsed };
    }
    return this;
  }

  /** Delivers, in order, every letter that is on the wire now and is selected. Those over a cut link are lost. */
  deliver(select: Select<V> = any): this {
    const chosen = this.wire.filter(select);
    this.wire = this.wire.filter((letter) => !chosen.includes(letter));
    for (const letter of chosen) this.hear(letter);
    return this;
  }

  /** Delivers what is selected, and what that leads to, until nothing selected is under way. */
  settle(select: Select<V> = any): this {
    for (let rounds = 0; this.wire.some(select); rounds++) {
      assert(rounds < 1_000, 'a cluster settles');
      this.deliver(select);
    }
    return this;
  }

  // ---- What users ask ---------------------------------------------------------------------------------------------------

  /** The user of a server asks. */
  request(node: NodeId, id: number, request: V['request']): this {
    this.size++;
    this.hand(node).request(id, request);
    return this.collect();
  }

  /** A client's letter arrives. */
  ask(client: NodeId, node: NodeId, message: V['message']): this {
    this.size++;
    this.hand(node).receive(client, message);
    return this.collect();
  }

  // ---- What goes wrong --------------------------------------------------------------------------------------------------

  /** From now on, what is under way or sent between these groups is lost when it would be delivered. */
  cut(some: readonly NodeId[], others: readonly NodeId[]): this {
    this.size++;
    for (const a of some) for (const b of others) this.cuts.add(`${a}>${b}`).add(`${b}>${a}`);
    return this;
  }

  /** The same, one way. */
  cutOneWay(from: readonly NodeId[], to: readonly NodeId[]): this {
    this.size++;
    for (const a of from) for (const b of to) this.cuts.add(`${a}>${b}`);
    return this;
  }

  /** All links work again. */
  heal(): this {
    this.cuts.clear();
    return this;
  }

  /** Letters that are on the wire now never arrive: each counts. */
  lose(select: Select<V>): this {
    const lost = this.wire.filter(select);
    this.size += lost.length;
    this.wire = this.wire.filter((letter) => !lost.includes(letter));
    return this;
  }

  /** Takes letters off the wire, to be delivered late with `release`: each counts. */
  hold(select: Select<V>): readonly Letter<V>[] {
    const held = this.wire.filter(select);
    this.size += held.length;
    this.wire = this.wire.filter((letter) => !held.includes(letter));
    return held;
  }

  /** Letters that were held arrive now. */
  release(letters: readonly Letter<V>[]): this {
    for (const letter of letters) this.hear(letter);
    return this;
  }

  /** A letter arrives once more than it should: it stays on the wire. */
  duplicate(select: Select<V>): this {
    for (const letter of this.wire.filter(select)) {
      this.size++;
      this.hear(letter);
    }
    return this;
  }

  /** Power loss and restart; of what was not stored, so many writes survive. */
  crash(node: NodeId, survivors: number = 0, torn: boolean = false): this {
    this.size++;
    this.hand(node).crash(survivors, torn);
    return this.collect();
  }

  /** The disk stores nothing until it is let go. */
  holdDisk(node: NodeId): this {
    this.size++;
    this.heldDisks.add(node);
    return this;
  }

  releaseDisk(node: NodeId): this {
    this.heldDisks.delete(node);
    return this.collect();
  }

  /** Of a held disk, the oldest writes are stored. */
  sync(node: NodeId, count: number): this {
    this.hand(node).sync(count);
    return this.collect();
  }

  /** Everything that is not stored has failed. */
  failDisk(node: NodeId): this {
    this.size++;
    this.hand(node).fail();
    return this.collect();
  }

  /** A stored record is damaged, counted from the newest (0). */
  rot(node: NodeId, fromNewest: number): this {
    this.size++;
    this.hand(node).rot(fromNewest);
    return this;
  }

  /** From now on, the clocks of this node are faster by so many in a thousand. */
  drift(node: NodeId, perThousand: number): this {
    this.size++;
    this.drifts.set(node, perThousand);
    return this;
  }

  /** Somebody sets the node's wall clock. */
  jump(node: NodeId, microseconds: number): this {
    this.size++;
    const hand = this.hand(node);
    const { monotonic, wall } = hand.clock ?? { monotonic: 0, wall: 0 };
    hand.clock = { monotonic, wall: wall + microseconds };
    return this;
  }

  // ---- Inside -----------------------------------------------------------------------------------------------------------

  private hear({ from, to, message }: Letter<V>): void {
    if (this.cuts.has(`${from}>${to}`)) return;
    this.hand(to).receive(from, message);
    this.collect();
  }

  /** Stores what may be stored, and puts what has left on the wire. */
  private collect(): this {
    for (const hand of this.hands) {
      while (hand.pendingWrites > 0 && !this.heldDisks.has(hand.self)) hand.sync();
      for (const letter of hand.take()) (letter.to < this.hands.length ? this.wire : this.answers).push(letter);
    }
    return this;
  }
}
