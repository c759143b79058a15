/** How messages and timers are found again where their identities are lost: by what people would call them. */
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { count, duration, fromOne, identity, longestName, mostDeviations, mostTimers } from './plan-shape.ts';
import type { Identity } from './random.ts';
import { fields, list, text, type Shape } from './shape.ts';

/** A message that a deviation of the plan met: `the 3rd appendEntries of node 1 to node 0`. */
export interface Landmark {
  readonly message: Identity;
  readonly from: NodeId;
  readonly to: NodeId;
  /** Its field `kind`; empty where it has none. */
  readonly kind: string;
  /** How many of that kind had gone that way, with it: from 1. */
  readonly occurrence: number;
  /** When it left, in microseconds. */
  readonly time: Time;
}

/** The shape of a capsule's landmarks: at most one for each deviation. */
export const landmarksShape = (): Shape<readonly Landmark[]> =>
  list(
    fields<Landmark>({
      message: identity,
      from: count,
      to: count,
      kind: text(longestName),
      occurrence: fromOne,
      time: duration,
    }),
    mostDeviations,
  );

/** A timer that a run has set, as it was first set: `election, 150 to 300 ms`. */
export interface TimerMark {
  readonly timer: string;
  /** In microseconds. */
  readonly min: Time;
  readonly max: Time;
}

/** The shape of a capsule's timers. */
export const timerMarksShape = (): Shape<readonly TimerMark[]> => list(fields<TimerMark>({ timer: text(longestName), min: duration, max: duration }), mostTimers);

/** The field `kind` of a message, or nothing. */
export function kindOfMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return '';
  return typeof message.kind === 'string' ? message.kind.slice(0, longestName) : '';
}
