/**
 * The distributed lock over the versioned key/value service (MIT 6.5840, 2025 edition, lab 2): its words and its rules.
 *
 * A lock is a key. Its value names the holder, and is "" while the lock is free. The lab's clients do not crash: a lock whose
 * holder is gone stays taken (`lease.ts` has what that needs).
 */
import type { Choose, NodeId, Vocabulary } from '../../sim/core/index.ts';
import type { PutError, VersionedClerkState, VersionedMessage, VersionedRequest, VersionedResult } from '../kv/index.ts';

/** `get` and `put` are those of the client's clerk; its user may mix them with the lock's. */
export type LockRequest =
  | { readonly kind: 'acquire'; readonly lock: string }
  /** To release a lock that it does not hold changes nothing. */
  | { readonly kind: 'release'; readonly lock: string }
  | VersionedRequest;

/** What a lock client tells its user; gets and puts end as those of a clerk do. */
export type LockResult = { readonly kind: 'acquired' } | { readonly kind: 'released' } | VersionedResult;

/** Acquire and release are one loop with two goals: look at the lock, write where that is right, look again where unsure. */
export type Goal = 'acquire' | 'release';

/** The request that is worked on. */
export type LockTask =
  | { readonly kind: 'passing'; readonly id: number }
  | {
      readonly kind: 'locking';
      readonly id: number;
      readonly goal: Goal;
      readonly lock: string;
      /** What it waits for: the answer to a get, the answer to a put, or the next look. */
      readonly stage: 'looking' | 'writing' | 'pausing';
    };

export type Locking = Extract<LockTask, { kind: 'locking' }>;

/** State of a lock client: its clerk, and what it is doing for its user. */
export interface LockClientState {
  readonly clerk: VersionedClerkState;
  /** Its name in the values of locks; null before the first acquire or release. */
  readonly holder: string | null;
  readonly task: LockTask | null;
  /** Asked for while a task was worked on, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: LockRequest }[];
  /** The locks that its user holds: from the answer to acquire to the request to release. */
  readonly held: readonly string[];
}

/** Types of a lock client: its messages are those of its clerk. */
export interface LockClientVocabulary extends Vocabulary {
  readonly state: LockClientState;
  readonly message: VersionedMessage;
  readonly timer: 'retry' | 'poll';
  readonly record: never;
  readonly request: LockRequest;
  readonly result: LockResult;
  readonly output: never;
}

export const free = '';

export interface LockRules {
  /** The name of this life of the client: no other client's, and no earlier life's. */
  drawHolder(choose: Choose, self: NodeId): string;
  /** What to do, having looked at the lock's value. */
  decide(goal: Goal, value: string, holder: string): 'write' | 'wait' | 'done';
  /** Does this answer to its put end the loop? */
  isSettled(goal: Goal, error: PutError): boolean;
}

export const lockRules: LockRules = {
  drawHolder: (choose) => choose(2 ** 48).toString(36),

  decide(goal, value, holder) {
    if (goal === 'release') return value === holder ? 'write' : 'done';
    if (value === holder) return 'done';
    return value === free ? 'write' : 'wait';
  },

  // ErrMaybe says that the put may have been executed: only the lock itself knows. So does ErrVersion, where a competitor was faster.
  isSettled: (_goal, error) => error === 'OK',
};
