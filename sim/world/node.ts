import type { NodeId, Protocol } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { Impairments } from './impairments.ts';
import { NodeClock } from './clock.ts';
import { Disk } from './disk.ts';
import type { Arrival } from './happening.ts';
import type { Identity } from './random.ts';
import type { Role } from './recorder.ts';

/** What a node runs, and whether it is a server or a client. */
export interface NodeSpec {
  readonly role: Role;
  readonly protocol: Protocol;
}

/** A named timer of a node. A cancelled one is kept for as long as its entry stands on the agenda. */
export interface ArmedTimer {
  /** Tells its entry on the agenda from stale ones. */
  serial: number;
  isCancelled: boolean;
  /** When it is due on the node's own clock. */
  local: number;
  due: Time;
  identity: Identity;
  /** When its entry on the agenda comes up; it may be put off from there. */
  queuedAt: Time;
}

/** One node of a world: its state and what surrounds it. */
export class NodeSlot {
  readonly id: NodeId;
  readonly role: Role;
  readonly protocol: Protocol;
  /** Null while it is down. */
  state: object | null = null;
  /** Counts its starts. */
  incarnation = 0;
  /** When it started last, and how many times before at that very instant. */
  startedAt: Time = -1;
  startsBefore = 0;
  impairments = new Impairments();
  /** Stands still: the affliction `paused` lies on it. */
  paused = false;
  /** Everything that it handles comes so much later, in microseconds: the affliction `lag`. */
  lag = 0;
  /** What waits for it, in the order in which it came. */
  inbox: Arrival[] = [];
  /** While it is slow: when it gets round to the last thing in its inbox. */
  busyUntil: Time = -1;
  /** Tells the entries on the agenda by which a slow node goes through its inbox from stale ones. */
  attendance = 0;
  disk: Disk;
  /** Batches covered by the sync under way; 0: none is. */
  syncing = 0;
  /** Tells the entry on the agenda of the sync under way from stale ones. */
  syncSerial = 0;
  /** The sync under way could end but for the hung disk. */
  syncHangs = false;
  clock: NodeClock;
  timers = new Map<string, ArmedTimer>();
  timerSerial = 0;
  /** Its stable storage has lost something that it had acknowledged. */
  damaged = false;

  /** `skew`: how far its wall clock is off at the beginning, in microseconds. `records`: what stands on its disk. */
  constructor(id: NodeId, spec: NodeSpec, skew: number, records: readonly unknown[] = []) {
    this.id = id;
    this.role = spec.role;
    this.protocol = spec.protocol;
    this.clock = new NodeClock(skew);
    this.disk = Disk.holding(records);
  }

  get isUp(): boolean {
    return this.state !== null;
  }

  /** Does it handle what comes at once? (When it is down, that means: not at all.) */
  get isPrompt(): boolean {
    return this.inbox.length === 0 && this.lag === 0 && !this.paused;
  }

  /** Is it still the process that it was? */
  lives(incarnation: number): boolean {
    return this.state !== null && this.incarnation === incarnation;
  }

  /** A new process is about to start. */
  renew(now: Time): void {
    this.incarnation++;
    this.startsBefore = this.startedAt === now ? this.startsBefore + 1 : 0;
    this.startedAt = now;
  }

  /** The process is gone, with its timers and what waited for it; requests wait on. Answers what is gone. */
  kill(): readonly Arrival[] {
    const waiting = this.inbox;
    this.state = null;
    this.impairments.clear('paused');
    this.paused = false;
    this.timers = new Map();
    this.syncing = 0;
    this.syncSerial++;
    this.syncHangs = false;
    this.attendance++;
    this.inbox = waiting.filter((arrival) => arrival.kind === 'request');
    return waiting.filter((arrival) => arrival.kind !== 'request');
  }

  /** An independent slot in the same state. */
  copy(): NodeSlot {
    const twin = Object.assign(new NodeSlot(this.id, this, 0), this);
    twin.impairments = this.impairments.copy();
    twin.inbox = [...this.inbox];
    twin.disk = this.disk.copy();
    twin.clock = this.clock.copy();
    twin.timers = new Map([...this.timers].map(([name, timer]) => [name, { ...timer }]));
    return twin;
  }
}
