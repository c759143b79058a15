import { assert } from '../../sim/core/assert.ts';
import type { History } from '../history.ts';
import type { Kept } from './judge.ts';
import { minimise, type SubHistory } from './minimise.ts';
import { complete, type Model } from './model.ts';
import type { Illegal } from './verdict.ts';

/** How much work an explanation may take. */
export interface ExplainOptions {
  /** Most work to spend on making the sub-history small, in configurations. Default: 300,000. */
  readonly budget?: number;
}

const defaultBudget = 300_000;

/** Why a history is not linearizable. The verdict has the blocked operation and the longest legal prefix. */
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
  const blocked = ofKey.find(({ source }) => source === verdict.blocked);
  assert(blocked !== undefined, 'the blocked operation belongs to the illegal key');
  const minimal = minimise(model, ofKey, blocked, verdict.prefix, options.budget ?? defaultBudget);
  return { verdict, minimal, operationsOfKey: ofKey.length };
}
