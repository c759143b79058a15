/**
 * A key/value store as a state machine: Put, Append and Get (MIT 6.824, 2020 to 2024), and what the labs leave open: deletion, range
 * scans, and transactions over several keys (compare, then, else), as etcd has them.
 */
import { Dictionary, unreachable } from '../../sim/core/index.ts';
import type { Machine } from '../raft/index.ts';

/** A value, and the number of the change that made it. Numbers never come back, not even after a deletion. */
export interface StoredValue {
  readonly value: string;
  readonly revision: number;
}

/** A look at the store. A scan sees the keys from `from` up to, but not including, `to`, by UTF-16 code units: at most `limit`. */
export type StoreQuery =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'scan'; readonly from: string; readonly to: string; readonly limit: number };

/** A change of one key. */
export type StoreChange =
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string };

/** Does the key have this value, or was it last changed by this revision? Null and 0: there is no such key. */
export type Comparison =
  | { readonly kind: 'value'; readonly key: string; readonly value: string | null }
  | { readonly kind: 'revision'; readonly key: string; readonly revision: number };

/** One atomic step: if all comparisons hold, `success`, else `failure`; each sees what those before it have done. */
export interface Transaction {
  readonly kind: 'transaction';
  readonly compare: readonly Comparison[];
  readonly success: readonly (StoreChange | StoreQuery)[];
  readonly failure: readonly (StoreChange | StoreQuery)[];
}

/** What changes the store, in one atomic step. */
export type StoreCommand = StoreChange | Transaction;

/** What the store answers. `before`: the value that a change found; null where there was none. */
export type StoreResult =
  | { readonly kind: 'value'; readonly value: string | null; readonly revision: number }
  | { readonly kind: 'changed'; readonly before: string | null }
  | { readonly kind: 'range'; readonly entries: readonly (readonly [key: string, value: string])[] }
  | { readonly kind: 'transaction'; readonly succeeded: boolean; readonly results: readonly StoreResult[] };

/** What the store holds. */
export interface Store {
  readonly values: Dictionary<string, StoredValue>;
  /** Changes so far. */
  readonly revision: number;
}

type StorePiece = { readonly kind: 'revision'; readonly revision: number } | { readonly kind: 'entry'; readonly key: string; readonly stored: StoredValue };

/** The store; a command is a change or a transaction. */
export const store: Machine<Store, StoreCommand, StoreQuery, StoreResult, StorePiece> = {
  empty: { values: Dictionary.empty(), revision: 0 },
  apply: (state, command) => (command.kind === 'transaction' ? transact(state, command) : change(state, command)),
  query: (state, query) => (query.kind === 'get' ? get(state, query.key) : scan(state, query)),
  snapshot: ({ values, revision }) => [{ kind: 'revision', revision }, ...[...values].map(([key, stored]) => ({ kind: 'entry' as const, key, stored }))],
  restore: (pieces) => ({
    values: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'entry' ? [[piece.key, piece.stored] as const] : []))),
    revision: pieces.find((piece) => piece.kind === 'revision')?.revision ?? 0,
  }),
};

interface Changed {
  readonly state: Store;
  readonly result: StoreResult;
}

function change({ values, revision: last }: Store, { kind, key, ...others }: StoreChange): Changed {
  const before = values.get(key)?.value ?? null;
  const revision = last + 1;
  const result = { kind: 'changed', before } as const;
  const value = 'value' in others ? others.value : '';
  switch (kind) {
    case 'put':
      return { state: { values: values.set(key, { value, revision }), revision }, result };
    case 'append':
      return { state: { values: values.set(key, { value: (before ?? '') + value, revision }), revision }, result };
    case 'delete':
      return { state: { values: values.delete(key), revision }, result };
    default:
      return unreachable(kind);
  }
}

function get({ values }: Store, key: string): StoreResult {
  const { value, revision } = values.get(key) ?? { value: null, revision: 0 };
  return { kind: 'value', value, revision };
}

function scan({ values }: Store, { from, to, limit }: Extract<StoreQuery, { kind: 'scan' }>): StoreResult {
  const found: [string, string][] = [];
  for (const [key, { value }] of values) if (key >= from && key < to) found.push([key, value]);
  return { kind: 'range', entries: found.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit) };
}

function transact(before: Store, { compare, success, failure }: Transaction): Changed {
  const succeeded = compare.every((comparison) => holds(before, comparison));
  let state = before;
  const results: StoreResult[] = [];
  for (const operation of succeeded ? success : failure) {
    const done = operation.kind === 'get' || operation.kind === 'scan' ? { state, result: store.query(state, operation) } : change(state, operation);
    state = done.state;
    results.push(done.result);
  }
  return { state, result: { kind: 'transaction', succeeded, results } };
}

function holds({ values }: Store, comparison: Comparison): boolean {
  const stored = values.get(comparison.key);
  return comparison.kind === 'value' ? (stored?.value ?? null) === comparison.value : (stored?.revision ?? 0) === comparison.revision;
}
