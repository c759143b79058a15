/**
 * The versioned key/value service (MIT 6.5840, 2025 edition, lab 2): the words that clerk and server exchange.
 *
 * Every value has a version, the number of puts that made it. A put names the version that it replaces: 0 creates the key.
 */
import type { WrongLeader } from './wrong-leader.ts';

/** A value, and the number of puts that made it: at least 1. */
export interface Versioned {
  readonly value: string;
  readonly version: number;
}

/** What a user asks of a clerk (labs, 2025: lab 2). `version`: the one that the put replaces; 0 creates the key. */
export type VersionedRequest =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string; readonly version: number };

/** ErrVersion: the key had another version. ErrNoKey: there was no such key, and the put did not ask for version 0. */
export type Refusal = 'ErrNoKey' | 'ErrVersion';

/** ErrMaybe, which only a clerk says: an earlier sending of this put was executed, or none was and none ever will be. */
export type PutError = 'OK' | Refusal | 'ErrMaybe';

/** What a clerk tells its user. ErrNoKey of a get: nobody has put that key. */
export type VersionedResult =
  | { readonly kind: 'get'; readonly error: 'OK'; readonly value: string; readonly version: number }
  | { readonly kind: 'get'; readonly error: 'ErrNoKey' }
  | { readonly kind: 'put'; readonly error: PutError };

/** Asks for the value of a key. */
export interface Get {
  readonly kind: 'get';
  readonly session: number;
  readonly request: number;
  readonly key: string;
}

export interface GetReply {
  readonly kind: 'getReply';
  readonly session: number;
  readonly request: number;
  /** Null: there is no such key. */
  readonly found: Versioned | null;
}

/** What identifies one sending of a put; the network may deliver it more than once (see `clerk.ts`). */
export interface Attempt {
  readonly session: number;
  readonly request: number;
  readonly attempt: number;
}

/** Replaces a value, if the key still has the version that is named. */
export interface Put extends Attempt {
  readonly kind: 'put';
  readonly key: string;
  readonly value: string;
  readonly version: number;
}

/** What the server says to one sending of a put. */
export interface PutReply extends Attempt {
  readonly kind: 'putReply';
  readonly error: 'OK' | Refusal;
}

/** What travels between clerk and server. */
export type VersionedMessage = Get | GetReply | Put | PutReply | WrongLeader;
