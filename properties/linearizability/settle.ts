import { assert } from '../../sim/core/assert.ts';
import type { History } from '../history.ts';
import { decideFifo } from './direct/fifo.ts';
import { decideRegister } from './direct/register.ts';
import { goForward } from './direct/forward.ts';
import type { Direct, Refutation, Times, ToldAsRegister } from './direct/steps.ts';
import { timesOf } from './direct/times.ts';
import { StateWeight } from './direct/stateWeight.ts';
import { complete, type Model } from './model.ts';
import type { Placed } from './verdict.ts';

/** What could be decided of one partition without a search: a legal order, or why there is none; or nothing. */
export type Settled<State> =
  | { readonly kind: 'ok'; readonly order: readonly Placed<State>[] }
  | ({ readonly kind: 'illegal' } & Refutation)
  | { readonly kind: 'open' };

/**
 * Tries what takes no search: to go forward in the order in which the operations returned, and the rules of a register or a queue
 * where the model can be told as one. `sources` are the indices in `history` of the operations of one partition.
 */
export function settle<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  sources: readonly number[],
): Settled<State> {
  const order = goForward(model, history, sources);
  return order === null ? settleAsTold(model, history, sources) : { kind: 'ok', order };
}

/** The states in which an order leaves the object; null where it is impossible, or does not say which state it leaves; `tooMuch` where these take too much memory. */
function placed<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  order: readonly number[],
): readonly Placed<State>[] | null | 'tooMuch' {
  const weight = new StateWeight(complete(model));
  const steps: Placed<State>[] = [];
  let state = model.init();
  for (const operation of order) {
    const found = history[operation];
    const nexts: readonly State[] = found === undefined ? [] : model.step(state, found.input, found.output);
    const [next] = nexts;
    if (next === undefined || nexts.length > 1) return null;
    state = next;
    if (weight.add(state)) return 'tooMuch';
    steps.push({ operation, state });
  }
  return steps;
}

/** By the rules of a register or a queue alone. */
export function settleAsTold<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  sources: readonly number[],
): Settled<State> {
  const direct = decideAsTold(model, sources.flatMap((source) => history[source] ?? []));
  const sourceOf = (operation: number): number => sources[operation] ?? -1;
  switch (direct.kind) {
    case 'open':
      return direct;
    case 'ok': {
      const order = placed(model, history, direct.order.map(sourceOf));
      if (order === 'tooMuch') return { kind: 'open' };
      assert(order !== null, 'what is legal as it is told is legal', () => model.name);
      return { kind: 'ok', order };
    }
    case 'illegal': {
      const { contradiction, operations } = direct;
      const culprits = contradiction.culprits.map(sourceOf);
      return { kind: 'illegal', contradiction: { ...contradiction, culprits }, operations: operations.map(sourceOf) };
    }
  }
}

function decideAsTold<State, Input, Output>(model: Model<State, Input, Output>, operations: History<Input, Output>): Direct {
  const register = model.asRegister?.(operations) ?? null;
  if (register !== null) return decideAlternatives(register, timesOf(operations));
  const queue = model.asQueue?.(operations) ?? null;
  return queue === null ? { kind: 'open' } : decideFifo(queue, timesOf(operations));
}

/** Legal if one of them is, and illegal if none is. */
function decideAlternatives(alternatives: readonly ToldAsRegister[], times: Times): Direct {
  const refutations: Refutation[] = [];
  for (const told of alternatives) {
    const direct = decideRegister(told, times);
    if (direct.kind !== 'illegal') return direct;
    refutations.push(direct);
  }
  const [first] = refutations;
  if (first === undefined) return { kind: 'open' };
  const operations = new Set(refutations.flatMap((refutation) => refutation.operations));
  return { kind: 'illegal', contradiction: first.contradiction, operations: [...operations].sort((a, b) => a - b) };
}
