import type { History } from '../history.ts';
import { complete, type CompleteModel, type Model } from './model.ts';
import type { KeyOrder, Placed } from './verdict.ts';

/**
 * Checks in one pass that orders are legal, without any search: what is wrong with them in one sentence, or null.
 * `whole` false accepts orders that leave answered operations out, such as the prefix of an illegal verdict.
 */
export function findFaultInOrders<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  orders: readonly KeyOrder<State>[],
  whole: boolean,
): string | null {
  const rules = complete(model);
  const placed = new Set<number>();
  for (const { key, order } of orders) {
    for (const { operation } of order) {
      if (placed.has(operation)) return `operation ${operation} is placed twice`;
      placed.add(operation);
    }
    const fault = findFaultInSteps(rules, history, key, order) ?? findFaultInTimes(history, order);
    if (fault !== null) return fault;
  }
  const missing = history.findIndex(({ return: returned }, operation) => returned !== null && !placed.has(operation));
  return whole && missing >= 0 ? `operation ${missing} was answered but is not placed` : null;
}

function findFaultInSteps<State, Input, Output>(
  model: CompleteModel<State, Input, Output>,
  history: History<Input, Output>,
  key: string,
  order: readonly Placed<State>[],
): string | null {
  let before = model.init();
  for (const { operation, state } of order) {
    const found = history[operation];
    if (found === undefined) return `there is no operation ${operation}`;
    if (model.partition(found.input) !== key) return `operation ${operation} does not belong to key ${key}`;
    const nexts = model.step(before, found.input, found.output).map((next) => model.stateKey(next));
    if (!nexts.includes(model.stateKey(state))) return `operation ${operation} cannot lead to ${model.describeState(state)}`;
    before = state;
  }
  return null;
}

function findFaultInTimes(history: History<unknown, unknown>, order: readonly Placed<unknown>[]): string | null {
  let latestCall = -Infinity;
  for (const { operation } of order) {
    const found = history[operation];
    if (found === undefined) continue;
    if (found.return !== null && found.return < latestCall) return `operation ${operation} comes after one called later`;
    latestCall = Math.max(latestCall, found.call);
  }
  return null;
}
