import { at, item, stampAt } from '../search/words.ts';
import type { Chain, Chains } from './chains.ts';
import type { Times, ToldAsRegister } from './steps.ts';
import { none, type Values } from './values.ts';

/**
 * A legal order, from chains in a legal order, with the operations that are in no chain put in: those that say nothing, and
 * those that missed. Each comes as early as those before it, in the order of returns, allow. null where one does not fit in:
 * another order of the chains might have room for it.
 */
export function legalOrder(told: ToldAsRegister, times: Times, values: Values, chains: Chains, ordered: readonly Chain[]): readonly number[] | null {
  const order: number[] = [];
  for (const { start, end } of ordered) {
    for (let place = start; place < end; place++) if (at(chains.members, place) < told.steps.length) order.push(at(chains.members, place));
  }
  const loose = looseOperations(told, times);
  return loose.length === 0 ? order : new Insertion(told, times, values, order).with(loose);
}

/** Answered operations that neither saw nor left a value, in the order of their returns. */
function looseOperations({ steps }: ToldAsRegister, times: Times): readonly number[] {
  const loose: number[] = [];
  for (const [operation, step] of steps.entries()) {
    if ((step === null || step.kind === 'miss') && stampAt(times.return, operation) !== Infinity) loose.push(operation);
  }
  return loose.sort((a, b) => stampAt(times.return, a) - stampAt(times.return, b));
}

/** Puts operations between those of an order. Place i is just before the i-th. */
class Insertion {
  readonly #told: ToldAsRegister;
  readonly #times: Times;
  readonly #values: Values;
  readonly #order: readonly number[];
  /** By place: the value there, and the next place that has another one. */
  readonly #value: Int32Array;
  readonly #change: Int32Array;
  /** By place: the latest call up to it, the earliest return from it on. Both only grow. */
  readonly #called: Float64Array;
  readonly #returned: Float64Array;

  constructor(told: ToldAsRegister, times: Times, values: Values, order: readonly number[]) {
    const { length } = order;
    this.#told = told;
    this.#times = times;
    this.#values = values;
    this.#order = order;
    this.#value = new Int32Array(length + 1).fill(values.find(told.initial));
    this.#change = new Int32Array(length + 1).fill(length + 1);
    this.#called = Float64Array.from(order, (operation) => stampAt(times.call, operation));
    this.#returned = Float64Array.from(order, (operation) => stampAt(times.return, operation));
    for (let place = 0; place < length; place++) this.#lookBack(place);
    for (let place = length - 1; place >= 0; place--) this.#lookAhead(place);
  }

  #lookBack(place: number): void {
    const left = at(this.#values.left, item(this.#order, place));
    this.#value[place + 1] = left === none ? at(this.#value, place) : left;
    if (place > 0) this.#called[place] = Math.max(stampAt(this.#called, place), stampAt(this.#called, place - 1));
  }

  #lookAhead(place: number): void {
    const isSame = at(this.#value, place) === at(this.#value, place + 1);
    this.#change[place] = isSame ? at(this.#change, place + 1) : place + 1;
    if (place + 1 < this.#order.length) this.#returned[place] = Math.min(stampAt(this.#returned, place), stampAt(this.#returned, place + 1));
  }

  with(loose: readonly number[]): readonly number[] | null {
    const { call, return: returns } = this.#times;
    const { length } = this.#order;
    const places: number[] = [];
    /** The furthest place up to each of those placed. */
    const furthest: number[] = [];
    for (const operation of loose) {
      const called = stampAt(call, operation);
      const before = firstIndex(places.length, (i) => stampAt(returns, item(loose, i)) >= called);
      const earliest = firstIndex(length, (place) => stampAt(this.#returned, place) >= called);
      const latest = firstIndex(length, (place) => stampAt(this.#called, place) > stampAt(returns, operation));
      const place = this.#placeFrom(Math.max(earliest, furthest[before - 1] ?? 0), operation);
      if (place > latest) return null;
      places.push(place);
      furthest.push(Math.max(place, furthest.at(-1) ?? 0));
    }
    return merged(this.#order, loose, places);
  }

  /** The first place from here on where the operation is possible; past the end where there is none. */
  #placeFrom(from: number, operation: number): number {
    const missed = this.#missedBy(operation);
    let place = from;
    while (place <= this.#order.length && missed.includes(at(this.#value, place))) place = at(this.#change, place);
    return place;
  }

  #missedBy(operation: number): readonly number[] {
    const step = this.#told.steps[operation];
    return step?.kind === 'miss' ? step.values.map((value) => this.#values.find(value)) : [];
  }
}

/** The first of `length` indices for which it holds, once it holds for all after it; `length` where it holds for none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  for (let high = length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Each of the loose operations put just before the operation at its place, those of one place in their order. */
function merged(order: readonly number[], loose: readonly number[], places: readonly number[]): readonly number[] {
  const byPlace = loose.map((operation, i) => ({ operation, place: item(places, i) })).sort((a, b) => a.place - b.place);
  const all: number[] = [];
  let next = 0;
  for (const { operation, place } of byPlace) {
    while (next < place) all.push(item(order, next++));
    all.push(operation);
  }
  while (next < order.length) all.push(item(order, next++));
  return all;
}
