import type { Choose, Event, NodeId, Protocol, Step, Vocabulary } from '../core/protocol.ts';
import type { Observed } from './recorder.ts';

/**
 * Whoever runs a world: hears of every step, reply, crash and wake-up.
 *
 * While `observe`, `reply` or `crashed` run, a node is in the middle of a step: they may ask for requests and wake-ups, but
 * faults are inflicted from `wake` or between two steps of the world.
 */
export interface Host {
  /** After each step of a node. The object is reused. */
  observe(step: Observed): void;
  /** A node's reply to its user has left the node. */
  reply(node: NodeId, id: number, result: unknown): void;
  /** A node has crashed, and with it went the calls that it had received. */
  crashed(node: NodeId): void;
  /** A wake-up asked for with `wakeAt`. */
  wake(token: number): void;
}

/** Runs a step in place of the plain call: for checks that are too dear for every run. */
export interface StepGuard {
  /** `index`: the number that the step will have. */
  step(protocol: Protocol, state: object, event: Event<Vocabulary>, choose: Choose, node: NodeId, index: number): Step<Vocabulary>;
}
