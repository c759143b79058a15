/** A store of several keys with transactions over them: all keys of a history hang together. Keep it small. */
import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';

/** What a transaction or a single operation asks for. Null: no such key. */
export type TransactionsInput =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'append'; readonly key: string; readonly value: string }
  /** If all keys of `compare` have these values, those of `writes` get theirs. */
  | {
      readonly op: 'transaction';
      readonly compare: readonly (readonly [key: string, value: string | null])[];
      readonly writes: readonly (readonly [key: string, value: string])[];
    };

/** `values`: what the transaction saw, of as many keys as it has named. */
export type TransactionsOutput =
  | { readonly value: string | null }
  | { readonly ok: true }
  | { readonly succeeded: boolean; readonly values: readonly (readonly [key: string, value: string | null])[] };

/** Keys with their values, in the order of the keys. */
export type TransactionsState = readonly (readonly [key: string, value: string])[];

const valueOf = (state: TransactionsState, key: string): string | null => state.find(([known]) => known === key)?.[1] ?? null;

const withValue = (state: TransactionsState, key: string, value: string): TransactionsState => [...state.filter(([known]) => known !== key), [key, value] as const].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Strictly serializable transactions: each happens at one moment between its call and its return. */
export const transactions: Model<TransactionsState, TransactionsInput, TransactionsOutput> = {
  name: 'transactions',
  init: () => [],
  stateKey: (state) => canonicalText(state),
  step(state, input, output) {
    switch (input.op) {
      case 'get':
        return output === null || ('value' in output && output.value === valueOf(state, input.key)) ? [state] : [];
      case 'put':
        return [withValue(state, input.key, input.value)];
      case 'append':
        return [withValue(state, input.key, (valueOf(state, input.key) ?? '') + input.value)];
      case 'transaction': {
        const succeeds = input.compare.every(([key, value]) => valueOf(state, key) === value);
        const isPossible = output === null || ('values' in output && output.succeeded === succeeds && output.values.every(([key, value]) => valueOf(state, key) === value));
        if (!isPossible) return [];
        return [succeeds ? input.writes.reduce((after, [key, value]) => withValue(after, key, value), state) : state];
      }
    }
  },
  isPure: (input, output) => input.op === 'get' || (input.op === 'transaction' && (input.writes.length === 0 || (output !== null && 'succeeded' in output && !output.succeeded))),
  describeOperation: (input, output) => `${canonicalText(input)} -> ${output === null ? '?' : canonicalText(output)}`,
  describeState: (state) => canonicalText(state),
};
