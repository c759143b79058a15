/** What a run tells those who listen. Nothing of it is built when nobody does. */
import type { Effect, Event, NodeId, Vocabulary } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { Fault } from './plan.ts';
import type { Identity } from './random.ts';

/** What a node reacts to: an event, or its own start (with what its disk gave back). */
export type Cause<V extends Vocabulary = Vocabulary> = Event<V> | { readonly kind: 'start'; readonly records: number };

/** One step of one node. `before` is null at a start. The object is reused: copy what you keep. */
export interface Observed<V extends Vocabulary = Vocabulary> {
  /** Number of the step in the run, from 1. */
  readonly index: number;
  readonly time: Time;
  readonly node: NodeId;
  readonly role: Role;
  readonly before: V['state'] | null;
  readonly event: Cause<V>;
  readonly after: V['state'];
  readonly effects: readonly Effect<V>[];
}

/** Servers make up the system; clients use it. */
export type Role = 'server' | 'client';

/** What becomes of a message without anybody's step. */
export type Fate = 'lost' | 'late' | 'duplicated' | 'replayed' | 'cut' | 'clogged' | 'overflowed' | 'undelivered';

/** Hears what happens outside the steps of nodes. All times are virtual, in microseconds. */
export interface Recorder {
  /** A message met a fate; `by`: how much later it (or, for a copy, its copy) was sent on, 0 where it was not. */
  message(time: Time, fate: Fate, identity: Identity, from: NodeId, to: NodeId, message: unknown, by: number): void;
  /** A message leaves its node, whatever becomes of it. */
  sent?(time: Time, identity: Identity, from: NodeId, to: NodeId, message: unknown): void;
  /** A fault has begun, has come to its end, or was held back. What happens once has no end. */
  fault(time: Time, phase: 'strikes' | 'ends' | 'withheld', fault: Fault): void;
  /** `detail`: records lost in the crash, arrivals that wait, batches synced, tags that failed. */
  node(time: Time, node: NodeId, what: 'crashed' | 'paused' | 'resumed' | 'synced' | 'syncFailed', detail: number): void;
}
