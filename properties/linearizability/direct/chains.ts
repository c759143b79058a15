import { at, isSet, stampAt } from '../search/words.ts';
import type { Needs } from './needs.ts';
import type { Contradiction, Times } from './steps.ts';
import { none, type Values } from './values.ts';

/** Operations that stand together in every legal order, with nothing that leaves another value between them. */
export interface Chain {
  /** Its part of `Chains.members`. */
  readonly start: number;
  readonly end: number;
  /** The first of them to return, and the last to be called; and when. */
  readonly first: number;
  readonly last: number;
  readonly return: number;
  readonly call: number;
}

/**
 * The operations in chains: who left a value, those who read it, the one who replaced it, those who read what that left, and
 * so on. Operations whose value may have been left by several stand alone.
 *
 * After Gibbons and Korach, "Testing shared memories" (1997), section 4: where each read names its write, what remains to be
 * decided is the order of such groups.
 */
export class Chains {
  readonly chains: Chain[] = [];
  /** The operations of all chains, in the order in which they come. */
  readonly members: Int32Array;
  contradiction: Contradiction | null = null;
  readonly #times: Times;
  readonly #values: Values;
  readonly #needs: Needs;
  readonly #isPlaced: Uint8Array;
  #count = 0;

  constructor(times: Times, values: Values, needs: Needs) {
    const operations = values.left.length;
    this.#times = times;
    this.#values = values;
    this.#needs = needs;
    this.members = new Int32Array(operations);
    this.#isPlaced = new Uint8Array(operations);
    for (let operation = operations - 1; operation >= 0; operation--) if (this.#isStart(operation)) this.#chainFrom(operation);
    this.contradiction ??= this.#unplaced();
  }

  /** It leaves or sees a value, and does not follow on another operation. */
  #isStart(operation: number): boolean {
    const { saw, left, isAmbiguous } = this.#values;
    if (!this.#needs.isRequired(operation)) return false;
    const seen = at(saw, operation);
    return seen === none ? at(left, operation) !== none : isSet(isAmbiguous, seen);
  }

  #chainFrom(start: number): void {
    const from = this.#count;
    const { left, isAmbiguous } = this.#values;
    for (let operation = start; operation !== none; ) {
      const value = at(left, operation);
      this.#place(operation);
      operation = value === none || isSet(isAmbiguous, value) ? none : this.#placeReaders(value);
    }
    this.#close(from);
  }

  #place(operation: number): void {
    this.members[this.#count++] = operation;
    this.#isPlaced[operation] = 1;
  }

  /** Places who read the value, in the order of their returns; who replaced it, or none. */
  #placeReaders(value: number): number {
    const { reader, nextReader } = this.#values;
    const from = this.#count;
    for (let each = at(reader, value); each !== none; each = at(nextReader, each)) {
      if (this.#needs.isRequired(each)) this.#place(each);
    }
    const { return: returns } = this.#times;
    if (this.#count > from + 1) this.members.subarray(from, this.#count).sort((a, b) => stampAt(returns, a) - stampAt(returns, b));
    return at(this.#needs.updater, value);
  }

  #close(start: number): void {
    const { call, return: returns } = this.#times;
    let first = at(this.members, start);
    let last = first;
    for (let place = start + 1; place < this.#count; place++) {
      const operation = at(this.members, place);
      // Readers of one value stand in the order of their returns, so that none returned before another was called.
      if (stampAt(returns, operation) < stampAt(call, last)) this.contradiction ??= { kind: 'order', culprits: [last, operation] };
      if (stampAt(returns, operation) < stampAt(returns, first)) first = operation;
      if (stampAt(call, operation) > stampAt(call, last)) last = operation;
    }
    this.chains.push({ start, end: this.#count, first, last, return: stampAt(returns, first), call: stampAt(call, last) });
  }

  /** What follows on nothing that came first: each waits for another. */
  #unplaced(): Contradiction | null {
    const { saw } = this.#values;
    const lost = saw.findIndex((value, operation) => value !== none && this.#needs.isRequired(operation) && !isSet(this.#isPlaced, operation));
    return lost < 0 ? null : { kind: 'unwritten', culprits: [lost] };
  }
}
