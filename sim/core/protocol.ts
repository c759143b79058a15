/**
 * The words every protocol is written in.
 *
 * A node is a value. It starts from what survived on its disk, reacts to one event at a time, and answers with its next
 * state and the effects it asks for. It reads no clock, draws no random number and calls nothing: the host does all that.
 */

/** Index of a node in its world: servers first, then clients. */
export type NodeId = number;

/** The two clocks of one node, in microseconds. Only a protocol with `readsClock` receives them. */
export interface Clock {
  /** Never goes back; its rate may drift. It drives the node's timers. */
  readonly monotonic: number;
  /** What the node believes the date to be; it drifts and jumps. */
  readonly wall: number;
}

/** The types of one protocol, in one record. All values are plain, canonical data (see `canonical.ts`). */
export interface Vocabulary {
  readonly state: object;
  readonly message: unknown;
  readonly timer: string;
  readonly record: unknown;
  readonly request: unknown;
  readonly result: unknown;
  readonly output: unknown;
}

/** What a disk gives back after a restart, oldest first. */
export type Stored<Record> =
  | { readonly kind: 'record'; readonly record: Record }
  /** The file ends inside this record: it was being written when the power failed. */
  | { readonly kind: 'torn' }
  /** The record is whole, but its check fails: it was damaged after it had been stored. */
  | { readonly kind: 'corrupt' };

/** A message from another node; the network may have lost, delayed, reordered or doubled it. */
export interface MessageArrived<V extends Vocabulary> {
  readonly kind: 'message';
  readonly from: NodeId;
  readonly message: V['message'];
  readonly clock: Clock | null;
}

/** A timer that the node had set is due. It is not set any more. */
export interface TimerFired<V extends Vocabulary> {
  readonly kind: 'timeout';
  readonly timer: V['timer'];
  readonly clock: Clock | null;
}

/** The node's own user asks for something; the answer is a `reply` with the same id. */
export interface RequestArrived<V extends Vocabulary> {
  readonly kind: 'request';
  readonly id: number;
  readonly request: V['request'];
  readonly clock: Clock | null;
}

/** Writes with these tags are on stable storage. Untagged writes are not reported. */
export interface WritesStored {
  readonly kind: 'stored';
  readonly tags: readonly number[];
  readonly clock: Clock | null;
}

/**
 * Every write not yet stored has failed: none of their records is on the disk, and what was withheld behind them
 * has been dropped.
 */
export interface WritesFailed {
  readonly kind: 'storageFailed';
  readonly reason: 'io' | 'full';
  readonly tags: readonly number[];
  readonly clock: Clock | null;
}

/** What a node reacts to, one at a time. */
export type Event<V extends Vocabulary> = MessageArrived<V> | TimerFired<V> | RequestArrived<V> | WritesStored | WritesFailed;

/**
 * Append a record. A write is a barrier: sends and replies issued after it, in this step or a later one, are withheld
 * until it is on stable storage, unless they are `early`.
 */
export interface Write<V extends Vocabulary> {
  readonly kind: 'write';
  readonly record: V['record'];
  readonly tag: number | null;
}

/** Replace the whole disk atomically (write a new file, sync, rename). A barrier like `write`. */
export interface Rewrite<V extends Vocabulary> {
  readonly kind: 'rewrite';
  readonly records: readonly V['record'][];
  readonly tag: number | null;
}

/** Send a message, once. Nobody says whether it arrives. */
export interface Send<V extends Vocabulary> {
  readonly kind: 'send';
  readonly to: NodeId;
  readonly message: V['message'];
  /** Leaves before pending writes are stored: only for what promises nothing. */
  readonly early: boolean;
}

/** Answer the user's request with this id. */
export interface Reply<V extends Vocabulary> {
  readonly kind: 'reply';
  readonly id: number;
  readonly result: V['result'];
  /** Leaves before pending writes are stored: only for what promises nothing. A failing disk does not swallow it. */
  readonly early: boolean;
}

/** (Re)arm a named timer; the host draws the delay between `min` and `max` microseconds of the node's own clock. */
export interface SetTimer<V extends Vocabulary> {
  readonly kind: 'setTimer';
  readonly timer: V['timer'];
  readonly min: number;
  readonly max: number;
}

/** Disarm a named timer. One that is not set may be cancelled, too. */
export interface CancelTimer<V extends Vocabulary> {
  readonly kind: 'cancelTimer';
  readonly timer: V['timer'];
}

/** Tell the owner (a containing protocol) or whoever watches the run. Acts at once. */
export interface Emit<V extends Vocabulary> {
  readonly kind: 'emit';
  readonly output: V['output'];
}

/** What a node asks its host to do. */
export type Effect<V extends Vocabulary> = Write<V> | Rewrite<V> | Send<V> | Reply<V> | SetTimer<V> | CancelTimer<V> | Emit<V>;

/** A node's answer to an event: its next state, and its effects in the order in which it asks for them. */
export interface Step<V extends Vocabulary> {
  readonly state: V['state'];
  readonly effects: readonly Effect<V>[];
}

/** A uniform integer in [0, n). The only randomness a node has; the host records what it gave. */
export type Choose = (n: number) => number;

/**
 * A named situation in the life of one node. Plans trigger faults by it, campaigns demand that it is reached.
 * `effects` are those of the step that led from `before` to `after`.
 */
export interface Milestone<V extends Vocabulary = Vocabulary> {
  holds(before: V['state'], event: Event<V>, after: V['state'], effects: readonly Effect<V>[]): boolean;
}

/**
 * A kind of node: pure functions from state and event to the next step. They change nothing in place, and throw only where the
 * protocol itself is wrong (`assert.ts`).
 */
export interface Protocol<V extends Vocabulary = Vocabulary> {
  readonly name: string;
  /** What it is an instance of, e.g. a replica of one service: the bugs of the family are bugs of it. */
  readonly family?: string;
  /** True for a protocol whose safety leans on time (leases): its events then carry the node's clocks. */
  readonly readsClock?: boolean;
  /** `nodes` are the servers. `disk` is what survived, oldest first; empty at the first start. */
  start(self: NodeId, nodes: readonly NodeId[], disk: readonly Stored<V['record']>[]): Step<V>;
  step(state: V['state'], event: Event<V>, choose: Choose): Step<V>;
  /** Named situations in its life, for faults to be triggered by. */
  readonly milestones?: Readonly<Record<string, Milestone<V>>>;
  /** The rules it was assembled from, where it lets mutants replace some (see `mutant.ts`). */
  readonly rules?: object;
  /** The same protocol and configuration with these rules in place of its own. */
  assemble?(rules: object): Protocol<V>;
}
