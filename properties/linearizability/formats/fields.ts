import { canonicalText } from '../canonicalText.ts';
import type { RegisterValue } from '../models/register.ts';
import { Malformed, type Path, quote } from './malformed.ts';

/** An object of JSON, read field by field. Every fault names the field, and the way to it. */
export class Fields {
  readonly #fields: object;
  readonly #what: string;
  readonly #path: Path;

  /** `known` are the fields that it may have; any other is refused, so that a misspelt one is noticed. */
  constructor(value: unknown, what: string, path: Path, known: readonly string[]) {
    this.#what = what;
    this.#path = path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#fault(`expected ${what}, an object`);
    this.#fields = value;
    const stranger = Object.keys(value).find((field) => !known.includes(field));
    if (stranger !== undefined) {
      throw this.#fault(`unknown field ${quote(stranger)} in ${what}: expected ${known.join(', ')}`, stranger);
    }
  }

  #fault(message: string, ...further: Path): Malformed {
    return new Malformed(message, 0, null, [...this.#path, ...further]);
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#fields, field);
  }

  any(field: string): unknown {
    const value: unknown = this.has(field) ? Reflect.get(this.#fields, field) : null;
    return value ?? null;
  }

  text(field: string): string {
    const value = this.any(field);
    return typeof value === 'string' ? value : this.#refuse(field, 'a string');
  }

  textOrNull(field: string): string | null {
    const value = this.any(field);
    return typeof value === 'string' || (value === null && this.has(field)) ? value : this.#refuse(field, 'a string or null');
  }

  integer(field: string): number {
    const value = this.any(field);
    return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : this.#refuse(field, 'an integer');
  }

  /** A stamp, whatever it is: it must be there. */
  given(field: string): unknown {
    return this.has(field) ? this.any(field) : this.#refuse(field, 'a number');
  }

  finite(field: string): number {
    const value = this.any(field);
    return typeof value === 'number' && Number.isFinite(value) ? value + 0 : this.#refuse(field, 'a number');
  }

  /** One of some words. */
  word<Word extends string>(field: string, words: readonly Word[]): Word {
    const value = this.any(field);
    return words.find((word) => word === value) ?? this.#refuse(field, words.map(canonicalText).join(' or '));
  }

  truth(field: string): boolean {
    const value = this.any(field);
    return typeof value === 'boolean' ? value : this.#refuse(field, 'true or false');
  }

  /** Nothing but true. */
  yes(field: string): true {
    return this.any(field) === true || this.#refuse(field, 'true');
  }

  scalar(field: string): RegisterValue {
    const value = this.any(field);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    return typeof value === 'number' ? this.finite(field) : this.#refuse(field, 'a string, number, boolean or null');
  }

  /** Objects with these fields; exactly `length` of them where that is given. */
  list(field: string, known: readonly string[], length: number | null = null): readonly Fields[] {
    const value = this.any(field);
    if (!Array.isArray(value) || (length !== null && value.length !== length)) return this.#refuse(field, length === null ? 'a list' : `a list of ${length}`);
    return value.map((element: unknown, i) => new Fields(element, `${field}[${i}]`, [...this.#path, field, i], known));
  }

  /** Pairs of strings. */
  pairs(field: string): readonly (readonly [string, string])[] {
    const value = this.any(field);
    if (!Array.isArray(value)) return this.#refuse(field, 'a list of pairs of strings');
    return value.map((pair: unknown) => (isPair(pair) ? pair : this.#refuse(field, 'a list of pairs of strings')));
  }

  #refuse(field: string, expected: string): never {
    const found = this.has(field) ? `is ${briefly(this.any(field))}` : 'is missing';
    throw this.#fault(`${field} of ${this.#what} ${found}: expected ${expected}`, field);
  }
}

function isPair(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

/** Never descends: what is inside may be deep. */
function briefly(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
