/** Plain data that others have written: a queue is open to all who reach it, a file to all who edit it. What is not as expected is refused, with its place. */
import { BadInput } from './bad-input.ts';

/** A value, and where it stands: each method answers what was expected of it, or throws `BadInput`. */
export class Untrusted {
  private readonly value: unknown;
  private readonly place: string;

  constructor(value: unknown, place: string) {
    this.value = value;
    this.place = place;
  }

  /** From JSON. */
  static parse(text: string, place: string): Untrusted {
    try {
      return new Untrusted(JSON.parse(text), place);
    } catch {
      throw new BadInput(`${place}: expected JSON`);
    }
  }

  /** For who reads it in another way. */
  get raw(): unknown {
    return this.value;
  }

  field(name: string): Untrusted {
    const { value, place } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('an object');
    return new Untrusted(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined, `${place}.${name}`);
  }

  text(longest = 10_000): string {
    return typeof this.value === 'string' && this.value.length <= longest ? this.value : this.refuse(`a text of at most ${longest} characters`);
  }

  matching(pattern: RegExp, what: string): string {
    return typeof this.value === 'string' && pattern.test(this.value) ? this.value : this.refuse(what);
  }

  whole(least = 0, most = Number.MAX_SAFE_INTEGER): number {
    return typeof this.value === 'number' && Number.isSafeInteger(this.value) && this.value >= least && this.value <= most ? this.value : this.refuse(`a whole number from ${least} to ${most}`);
  }

  /** Not negative. */
  amount(): number {
    return typeof this.value === 'number' && Number.isFinite(this.value) && this.value >= 0 ? this.value : this.refuse('a number from 0 on');
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.refuse('true or false');
  }

  list<T>(read: (item: Untrusted) => T, longest = 100_000): readonly T[] {
    const { value, place } = this;
    if (!Array.isArray(value) || value.length > longest) return this.refuse(`a list of at most ${longest}`);
    return value.map((item: unknown, i) => read(new Untrusted(item, `${place}[${i}]`)));
  }

  /** A list of two. */
  pair(): readonly [Untrusted, Untrusted] {
    const [first, second] = this.list((item) => item, 2);
    return first === undefined || second === undefined ? this.refuse('a list of two') : [first, second];
  }

  /** The fields of an object that has any. */
  entries<T>(read: (value: Untrusted) => T): readonly (readonly [name: string, value: T])[] {
    const { value, place } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse('an object');
    return Object.entries(value).map(([name, field]) => [name, read(new Untrusted(field, `${place}[${JSON.stringify(name.slice(0, 100))}]`))] as const);
  }

  oneOf<T extends string>(words: readonly T[]): T {
    return words.find((word) => word === this.value) ?? this.refuse(`one of ${words.join(', ')}`);
  }

  orNull<T>(read: (present: Untrusted) => T): T | null {
    return this.value === null || this.value === undefined ? null : read(this);
  }

  private refuse(expected: string): never {
    throw new BadInput(`${this.place}: expected ${expected}`);
  }
}
