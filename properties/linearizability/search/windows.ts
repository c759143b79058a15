import { type Problem, sorts } from './problem.ts';
import { at, item } from './words.ts';

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

/** Most numbers that are kept. */
const keptMax = 1 << 20;
/** Sorting pays where more may be open at once. */
const insertedMax = 64;

/** Finds windows, and remembers them as long as they fit. */
export class Windows {
  readonly #problem: Problem<unknown, unknown, unknown>;
  /** By seat: the operations that hold it, one after the other, and which of them was looked at last. */
  readonly #holders: number[][] = [];
  readonly #looked: number[] = [];
  /** By operation: the next pure one after it, in order of returns. */
  readonly #nextPure: Int32Array;
  /** How many operations were looked at, in all windows, by whoever asked for them. */
  looks = 0;
  #known = new Map<number, Window>();
  #kept = 0;

  constructor(problem: Problem<unknown, unknown, unknown>) {
    this.#problem = problem;
    this.#nextPure = nextPures(problem);
    const byCall = [...problem.call.keys()].sort((a, b) => at(problem.call, a) - at(problem.call, b) || a - b);
    for (const operation of byCall) this.#holdersOf(this.#seatOf(operation)).push(operation);
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
    const { sort } = this.#problem;
    const effects: number[] = [];
    const pures: number[] = [];
    const seats = this.#holders.length;
    const add = seats > insertedMax ? append : insert;
    for (let seat = 0; seat < seats; seat++) {
      const holder = this.#holderAt(seat, first);
      if (holder >= first) add(at(sort, holder) === sorts.pure ? pures : effects, holder);
    }
    if (seats > insertedMax) for (const operations of [effects, pures]) operations.sort((a, b) => a - b);
    this.looks += seats;
    const overwriting = effects.filter((operation) => at(sort, operation) === sorts.overwriting);
    return { effects, overwriting, pures, ahead: this.#ahead(first) };
  }

  #ahead(first: number): readonly number[] {
    const { call, return: returns, size } = this.#problem;
    const ahead: number[] = [];
    for (let next = at(this.#nextPure, first); next < size && ahead.length < aheadMax; next = at(this.#nextPure, next)) {
      if (at(call, next) > at(returns, first)) ahead.push(next);
    }
    return ahead;
  }

  /** The holder of a seat at the return of `first`, or -1. Looks from where it looked last: searches move in small steps. */
  #holderAt(seat: number, first: number): number {
    const { call, return: returns } = this.#problem;
    const moment = at(returns, first);
    const holders = item(this.#holders, seat);
    let place = item(this.#looked, seat);
    while (place + 1 < holders.length && at(call, item(holders, place + 1)) <= moment) place++;
    while (place > 0 && at(call, item(holders, place)) > moment) place--;
    this.#looked[seat] = place;
    const holder = holders[place];
    return holder !== undefined && at(call, holder) <= moment ? holder : -1;
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

function append(operations: number[], added: number): void {
  operations.push(added);
}

/** Adds to an ascending list. */
function insert(ascending: number[], added: number): void {
  let place = ascending.length;
  while (place > 0 && item(ascending, place - 1) > added) place--;
  ascending.splice(place, 0, added);
}
