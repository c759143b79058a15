/**
 * Leases with fencing tokens over the versioned key/value service: their words and their rules.
 *
 * The lease is a key. Its value names the holder, its token and for how long it is given; "" means free. The token is the
 * version at which the lease was acquired, so that it grows from holder to holder; a renewal keeps the token and raises the version.
 *
 * Two promises, each with its own ground:
 *  - *No two holders believe in the lease at once*, as long as clocks drift no faster than assumed and nobody is paused between
 *    looking at the clock and acting. The holder counts its time from before it sent the put that gave it the
 *    lease; a competitor counts from after it has seen that put's version, waits longer by the assumed drift, and takes over with a
 *    put for that very version, which a renewal in between makes void. Both use their monotonic clock.
 *  - *No old holder's write is accepted after a new holder's*, always: the resource sees to it (`fenced-resource.ts`).
 */
import type { Choose, Clock, NodeId, Vocabulary } from '../../sim/core/index.ts';
import type { VersionedClerkState, VersionedMessage } from '../kv/index.ts';
import type { FencedWrite, ResourceMessage } from './fenced-resource.ts';

/** What a user asks of a lease client. */
export type LeaseRequest =
  | { readonly kind: 'acquire' }
  | { readonly kind: 'release' }
  /** Write to the resource, under the lease. */
  | { readonly kind: 'write'; readonly value: string };

/** What a lease client tells its user. `token` grows from holder to holder. */
export type LeaseResult =
  | { readonly kind: 'acquired'; readonly token: number }
  | { readonly kind: 'released' }
  /**
   * `notHolding`: nothing was sent. `fenced`: a later holder has written; whether this write took effect before that is
   * not known, but it will not any more.
   */
  | { readonly kind: 'write'; readonly outcome: 'ok' | 'fenced' | 'notHolding' };

/** The value of the lease's key. */
export interface Grant {
  readonly holder: string;
  readonly token: number;
  /** Microseconds. */
  readonly duration: number;
}

/** The value of the lease's key: `holder token duration`, the inverse of `parseGrant`. The holder's name has no spaces. */
export const formatGrant = ({ holder, token, duration }: Grant): string => `${holder} ${token} ${duration}`;

/** Null: the lease is free. */
export function parseGrant(value: string): Grant | null {
  const [holder, token, duration] = value.split(' ');
  return holder === undefined || token === undefined || duration === undefined
    ? null
    : { holder, token: Number(token), duration: Number(duration) };
}

/** What a holder knows of its lease. */
export interface Lease {
  readonly token: number;
  /** Of the key; the next renewal replaces it. */
  readonly version: number;
  /** On the holder's clock: from then on it does not use the lease. */
  readonly deadline: number;
}

/** Since when a competitor has seen the lease at one version, on its own clock. */
export interface Watch {
  readonly version: number;
  readonly since: number;
}

/** What the clerk is used for. One errand at a time; writes to the resource need no errand. */
export interface Errand {
  readonly goal: 'acquire' | 'renew' | 'release';
  /** What it waits for: the answer to a get, the answer to a put, or the next look. */
  readonly stage: 'looking' | 'writing' | 'pausing';
  /** The lease that the newest put of this errand asked for, and when it was sent; null: none was. */
  readonly asked: { readonly token: number; readonly version: number; readonly sentAt: number } | null;
}

/** State of a lease client: its clerk, its lease, and what it is doing for its user. */
export interface LeaseClientState {
  readonly clerk: VersionedClerkState;
  readonly resource: NodeId;
  /** Its name in the lease; null before the first acquire. */
  readonly holder: string | null;
  /** Null while it does not use the lease. */
  readonly lease: Lease | null;
  readonly errand: Errand | null;
  /** What another holder's lease looked like; null while it waits for none. */
  readonly watch: Watch | null;
  /** Id of its user's request that is worked on. */
  readonly task: number | null;
  /** Asked for while a task was worked on, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: LeaseRequest }[];
  /** Writes to the resource so far. */
  readonly writes: number;
  /** The write that waits for the resource's answer. */
  readonly write: FencedWrite | null;
}

/** Types of a lease client: it talks to the versioned server and to the resource. */
export interface LeaseClientVocabulary extends Vocabulary {
  readonly state: LeaseClientState;
  readonly message: VersionedMessage | ResourceMessage;
  readonly timer: 'retry' | 'poll' | 'renew' | 'expire' | 'write';
  readonly record: never;
  readonly request: LeaseRequest;
  readonly result: LeaseResult;
  readonly output: never;
}

export interface LeaseRules {
  /** The name of this life of the client. */
  drawHolder(choose: Choose): string;
  /** The clock that leases are counted on. */
  now(clock: Clock): number;
  /** When a lease ends for its holder; `sentAt` and `answeredAt` are those of the put that gave or renewed it. */
  deadline(sentAt: number, answeredAt: number, duration: number): number;
  /** Is the lease still good when the answer comes? */
  isFresh(lease: Lease, now: number): boolean;
  /** May a competitor take over, having seen the same version since `watch.since`? `drift`: of any clock, in a thousand. */
  mayTakeOver(watch: Watch, duration: number, drift: number, now: number): boolean;
  /** The watch after another look. */
  watched(watch: Watch | null, version: number, now: number): Watch;
  /** Is the lease still in use when its renewal is confirmed? One that has ended stays ended. */
  isInUse(lease: Lease | null, now: number): boolean;
  /** What a holder does whose renewal was not confirmed, when it looks: `isOurs` says whether the lease is still its own. */
  afterRefusedRenewal(isOurs: boolean): 'keep' | 'lose' | 'renew';
}

export const leaseRules: LeaseRules = {
  drawHolder: (choose) => choose(2 ** 48).toString(36),

  now: ({ monotonic }) => monotonic,

  deadline: (sentAt, _answeredAt, duration) => sentAt + duration,

  isFresh: ({ deadline }, now) => now < deadline,

  // The competitor's clock may be the fastest that is allowed, the holder's the slowest.
  mayTakeOver: ({ since }, duration, drift, now) => (now - since) * (1_000 - drift) >= duration * (1_000 + drift),

  watched: (watch, version, now) => (watch?.version === version ? watch : { version, since: now }),

  isInUse: (lease, now) => lease !== null && now < lease.deadline,

  afterRefusedRenewal: (isOurs) => (isOurs ? 'keep' : 'lose'),
};
