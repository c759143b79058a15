import type { History, Operation } from '../history.ts';
import { complete, type CompleteModel, type Model } from './model.ts';

/**
 * The definition of linearizability, tried out: every order of every choice of operations, all keys together, nothing
 * remembered. For histories of some eight operations; the tests compare the checker with it.
 */
export function isLinearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
): boolean {
  return canComplete(complete(model), history, new Map());
}

function canComplete<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  remaining: History<Input, Output>,
  states: ReadonlyMap<string, State>,
): boolean {
  if (remaining.every((operation) => operation.return === null)) return true;
  return remaining.some((operation) => mayBeNext(operation, remaining) && leadsOn(model, operation, remaining, states));
}

/** Nothing else may have returned before it was called. */
function mayBeNext(next: Operation<unknown, unknown>, remaining: History<unknown, unknown>): boolean {
  return remaining.every((other) => other === next || other.return === null || other.return >= next.call);
}

function leadsOn<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  operation: Operation<Input, Output>,
  remaining: History<Input, Output>,
  states: ReadonlyMap<string, State>,
): boolean {
  const key = model.partition(operation.input);
  const state = states.has(key) ? states.get(key) : model.init();
  if (state === undefined) return false;
  const others = remaining.filter((other) => other !== operation);
  const nexts = model.step(state, operation.input, operation.output);
  return nexts.some((next) => canComplete(model, others, new Map(states).set(key, next)));
}
