import type { Completed, History } from '../history.ts';
import { findFault } from './checker.ts';
import type { Model } from './model.ts';

/**
 * The operations of those keys that have to be searched: without the keys that are legal in the very order in which their
 * operations returned, the unanswered ones never taking effect. Such a key is linearizable, since what ended before something
 * else began stands before it in that order; and keys do not affect each other.
 *
 * One pass, without the tables of a search: most keys of most runs need no more. A malformed history is left as it is.
 */
export function withoutKeysInReturnOrder<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): History<Input, Output> {
  if (findFault(history) !== null) return history;
  const keyOf = (input: Input): string => model.partition?.(input) ?? '';
  const states = new Map<string, State>();
  const searched = new Set<string>();
  for (const { input, output } of inReturnOrder(history)) {
    const key = keyOf(input);
    if (searched.has(key)) continue;
    const [state, ...others] = model.step(states.get(key) ?? model.init(), input, output);
    if (state === undefined || others.length > 0) searched.add(key);
    else states.set(key, state);
  }
  return searched.size === 0 ? [] : history.filter(({ input }) => searched.has(keyOf(input)));
}

function inReturnOrder<Input, Output>(history: History<Input, Output>): readonly Completed<Input, Output>[] {
  const isAnswered = (operation: History<Input, Output>[number]): operation is Completed<Input, Output> => operation.return !== null;
  return history.filter(isAnswered).sort((a, b) => a.return - b.return);
}
