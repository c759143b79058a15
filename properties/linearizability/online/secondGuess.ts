import { decide } from '../checker.ts';
import type { Model } from '../model.ts';
import { prepare } from '../search/problem.ts';
import type { Placed } from '../verdict.ts';
import type { OpenOperation, Way } from './guess.ts';
import { type Moment, operationsOf, type Told } from './moments.ts';

/**
 * Most configurations that are visited to find another way. Nearly all need some ten; where very many are needed, one check at the end is
 * cheaper than one at each such answer.
 */
const budget = 150;

/** A way in which the moments may have happened; that there is none; or that it takes too much to tell. */
export type SecondGuess<State, Input> = { readonly kind: 'way'; readonly way: Way<State, Input> } | { readonly kind: 'none' } | { readonly kind: 'unknown' };

/** Searches for another way in which all of it may have happened, from the state before the first moment on. */
export function secondGuess<State, Input, Output>(model: Model<State, Input, Output>, base: State, moments: readonly Moment<Input, Output>[]): SecondGuess<State, Input> {
  const told = operationsOf(moments);
  const history = told.map(({ operation }) => operation);
  const verdict = decide([{ key: '', problem: prepare({ ...model, init: () => base }, history, [...history.keys()]) }], budget);
  switch (verdict.kind) {
    case 'ok':
      return { kind: 'way', way: wayOf(base, told, verdict.orders[0]?.order ?? []) };
    case 'illegal':
      return { kind: 'none' };
    case 'unknown':
      return { kind: 'unknown' };
  }
}

function wayOf<State, Input, Output>(base: State, told: readonly Told<Input, Output>[], order: readonly Placed<State>[]): Way<State, Input> {
  const states = [base, ...order.map(({ state }) => state)];
  const places = new Map(order.map(({ operation }, place) => [operation, place]));
  const open: OpenOperation<State, Input>[] = [];
  const lost: [number, Input][] = [];
  for (const [index, { number, operation, isLost }] of told.entries()) {
    const place = places.get(index);
    if (operation.return !== null || (isLost && place !== undefined)) continue;
    if (isLost) lost.push([number, operation.input]);
    else open.push({ number, input: operation.input, ...traceOf(states, place, () => placesBefore(told, order, operation.call)) });
  }
  return { now: states.at(-1) ?? base, open, lost };
}

/** What an open operation has done, if anything; if not, the states in which it may be answered without. */
function traceOf<State>(states: readonly State[], place: number | undefined, from: () => number): Pick<OpenOperation<State, unknown>, 'effect' | 'seen'> {
  const [before, after] = place === undefined ? [] : states.slice(place, place + 2);
  if (before === undefined || after === undefined) return { effect: null, seen: states.slice(from()) };
  return { effect: { before, after }, seen: [] };
}

/** How much of the order stands before what is called then: up to the last of what had been answered. */
function placesBefore(told: readonly Told<unknown, unknown>[], order: readonly Placed<unknown>[], call: number): number {
  return 1 + order.findLastIndex(({ operation }) => (told[operation]?.operation.return ?? Infinity) < call);
}
