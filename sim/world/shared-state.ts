/** What everything in a world stands on: its time and agenda, its draws, its nodes and links, and those who listen. */
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { Agenda } from './agenda.ts';
import type { WorldConfig } from './config.ts';
import { copyCounts, noCounts, type Counters } from './counters.ts';
import { fatesByMessage } from './message-fate.ts';
import type { Happening } from './happening.ts';
import { RollingHash } from './hash.ts';
import type { Host, StepGuard } from './host.ts';
import { Network, type Carrier } from './network.ts';
import { NodeSlot } from './node.ts';
import type { Packet } from './packet.ts';
import { purposes, Random, type Identity } from './random.ts';
import type { Recorder } from './recorder.ts';
import { Triggers } from './triggers.ts';

export class SharedState implements Carrier {
  readonly config: WorldConfig;
  readonly servers: readonly NodeId[];
  readonly everyone: readonly NodeId[];
  host: Host | null = null;
  recorder: Recorder | null = null;
  guard: StepGuard | null = null;
  now: Time = 0;
  /** Steps of nodes so far. */
  steps = 0;
  /** The node whose code is running. */
  reacting: NodeId | null = null;
  /** Strikes of faults so far: each has its own number. */
  strikes = 0;
  /** Planned faults that have struck, by their place in the plan. */
  struck = new Set<number>();
  /** Nodes that no fault touches any more; null before the first heal. */
  healed: ReadonlySet<NodeId> | null = null;
  /** From so many steps on, everything is drawn from this seed. */
  reseed: { readonly afterStep: number; readonly seed: number } | null = null;
  random: Random;
  counters: Counters = noCounts();
  agenda = new Agenda<Happening>();
  slots: readonly NodeSlot[];
  network: Network;
  triggers: Triggers;
  hash: RollingHash | null;

  constructor(config: WorldConfig) {
    const { seed, nodes, plan, disks = [], hashed = true, countsBytes = false } = config;
    this.config = config;
    this.everyone = nodes.map((_, id) => id);
    this.servers = this.everyone.filter((id) => nodes[id]?.role === 'server');
    this.random = new Random(seed);
    this.slots = nodes.map((spec, id) => new NodeSlot(id, spec, this.skew(id), disks[id]));
    this.network = new Network(plan.network, fatesByMessage(plan.deviations), countsBytes);
    this.triggers = new Triggers(plan.faults);
    this.hash = hashed ? new RollingHash() : null;
  }

  /** Throws a `RangeError` where there is no such node. */
  slot(node: NodeId): NodeSlot {
    const slot = this.slots[node];
    if (slot === undefined) throw new RangeError(`there is no node ${node}: the world has ${this.slots.length}`);
    return slot;
  }

  /** What decides between happenings at the same instant. */
  tie(identity: Identity): number {
    return this.random.word(purposes.tie, identity);
  }

  schedule(time: Time, identity: Identity, happening: Happening): void {
    this.agenda.push(time, this.tie(identity), happening);
  }

  arrive(packet: Packet, time: Time): void {
    this.agenda.push(time, this.tie(packet.identity), packet);
  }

  /** A message has come to a node that cannot receive it, or was still waiting for it. */
  loseAtDoor({ identity, from, to, message }: Packet): void {
    this.counters.undelivered++;
    this.recorder?.message(this.now, 'undelivered', identity, from, to, message, 0);
  }

  /** Changes the seed where the time for it has come. */
  startOverIfDue(): void {
    if (this.reseed === null || this.steps < this.reseed.afterStep) return;
    this.random = new Random(this.reseed.seed);
    this.reseed = null;
  }

  /** Takes over the state of another world with the same configuration, but not its listeners. Both go their own way then. */
  continueFrom(other: SharedState): void {
    this.now = other.now;
    this.steps = other.steps;
    this.strikes = other.strikes;
    this.struck = new Set(other.struck);
    this.healed = other.healed;
    this.reseed = other.reseed;
    this.random = other.random;
    this.counters = copyCounts(other.counters);
    this.agenda = other.agenda.copy();
    this.slots = other.slots.map((slot) => slot.copy());
    this.network = other.network.copy();
    this.triggers = other.triggers.copy();
    this.hash = other.hash?.copy() ?? null;
  }

  private skew(node: NodeId): number {
    const { skew } = this.config.plan.clocks;
    const drawn = this.random.integer(purposes.skew, node, -skew, skew);
    if (drawn !== 0) this.counters.clocksSkewed++;
    return drawn;
  }
}
