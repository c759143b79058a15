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

interface Performed {
  readonly state: Store;
  readonly result: StoreResult;
}

/** One operation of a transaction. */
type Perform = (state: Store, operation: StoreChange | StoreQuery) => Performed;

/** How the store works. */
export interface StoreRules {
  /** What a change leaves of the key that it names; null: nothing. `revision`: the number of this change. */
  changed(before: StoredValue | null, change: StoreChange, revision: number): StoredValue | null;
  /** Which branch a transaction takes: all comparisons hold, or not. */
  succeeds(state: Store, compare: Transaction['compare']): boolean;
  /** The operations of a branch, one after the other: each sees what those before it have done. */
  performAll(state: Store, operations: Transaction['success'], perform: Perform): { readonly state: Store; readonly results: readonly StoreResult[] };
  scan(state: Store, query: Extract<StoreQuery, { kind: 'scan' }>): StoreResult;
  /** The whole store in pieces; `restoreStore` undoes it. */
  snapshotStore(state: Store): readonly StorePiece[];
  restoreStore(pieces: readonly StorePiece[]): Store;
}

export const storeRules: StoreRules = {
  changed(before, change, revision) {
    switch (change.kind) {
      case 'put':
        return { value: change.value, revision };
      case 'append':
        return { value: (before?.value ?? '') + change.value, revision };
      case 'delete':
        return null;
      default:
        return unreachable(change);
    }
  },

  succeeds: (state, compare) => compare.every((comparison) => holds(state, comparison)),

  performAll(state, operations, perform) {
    const results: StoreResult[] = [];
    for (const operation of operations) {
      const done = perform(state, operation);
      state = done.state;
      results.push(done.result);
    }
    return { state, results };
  },

  scan({ values }, { from, to, limit }) {
    const found: [string, string][] = [];
    for (const [key, { value }] of values) if (key >= from && key < to) found.push([key, value]);
    return { kind: 'range', entries: found.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit) };
  },

  snapshotStore: ({ values, revision }) => [{ kind: 'revision', revision }, ...[...values].map(([key, stored]) => ({ kind: 'entry' as const, key, stored }))],

  restoreStore: (pieces) => ({
    values: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'entry' ? [[piece.key, piece.stored] as const] : []))),
    revision: pieces.find((piece) => piece.kind === 'revision')?.revision ?? 0,
  }),
};

/** The store; a command is a change or a transaction. */
export function storeMachine(rules: StoreRules = storeRules): Machine<Store, StoreCommand, StoreQuery, StoreResult, StorePiece> {
  const query = (state: Store, asked: StoreQuery): StoreResult => (asked.kind === 'get' ? get(state, asked.key) : rules.scan(state, asked));

  function change({ values, revision: last }: Store, asked: StoreChange): Performed {
    const { key } = asked;
    const before = values.get(key) ?? null;
    const revision = last + 1;
    const after = rules.changed(before, asked, revision);
    return { state: { values: after === null ? values.delete(key) : values.set(key, after), revision }, result: { kind: 'changed', before: before?.value ?? null } };
  }

  const perform: Perform = (state, asked) => (asked.kind === 'get' || asked.kind === 'scan' ? { state, result: query(state, asked) } : change(state, asked));

  function transact(before: Store, { compare, success, failure }: Transaction): Performed {
    const succeeded = rules.succeeds(before, compare);
    const { state, results } = rules.performAll(before, succeeded ? success : failure, perform);
    return { state, result: { kind: 'transaction', succeeded, results } };
  }

  return {
    empty: { values: Dictionary.empty(), revision: 0 },
    apply: (state, command) => (command.kind === 'transaction' ? transact(state, command) : change(state, command)),
    query,
    snapshot: (state) => rules.snapshotStore(state),
    restore: (pieces) => rules.restoreStore(pieces),
  };
}

/** The store as it should be. */
export const store = storeMachine();

function get({ values }: Store, key: string): StoreResult {
  const { value, revision } = values.get(key) ?? { value: null, revision: 0 };
  return { kind: 'value', value, revision };
}

function holds({ values }: Store, comparison: Comparison): boolean {
  const stored = values.get(comparison.key);
  return comparison.kind === 'value' ? (stored?.value ?? null) === comparison.value : (stored?.revision ?? 0) === comparison.revision;
}
