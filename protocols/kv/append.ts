/**
 * The key/value service with Put, Append and Get (MIT 6.5840, 2024 edition, lab 2): the words that clerk and server exchange.
 *
 * A key that nobody has written has the value "". Append answers with the value before it. Every operation is executed exactly
 * once, however often it is sent.
 */
import type { WrongLeader } from './wrong-leader.ts';

/** What a user asks of a clerk (labs, 2024: lab 2). */
export type AppendRequest =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

/** What a clerk tells its user. There are no errors: a key without a value has "". */
export type AppendResult =
  | { readonly kind: 'get'; readonly value: string }
  | { readonly kind: 'put' }
  /** `value`: what the key had before. */
  | { readonly kind: 'append'; readonly value: string };

/** What identifies a request, however often it is sent (see `clerk.ts`). */
export interface Identity {
  readonly session: number;
  readonly request: number;
}

/** A request on its way to the server. */
export type Asked = AppendRequest & Identity;

/** A request that changes a value. */
export type Change = Exclude<Asked, { kind: 'get' }>;

export interface Answered extends Identity {
  readonly kind: 'answer';
  readonly result: AppendResult;
}

/** What travels between clerk and server. */
export type AppendMessage = Asked | Answered | WrongLeader;
