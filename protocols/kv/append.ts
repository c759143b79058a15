/**
 * The key/value service with Put, Append and Get (MIT 6.5840, 2024 edition, lab 2): the words that clerk and server exchange.
 *
 * A key that nobody has written has the value "". Append answers with the value before it. Every operation is executed exactly
 * once, however often it is sent.
 */

export type AppendRequest =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

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

export type AppendMessage = Asked | Answered;
