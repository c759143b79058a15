import type { History, Operation } from '../../history.ts';
import { check, type CheckOptions } from '../checker.ts';
import type { Model } from '../model.ts';
import type { Verdict } from '../verdict.ts';

/**
 * Bounded staleness: every change took effect between its call and its return, and every operation without an effect shows a
 * state that was current at some moment between `bound` before its call and its return. With a bound of 0 this is
 * linearizability. `bound` is in the unit of the history's stamps.
 *
 * Decided as linearizability of the history in which what is pure was called that much earlier. (Golab, Li, Lopez-Ortiz and
 * Nishimura, "Computing k-atomicity in polynomial time", 2018, call it Delta-atomicity.)
 */
export function checkStale<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  bound: number,
  options: CheckOptions = {},
): Verdict<State> {
  return check(model, withLateReads(model, history, bound), options);
}

/** The history as it would be linearizable: what is pure was called earlier by the bound. Throws RangeError for a bound below 0. */
export function withLateReads<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  bound: number,
): History<Input, Output> {
  if (!(bound >= 0)) throw new RangeError(`a bound on staleness is at least 0, got ${bound}`);
  const isPure = (operation: Operation<Input, Output>): boolean => model.isPure?.(operation.input, operation.output) ?? false;
  return history.map((operation) => (isPure(operation) ? calledEarlier(operation, bound) : operation));
}

function calledEarlier<Input, Output>(operation: Operation<Input, Output>, by: number): Operation<Input, Output> {
  return { ...operation, call: operation.call - by };
}
