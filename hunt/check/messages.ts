/** What the main thread asks of a worker that searches keys, and what it is answered. Plain data: it crosses threads. */
import type { ModelName } from '../../properties/linearizability/models/index.ts';
import type { Round } from '../../properties/linearizability/rounds.ts';
import type { Illegal, KeyOrder, Statistics, Undecided } from '../../properties/linearizability/verdict.ts';
import type { Part, Told } from './desk.ts';

export type Request =
  | { readonly kind: 'begin'; readonly model: ModelName; readonly parts: readonly Part[]; readonly past: readonly Round[]; readonly first: SharedArrayBuffer }
  | { readonly kind: 'advance'; readonly round: Round }
  | { readonly kind: 'illegal'; readonly part: number; readonly statistics: Statistics }
  | { readonly kind: 'orders' }
  | { readonly kind: 'undecided' };

export type RequestKind = Request['kind'];

/** Each answers the request of its kind. */
export type Reply =
  | { readonly kind: 'begin' }
  | { readonly kind: 'advance'; readonly told: readonly Told[] }
  | { readonly kind: 'illegal'; readonly verdict: Illegal<unknown> | null }
  | { readonly kind: 'orders'; readonly orders: readonly (readonly [part: number, order: KeyOrder<unknown>])[] }
  | { readonly kind: 'undecided'; readonly undecided: readonly (readonly [part: number, undecided: Undecided])[] };

export type ReplyOf<Kind extends RequestKind> = Extract<Reply, { readonly kind: Kind }>;
