import { AssertionFailure } from '../../../sim/core/assert.ts';
import type { CompleteModel } from '../model.ts';
import { Kinds } from './kinds.ts';
import { at, item } from './words.ts';

/** The operation is impossible in that state. */
export const impossible = -1;
/** Codes from here downwards stand for several next states: see `nextStates`. */
const severalFrom = -2;

/**
 * How much an operation says: `pure` ones leave every state as it is, `overwriting` ones leave the same state whatever was
 * before, the others depend on the state and change it.
 */
export const sorts = { dependent: 0, overwriting: 1, pure: 2 } as const;

const cacheSizeMax = 1 << 18;
const charactersPerConfiguration = 64;

interface Kind<Input, Output> {
  readonly input: Input;
  readonly output: Output | null;
  readonly sort: number;
  /** Whether it leaves one state, whatever was before; and which, once it is known. */
  readonly overwrites: boolean;
  result: number | null;
}

/**
 * The model as a graph of small integers. States and kinds of operation (an input with its output) are interned, so that
 * equal means `===`; steps are remembered in a cache of fixed size, because a history may have as many kinds as operations.
 */
export class Transitions<State, Input, Output> {
  readonly #model: CompleteModel<State, Input, Output>;
  readonly #states: State[] = [];
  readonly #stateIds = new Map<string | number, number>();
  readonly #kinds: Kind<Input, Output>[] = [];
  readonly #kindNumbers = new Kinds();
  readonly #several: (readonly number[])[] = [];
  readonly #severalCodes = new Map<string, number>();
  #cache: Int32Array = new Int32Array(0);
  #cacheMask = 0;
  #characters = 0;

  constructor(model: CompleteModel<State, Input, Output>) {
    this.#model = model;
    this.#resizeCache(1 << 8);
  }

  #resizeCache(entries: number): void {
    this.#cache = new Int32Array(entries * 3).fill(-1);
    this.#cacheMask = entries - 1;
  }

  /** Interns a kind of operation. */
  kind(input: Input, output: Output | null): number {
    const id = this.#kindNumbers.number(input, output);
    if (id === this.#kinds.length) this.#kinds.push({ input, output, sort: this.#sortOf(input, output), overwrites: this.#model.overwrites(input, output), result: null });
    return id;
  }

  #sortOf(input: Input, output: Output | null): number {
    if (this.#model.isPure(input, output)) return sorts.pure;
    return this.#model.overwrites(input, output) ? sorts.overwriting : sorts.dependent;
  }

  /** One of `sorts`. */
  sort(kind: number): number {
    return item(this.#kinds, kind).sort;
  }

  operation(kind: number): { readonly input: Input; readonly output: Output | null } {
    return item(this.#kinds, kind);
  }

  overwrites(kind: number): boolean {
    return item(this.#kinds, kind).overwrites;
  }

  initial(): number {
    return this.#stateId(this.#model.init());
  }

  state(id: number): State {
    return item(this.#states, id);
  }

  /** The next state, `impossible`, or a code for `nextStates`. */
  next(state: number, kind: number): number {
    const entry = ((Math.imul(state, 0x9e3779b1) ^ Math.imul(kind, 0x85ebca6b)) >>> 8) & this.#cacheMask;
    const place = entry * 3;
    const cache = this.#cache;
    if (at(cache, place) === state && at(cache, place + 1) === kind) return at(cache, place + 2);
    const code = this.#step(state, kind);
    cache[place] = state;
    cache[place + 1] = kind;
    cache[place + 2] = code;
    return code;
  }

  /** The next states behind a code from `next`. */
  nextStates(code: number): readonly number[] {
    if (code === impossible) return [];
    return code >= 0 ? [code] : item(this.#several, severalFrom - code);
  }

  #step(state: number, id: number): number {
    const kind = item(this.#kinds, id);
    const code = this.#codeOf(state, kind);
    if (!kind.overwrites) return code;
    kind.result ??= code;
    if (kind.result !== code || code < 0) throw this.#broken('an operation that overwrites leaves one state whatever was before', kind);
    return code;
  }

  #codeOf(state: number, { input, output }: Kind<Input, Output>): number {
    const ids = new Set(this.#model.step(this.state(state), input, output).map((next) => this.#stateId(next)));
    this.#growCache();
    const [first] = ids;
    if (first === undefined) return impossible;
    return ids.size === 1 ? first : this.#codeOfSeveral([...ids]);
  }

  #codeOfSeveral(ids: readonly number[]): number {
    const text = ids.join();
    const known = this.#severalCodes.get(text);
    if (known !== undefined) return known;
    const code = severalFrom - this.#several.length;
    this.#several.push(ids);
    this.#severalCodes.set(text, code);
    return code;
  }

  #growCache(): void {
    const entries = this.#cacheMask + 1;
    if (entries < cacheSizeMax && this.#states.length * 4 > entries) this.#resizeCache(entries * 4);
  }

  /** What the states met take of memory, one for each so many characters of their keys: long ones cost more than a configuration. */
  get weight(): number {
    return Math.floor(this.#characters / charactersPerConfiguration);
  }

  #stateId(state: State): number {
    const key = this.#model.stateKey(state);
    const known = this.#stateIds.get(key);
    if (known !== undefined) return known;
    if (typeof key === 'string') this.#characters += key.length;
    const id = this.#states.length;
    this.#states.push(state);
    this.#stateIds.set(key, id);
    return id;
  }

  /** See `canLeadTo` of models. */
  canLeadTo(state: number, kind: number): boolean {
    const { input, output } = item(this.#kinds, kind);
    return this.#model.canLeadTo(this.state(state), input, output);
  }

  /** Whether a pure operation is possible in `state`, which it must then leave as it is. */
  allows(state: number, kind: number): boolean {
    const code = this.next(state, kind);
    if (code === state) return true;
    if (code === impossible) return false;
    throw this.#broken('an operation that isPure leaves the state as it is', item(this.#kinds, kind));
  }

  /** The model has not kept its word about a kind of operation. */
  #broken(promise: string, { input, output }: Kind<Input, Output>): AssertionFailure {
    const operation = this.#model.describeOperation(input, output);
    return new AssertionFailure(promise, `${this.#model.name}: ${operation}`);
  }
}
