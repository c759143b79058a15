/**
 * A key/value store with changes of single keys, range scans and transactions (compare, then, else), as a model: written down apart from
 * the state machine that `protocols/replicated-kv` replicates.
 *
 * All changes are numbered, whatever their key, and gets tell the number: so keys hang together, and a history is one partition. Keep it small.
 */
import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';

/** A look at the store. A scan sees the keys from `from` up to, but not including, `to`, in UTF-16 order: at most `limit`. */
export type StoreLook =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'scan'; readonly from: string; readonly to: string; readonly limit: number };

/** A change of one key. */
export type StoreEdit =
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'append'; readonly key: string; readonly value: string }
  | { readonly op: 'delete'; readonly key: string };

/** Does the key have this value, or was this the number of its last change? Null and 0: there is no such key. */
export type StoreGuard = { readonly key: string; readonly value: string | null } | { readonly key: string; readonly revision: number };

/** One atomic step: `success` where all guards hold, `failure` where one does not. */
export interface StoreTransaction {
  readonly op: 'transaction';
  readonly compare: readonly StoreGuard[];
  readonly success: readonly (StoreLook | StoreEdit)[];
  readonly failure: readonly (StoreLook | StoreEdit)[];
}

export type StoreInput = StoreLook | StoreEdit | StoreTransaction;

/** What one look or change answers. `before`: what a change found. */
export type StoreAnswer =
  | { readonly value: string | null; readonly revision: number }
  | { readonly before: string | null }
  | { readonly entries: readonly (readonly [key: string, value: string])[] };

/** `expired`: the change was executed before its return, or never; nobody knows which. */
export type StoreOutput = StoreAnswer | { readonly succeeded: boolean; readonly results: readonly StoreAnswer[] } | { readonly expired: true };

/** What a key has, and the number of the change that made it. */
export interface StoreCell {
  readonly key: string;
  readonly value: string;
  readonly revision: number;
}

/** The cells in the order of their keys, and how many changes there were. */
export interface StoreModelState {
  readonly cells: readonly StoreCell[];
  readonly revision: number;
}

/** Replicated key/value store with transactions. Revisions are exact: a change that took effect twice shows in every later get. */
export const store: Model<StoreModelState, StoreInput, StoreOutput> = {
  name: 'store',
  init: () => ({ cells: [], revision: 0 }),
  stateKey: ({ cells, revision }) => canonicalText([revision, cells.map((cell) => [cell.key, cell.value, cell.revision])]),
  step: (before, input, output) => {
    const { state, answer } = perform(before, input);
    if (output !== null && !('expired' in output)) return canonicalText(output) === canonicalText(answer) ? [state] : [];
    if (output !== null && isLook(input)) return [];
    return state === before ? [before] : [state, before];
  },
  isPure: (input, output) => changesOf(input, output).every((operation) => isLook(operation)),
  canLeadTo: (state, input, output) => output === null || input.op !== 'get' || !('value' in output) || mayShow(state, input.key, output.revision),
  describeOperation: (input, output) => `${inputText(input)} -> ${output === null ? '?' : outputText(output)}`,
  describeState: ({ cells, revision }) => `revision ${revision}: ${cells.map(({ key, value }) => `${canonicalText(key)}=${canonicalText(value)}`).join(' ') || 'empty'}`,
};

type Single = StoreLook | StoreEdit;

interface Performed<Answer> {
  readonly state: StoreModelState;
  readonly answer: Answer;
}

const isLook = ({ op }: StoreInput): boolean => op === 'get' || op === 'scan';

/** What may have been executed, going by the answer. */
function changesOf(input: StoreInput, output: StoreOutput | null): readonly Single[] {
  if (input.op !== 'transaction') return [input];
  if (output === null || !('succeeded' in output)) return [...input.success, ...input.failure];
  return output.succeeded ? input.success : input.failure;
}

/** Can the key still get, or does it have, a value of that revision? Numbers never come back. */
function mayShow(state: StoreModelState, key: string, revision: number): boolean {
  return revision === 0 || revision > state.revision || cellOf(state, key)?.revision === revision;
}

function perform(state: StoreModelState, input: StoreInput): Performed<StoreOutput> {
  if (input.op !== 'transaction') return performOne(state, input);
  const succeeded = input.compare.every((guard) => holds(state, guard));
  const results: StoreAnswer[] = [];
  for (const operation of succeeded ? input.success : input.failure) {
    const done = performOne(state, operation);
    state = done.state;
    results.push(done.answer);
  }
  return { state, answer: { succeeded, results } };
}

function performOne(state: StoreModelState, input: Single): Performed<StoreAnswer> {
  switch (input.op) {
    case 'get': {
      const { value, revision } = cellOf(state, input.key) ?? { value: null, revision: 0 };
      return { state, answer: { value, revision } };
    }
    case 'scan':
      return { state, answer: { entries: state.cells.filter(({ key }) => input.from <= key && key < input.to).slice(0, input.limit).map(({ key, value }) => [key, value]) } };
    default:
      return edit(state, input);
  }
}

function edit(state: StoreModelState, input: StoreEdit): Performed<StoreAnswer> {
  const { key } = input;
  const revision = state.revision + 1;
  const before = cellOf(state, key)?.value ?? null;
  const others = state.cells.filter((cell) => cell.key !== key);
  if (input.op === 'delete') return { state: { cells: others, revision }, answer: { before } };
  const value = input.op === 'put' ? input.value : (before ?? '') + input.value;
  const cells = [...others, { key, value, revision }].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { state: { cells, revision }, answer: { before } };
}

function holds(state: StoreModelState, guard: StoreGuard): boolean {
  const cell = cellOf(state, guard.key);
  return 'revision' in guard ? (cell?.revision ?? 0) === guard.revision : (cell?.value ?? null) === guard.value;
}

const cellOf = ({ cells }: StoreModelState, key: string): StoreCell | undefined => cells.find((cell) => cell.key === key);

function inputText(input: StoreInput): string {
  switch (input.op) {
    case 'get':
    case 'delete':
      return `${input.op}(${canonicalText(input.key)})`;
    case 'scan':
      return `scan(${canonicalText(input.from)} to ${canonicalText(input.to)}, ${input.limit})`;
    case 'put':
    case 'append':
      return `${input.op}(${canonicalText(input.key)}, ${canonicalText(input.value)})`;
    case 'transaction':
      return `if ${input.compare.map(guardText).join(' and ') || 'true'} then ${inputTexts(input.success)} else ${inputTexts(input.failure)}`;
  }
}

const inputTexts = (inputs: readonly Single[]): string => `{${inputs.map(inputText).join('; ')}}`;

const guardText = (guard: StoreGuard): string => `${canonicalText(guard.key)} ${'revision' in guard ? `of revision ${guard.revision}` : `= ${canonicalText(guard.value)}`}`;

function outputText(output: StoreOutput): string {
  if ('expired' in output) return 'expired';
  if ('succeeded' in output) return `${output.succeeded ? 'then' : 'else'} {${output.results.map(outputText).join('; ')}}`;
  if ('entries' in output) return `[${output.entries.map(([key, value]) => `${canonicalText(key)}=${canonicalText(value)}`).join(' ')}]`;
  if ('before' in output) return `was ${canonicalText(output.before)}`;
  return output.revision === 0 ? 'no such key' : `${canonicalText(output.value)} of revision ${output.revision}`;
}
