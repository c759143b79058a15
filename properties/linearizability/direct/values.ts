import { at } from '../search/words.ts';
import type { RegisterStep, ToldAsRegister, ValueName } from './steps.ts';

/** No operation, or no value. */
export const none = -1;

/**
 * Who left each value, and who saw it. Values and operations are numbered; the initial value is left by an operation of its
 * own, numbered after all others.
 */
export class Values {
  /** How many different values there are. */
  readonly size: number;
  /** By value: who left it, and whether another one may have left it too. */
  readonly setter: Int32Array;
  readonly isAmbiguous: Uint8Array;
  /** By value one of its readers, by reader the next. */
  readonly reader: Int32Array;
  readonly nextReader: Int32Array;
  /** By operation: the value that it leaves, the one that it saw. */
  readonly left: Int32Array;
  readonly saw: Int32Array;
  readonly #ids = new Map<ValueName, number>();

  constructor({ initial, steps }: ToldAsRegister) {
    const operations = steps.length + 1;
    this.left = new Int32Array(operations).fill(none);
    this.saw = new Int32Array(operations).fill(none);
    this.left[steps.length] = this.#id(initial);
    for (const [operation, step] of steps.entries()) if (step !== null) this.#tell(operation, step);
    this.size = this.#ids.size;
    this.setter = new Int32Array(this.size).fill(none);
    this.isAmbiguous = new Uint8Array(this.size);
    this.reader = new Int32Array(this.size).fill(none);
    this.nextReader = new Int32Array(operations).fill(none);
    this.#enter(steps.length);
    for (let operation = 0; operation < steps.length; operation++) this.#enter(operation);
  }

  #tell(operation: number, step: RegisterStep): void {
    if (step.kind === 'read') this.saw[operation] = this.#id(step.value);
    if (step.kind === 'write') this.left[operation] = this.#id(step.value);
    if (step.kind !== 'update') return;
    this.saw[operation] = this.#id(step.from);
    this.left[operation] = this.#id(step.to);
  }

  #id(value: ValueName): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(value, id);
    return id;
  }

  #enter(operation: number): void {
    const value = at(this.left, operation);
    if (value === none) this.#enterReader(operation);
    else if (at(this.setter, value) === none) this.setter[value] = operation;
    else this.isAmbiguous[value] = 1;
  }

  #enterReader(operation: number): void {
    const value = at(this.saw, operation);
    if (value === none) return;
    this.nextReader[operation] = at(this.reader, value);
    this.reader[value] = operation;
  }

  /** The number of a value that something saw or left, or none. */
  find(value: ValueName): number {
    return this.#ids.get(value) ?? none;
  }
}
