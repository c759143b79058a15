import type { Problem } from './problem.ts';
import { sorts } from './transitions.ts';
import { at, item, stampAt } from './words.ts';

/** The operations open at the return of one operation, itself and later ones only, in order of returns. */
export interface Window {
  /** Those that are not pure. */
  readonly effects: readonly number[];
  readonly overwriting: readonly number[];
  readonly pures: readonly number[];
  /** The next few pure ones that are called later. */
  readonly ahead: readonly number[];
}

const aheadMax = 4;

/** From a window so many operations before, the next ones are found sooner than by looking at all seats. */
const nearby = 16;

/** Most numbers that are kept. */
const keptMax = 1 << 20;

/** Finds windows, and remembers them as long as they fit. */
export class Windows {
  readonly #problem: Problem<unknown, unknown, unknown>;
  /** By seat: the operations that hold it, one after the other, and which of them was looked at last. */
  readonly #holders: number[][] = [];
  readonly #looked: number[] = [];
  /** By operation: the next pure one after it, in order of returns. */
  readonly #nextPure: Int32Array;
  /** By operation: how many are called up to its return. */
  readonly #calledBy: Int32Array;
  /** How many operations were looked at, in all windows, by whoever asked for them. */
  looks = 0;
  #known = new Map<number, Window>();
  #kept = 0;
  #latest: { readonly first: number; readonly window: Window } | null = null;

  constructor(problem: Problem<unknown, unknown, unknown>) {
    this.#problem = problem;
    this.#nextPure = nextPures(problem);
    this.#calledBy = calledBy(problem);
    for (const operation of problem.byCall) this.#holdersOf(this.#seatOf(operation)).push(operation);
  }

  #seatOf(operation: number): number {
    const { word, bit } = this.#problem;
    return at(word, operation) * 32 + 31 - Math.clz32(at(bit, operation));
  }

  #holdersOf(seat: number): number[] {
    for (let i = this.#holders.length; i <= seat; i++) {
      this.#holders.push([]);
      this.#looked.push(0);
    }
    return item(this.#holders, seat);
  }

  at(first: number): Window {
    const known = this.#known.get(first);
    if (known !== undefined) return known;
    const window = this.#find(first);
    this.#keep(first, window);
    return window;
  }

  #keep(first: number, window: Window): void {
    const size = window.effects.length + window.overwriting.length + window.pures.length + 8;
    if (this.#kept + size > keptMax) {
      this.#known = new Map();
      this.#kept = 0;
    }
    this.#kept += size;
    this.#known.set(first, window);
  }

  #find(first: number): Window {
    const latest = this.#latest;
    const window = latest !== null && latest.first < first && first <= latest.first + nearby ? this.#goOn(latest.window, latest.first, first) : this.#look(first);
    this.#latest = { first, window };
    return window;
  }

  /** The window some operations after a known one: without these, and with what is called meanwhile. */
  #goOn({ effects, pures }: Window, from: number, first: number): Window {
    const { byCall, sort } = this.#problem;
    const added = byCall.subarray(at(this.#calledBy, from), at(this.#calledBy, first));
    const [effectsNow, puresNow] = [remaining(effects, first), remaining(pures, first)];
    for (const operation of added) if (operation >= first) insert(at(sort, operation) === sorts.pure ? puresNow : effectsNow, operation);
    this.looks += effects.length + pures.length + added.length;
    return this.#windowOf(first, effectsNow, puresNow);
  }

  #look(first: number): Window {
    const { sort } = this.#problem;
    const effects: number[] = [];
    const pures: number[] = [];
    for (let seat = 0; seat < this.#holders.length; seat++) {
      const holder = this.#holderAt(seat, first);
      if (holder >= first) (at(sort, holder) === sorts.pure ? pures : effects).push(holder);
    }
    for (const operations of [effects, pures]) operations.sort((a, b) => a - b);
    this.looks += this.#holders.length;
    return this.#windowOf(first, effects, pures);
  }

  #windowOf(first: number, effects: readonly number[], pures: readonly number[]): Window {
    const { overwritingWords, sort } = this.#problem;
    const overwriting = overwritingWords === 0 ? [] : effects.filter((operation) => at(sort, operation) === sorts.overwriting);
    return { effects, overwriting, pures, ahead: this.#ahead(first) };
  }

  #ahead(first: number): readonly number[] {
    const { call, return: returns, size, lookAheadFrom } = this.#problem;
    if (first < lookAheadFrom) return [];
    const ahead: number[] = [];
    for (let next = at(this.#nextPure, first); next < size && ahead.length < aheadMax; next = at(this.#nextPure, next)) {
      if (stampAt(call, next) > stampAt(returns, first)) ahead.push(next);
    }
    return ahead;
  }

  /** The holder of a seat at the return of `first`, or -1. Looks from where it looked last: searches move in small steps. */
  #holderAt(seat: number, first: number): number {
    const { call, return: returns } = this.#problem;
    const moment = stampAt(returns, first);
    const holders = item(this.#holders, seat);
    let place = item(this.#looked, seat);
    while (place + 1 < holders.length && stampAt(call, item(holders, place + 1)) <= moment) place++;
    while (place > 0 && stampAt(call, item(holders, place)) > moment) place--;
    this.#looked[seat] = place;
    const holder = holders[place];
    return holder !== undefined && stampAt(call, holder) <= moment ? holder : -1;
  }
}

function nextPures({ sort, size }: Problem<unknown, unknown, unknown>): Int32Array {
  const next = new Int32Array(size);
  let last = size;
  for (let operation = size - 1; operation >= 0; operation--) {
    next[operation] = last;
    if (at(sort, operation) === sorts.pure) last = operation;
  }
  return next;
}

function calledBy({ byCall, call, return: returns, size }: Problem<unknown, unknown, unknown>): Int32Array {
  let called = 0;
  return new Int32Array(size).map((_, operation) => {
    while (called < size && stampAt(call, at(byCall, called)) <= stampAt(returns, operation)) called++;
    return called;
  });
}

/** Those of an ascending list from `first` on. */
function remaining(ascending: readonly number[], first: number): number[] {
  let gone = 0;
  while (gone < ascending.length && item(ascending, gone) < first) gone++;
  return ascending.slice(gone);
}

/** Adds to an ascending list. */
function insert(ascending: number[], added: number): void {
  let place = ascending.length;
  while (place > 0 && item(ascending, place - 1) > added) place--;
  ascending.splice(place, 0, added);
}
