import type { Clock, NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';

/** What an onlooker can see of a world. */
export interface View {
  readonly now: Time;
  readonly servers: readonly NodeId[];
  readonly clients: readonly NodeId[];
  /** State of a node; null while it is down. */
  stateOf(node: NodeId): object | null;
  /** What the clocks of a node show, in its own microseconds, whether or not it may read them. */
  clockOf(node: NodeId): Clock;
}

/** One call of a client: what it asked and what it was told. */
export interface CallRecord {
  readonly id: number;
  readonly node: NodeId;
  readonly request: unknown;
  /** Step in which the client received the request; null if it never did. */
  readonly call: number | null;
  readonly calledAt: Time;
  readonly result: unknown;
  /** Step after which the answer was out; null: the outcome is unknown. */
  readonly return: number | null;
  readonly returnedAt: Time | null;
}
