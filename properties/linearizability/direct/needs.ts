import { at, isSet, stampAt } from '../search/words.ts';
import type { Contradiction, Times, ToldAsRegister } from './steps.ts';
import { none, type Values } from './values.ts';

/**
 * What certainly took effect: the answered operations, and the unanswered ones that alone could have left a value that was
 * seen. The others are left out.
 *
 * That keeps every legal order legal. Take from one an unanswered operation that is not needed. Where something saw the value that it left,
 * another operation may have left that value, too, so that who saw it stands alone (see `Chains`) and binds nothing. Where nothing did, what comes after
 * it, up to the next value, neither read nor replaced anything: it writes, or missed. A write may come after any value; and
 * nothing is refuted by what missed, which is put into an order that was found without it (see `legalOrder`).
 */
export class Needs {
  readonly #times: Times;
  readonly #values: Values;
  /** By operation: an answered one that shows that it took effect, or none where nothing does. */
  readonly shownBy: Int32Array;
  /** By value: whether it was certainly there, and who certainly replaced it where it was there once. */
  readonly isSeen: Uint8Array;
  readonly updater: Int32Array;
  contradiction: Contradiction | null = null;

  constructor({ steps }: ToldAsRegister, times: Times, values: Values) {
    const operations = values.left.length;
    this.#times = times;
    this.#values = values;
    this.shownBy = new Int32Array(operations).fill(none);
    this.isSeen = new Uint8Array(values.size);
    this.updater = new Int32Array(values.size).fill(none);
    const impossible = steps.findIndex((step) => step?.kind === 'impossible');
    if (impossible >= 0) this.contradiction = { kind: 'impossible', culprits: [impossible] };
    for (let operation = operations - 1; operation >= 0; operation--) {
      if (stampAt(times.return, operation) !== Infinity) this.#require(operation);
    }
  }

  /** Whether it certainly took effect. */
  isRequired(operation: number): boolean {
    return at(this.shownBy, operation) !== none;
  }

  /** It took effect; and so did, in turn, what alone could have made it possible. */
  #require(start: number): void {
    for (let operation = start; operation !== none && !this.isRequired(operation); ) {
      this.shownBy[operation] = start;
      operation = this.#makerFor(operation);
    }
  }

  /** The only operation that could have left what this one saw, or none. */
  #makerFor(operation: number): number {
    const seen = at(this.#values.saw, operation);
    if (seen === none) return none;
    this.isSeen[seen] = 1;
    const setter = at(this.#values.setter, seen);
    if (setter === none) this.contradiction ??= { kind: 'unwritten', culprits: [operation] };
    if (isSet(this.#values.isAmbiguous, seen)) return none;
    if (at(this.#values.left, operation) !== none) this.#replace(seen, operation);
    return setter;
  }

  #replace(value: number, operation: number): void {
    const other = at(this.updater, value);
    this.updater[value] = operation;
    if (other === none) return;
    const { call } = this.#times;
    const culprits = stampAt(call, other) <= stampAt(call, operation) ? [other, operation] : [operation, other];
    this.contradiction ??= { kind: 'twice', culprits };
  }
}
