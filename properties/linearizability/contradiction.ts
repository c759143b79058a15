import { isAnswered, type Judge, type Kept, type Kepts } from './judge.ts';
import type { Placed } from './verdict.ts';

/** A legal order of some operations: in each gap the state, the latest call before it and the earliest return after it. */
interface Gap<State> {
  readonly state: State;
  readonly callBefore: number;
  readonly returnAfter: number;
}

/**
 * The operation of `all` that a legal order of a weaker history contradicts, the latest that suits best: one that the order
 * places at a wrong time or with a wrong answer, else one that has no place in it. null where the order contradicts none.
 *
 * `placed` is the order, in operations of the weaker history; answered ones in it are never contradicted.
 */
export function findContradicted<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  all: Kepts<Input, Output>,
  weaker: Kepts<Input, Output>,
  placed: readonly Placed<State>[],
): Kept<Input, Output> | null {
  const order = placed.flatMap(({ operation, state }) => {
    const kept = weaker[operation];
    return kept === undefined ? [] : [{ kept, state }];
  });
  const gaps = gapsOf(judge.rules.init(), order);
  const places = new Map(order.map(({ kept }, place) => [kept.source, place]));
  const required = new Set(weaker.filter(isAnswered).map(({ source }) => source));
  const rivals = all.filter((each) => isAnswered(each) && !required.has(each.source));
  const misplaced = rivals.filter((each) => isMisplaced(judge, each, gaps, places.get(each.source)));
  return latest(misplaced) ?? latest(rivals.filter((each) => !places.has(each.source) && !fitsSomewhere(judge, each, gaps)));
}

function gapsOf<State>(
  initial: State,
  order: readonly { readonly kept: Kept<unknown, unknown>; readonly state: State }[],
): readonly Gap<State>[] {
  const returnsAfter: number[] = [Infinity];
  for (const { kept } of order.toReversed()) {
    returnsAfter.push(Math.min(returnsAfter.at(-1) ?? Infinity, kept.operation.return ?? Infinity));
  }
  returnsAfter.reverse();
  let callBefore = -Infinity;
  return returnsAfter.map((returnAfter, place): Gap<State> => {
    const before = order[place - 1];
    if (before !== undefined) callBefore = Math.max(callBefore, before.kept.operation.call);
    return { state: before === undefined ? initial : before.state, callBefore, returnAfter };
  });
}

function isMisplaced<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  { operation }: Kept<Input, Output>,
  gaps: readonly Gap<State>[],
  place: number | undefined,
): boolean {
  const before = place === undefined ? undefined : gaps[place];
  const after = place === undefined ? undefined : gaps[place + 1];
  if (before === undefined || after === undefined) return false;
  if (operation.return !== null && operation.return < before.callBefore) return true;
  const { step, stateKey } = judge.rules;
  return !step(before.state, operation.input, operation.output).some((next) => stateKey(next) === stateKey(after.state));
}

/** Whether an operation without an effect has a place; one with an effect has none, or it would have been placed. */
function fitsSomewhere<State, Input, Output>(
  judge: Judge<State, Input, Output>,
  { operation }: Kept<Input, Output>,
  gaps: readonly Gap<State>[],
): boolean {
  const { input, output, call, return: returned } = operation;
  const { isPure, step } = judge.rules;
  if (!isPure(input, output)) return false;
  const inTime = gaps.filter(({ callBefore, returnAfter }) => call <= returnAfter && (returned ?? Infinity) >= callBefore);
  return inTime.some(({ state }) => step(state, input, output).length > 0);
}

function latest<Input, Output>(kepts: Kepts<Input, Output>): Kept<Input, Output> | null {
  const end = ({ operation }: Kept<Input, Output>): number => operation.return ?? Infinity;
  return kepts.reduce<Kept<Input, Output> | null>((best, each) => (best === null || end(each) > end(best) ? each : best), null);
}
