import { assert } from '../../sim/core/assert.ts';
import type { History } from '../history.ts';
import { decide } from './checker.ts';
import type { Kept } from './judge.ts';
import { minimise, type SubHistory } from './minimise.ts';
import { complete, type Model } from './model.ts';
import { prepare } from './search/problem.ts';
import type { Illegal } from './verdict.ts';

/** How much work an explanation may take. */
export interface ExplainOptions {
  /** Most work to spend on making the sub-history small, in configurations. Default: 300,000. */
  readonly budget?: number;
}

const defaultBudget = 300_000;
const searchBudget = 20_000;

/** Why a history is not linearizable. The verdict has the blocked operation and the longest legal prefix: of the whole key, if that can be found. */
export interface Explanation<State, Input, Output> {
  readonly verdict: Illegal<State>;
  /** A small part of the history that is illegal by itself (see `minimise`), in the order of calls. */
  readonly minimal: SubHistory<Input, Output>;
  /** How many operations have the same key. */
  readonly operationsOfKey: number;
}

/** Finds a small part of the history that shows what is wrong. Deterministic; takes many checks, so only asked for. */
export function explain<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  verdict: Illegal<State>,
  options: ExplainOptions = {},
): Explanation<State, Input, Output> {
  const { partition } = complete(model);
  const ofKey = history
    .map((operation, source): Kept<Input, Output> => ({ source, operation }))
    .filter(({ operation }) => partition(operation.input) === verdict.key);
  const searched = verdict.refutation === null ? verdict : search(model, history, verdict, ofKey);
  const told = searched ?? verdict;
  const behind = new Set(verdict.refutation?.operations);
  const among = searched === null ? ofKey.filter(({ source }) => behind.has(source)) : ofKey;
  const blocked = among.find(({ source }) => source === told.blocked);
  assert(blocked !== undefined, 'the blocked operation belongs to the illegal key');
  const minimal = minimise(model, among, blocked, told.prefix, options.budget ?? defaultBudget);
  return { verdict: told, minimal, operationsOfKey: ofKey.length };
}

/** What a search of the whole key says, which no search was needed to refute: it has a longer prefix. null where it takes too long. */
function search<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  { key, refutation, statistics }: Illegal<State>,
  ofKey: readonly Kept<Input, Output>[],
): Illegal<State> | null {
  const problem = prepare(model, history, ofKey.map(({ source }) => source));
  const verdict = decide([{ key, problem }], searchBudget);
  return verdict.kind === 'illegal' ? { ...verdict, refutation, statistics } : null;
}
