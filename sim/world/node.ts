import type { NodeId, Protocol } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { NodeClock } from './clock.ts';
import { Disk, type Batch } from './disk.ts';
import type { Packet } from './network.ts';
import type { Identity } from './random.ts';
import type { Role } from './recorder.ts';

export interface NodeSpec {
  readonly role: Role;
  readonly protocol: Protocol;
}

/** What waits for a node: it is kept while the node is paused, put off while it is slow. */
export type Arrival =
  | Packet
  | { readonly kind: 'timer'; readonly node: NodeId; readonly timer: string; readonly serial: number }
  | { readonly kind: 'request'; readonly node: NodeId; readonly id: number; readonly request: unknown; readonly identity: Identity }
  | { readonly kind: 'sync'; readonly node: NodeId; readonly incarnation: number }
  /** These batches are stored: what they withheld may go. */
  | { readonly kind: 'release'; readonly node: NodeId; readonly incarnation: number; readonly batches: readonly Batch[] };

export interface ArmedTimer {
  /** Tells this timer from earlier ones of the same name. */
  readonly serial: number;
  /** On the node's own clock. */
  local: number;
  due: Time;
  tie: number;
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
  paused = false;
  /** Everything that it handles comes so much later. */
  lag = 0;
  disk = new Disk();
  clock: NodeClock;
  timers = new Map<string, ArmedTimer>();
  timerSerial = 0;
  /** Batches covered by the sync under way; 0: none is. */
  syncing = 0;
  inbox: Arrival[] = [];
  /** Its stable storage has lost something that it had acknowledged. */
  damaged = false;

  constructor(id: NodeId, spec: NodeSpec, skew: number) {
    this.id = id;
    this.role = spec.role;
    this.protocol = spec.protocol;
    this.clock = new NodeClock(skew);
  }

  get isUp(): boolean {
    return this.state !== null;
  }

  /** The process is gone: state, timers and what waited for it. Its disk stays. */
  kill(): void {
    this.state = null;
    this.paused = false;
    this.timers = new Map();
    this.syncing = 0;
    this.inbox = this.inbox.filter((arrival) => arrival.kind === 'request');
  }

  copy(): NodeSlot {
    const twin = new NodeSlot(this.id, this, 0);
    twin.state = this.state;
    twin.incarnation = this.incarnation;
    twin.paused = this.paused;
    twin.lag = this.lag;
    twin.disk = this.disk.copy();
    twin.clock = this.clock.copy();
    twin.timers = new Map([...this.timers].map(([name, timer]) => [name, { ...timer }]));
    twin.timerSerial = this.timerSerial;
    twin.syncing = this.syncing;
    twin.inbox = [...this.inbox];
    twin.damaged = this.damaged;
    return twin;
  }
}
