import { limits, Malformed, quote } from './malformed.ts';

/** A value of extensible data notation. Maps keep their entries in order; tags are dropped. */
export type Edn = EdnScalar | EdnSequence | EdnMap;

export type EdnScalar =
  | { readonly kind: 'nil' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  /** An integer that a number cannot hold exactly. */
  | { readonly kind: 'bigInteger'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  /** Without its colon. */
  | { readonly kind: 'keyword'; readonly name: string }
  | { readonly kind: 'symbol'; readonly name: string };

export interface EdnSequence {
  readonly kind: 'vector' | 'list' | 'set';
  readonly items: readonly Edn[];
}

export interface EdnMap {
  readonly kind: 'map';
  readonly entries: readonly (readonly [key: Edn, value: Edn])[];
}

/** A form of the top level, and where it begins. */
export interface EdnForm {
  readonly value: Edn;
  readonly line: number;
  readonly column: number;
}

const closers = { '(': ')', '[': ']', '{': '}' } as const;
const space = /[\s,]/;
const delimiter = /[\s,()[\]{}";]/;
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['\\', '\\'],
  ['"', '"'],
]);

/** Reads values one after the other. Nesting is limited, so that hostile text cannot exhaust the stack. */
export class EdnReader {
  readonly #text: string;
  #at = 0;
  /** Up to where lines were counted, and how many. */
  #counted = 0;
  #line: number;
  #lineStart: number;

  /** `line` and `column`: where the text begins. */
  constructor(text: string, line = 1, column = 1) {
    this.#text = text;
    this.#line = line;
    this.#lineStart = 1 - column;
  }

  /** Whether nothing is left. */
  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next value, or null at the end of the text. */
  next(): EdnForm | null {
    this.#skip(0);
    if (this.#at >= this.#text.length) return null;
    this.#locate();
    const place = { line: this.#line, column: this.#at - this.#lineStart + 1 };
    return { value: this.#value(0), ...place };
  }

  #locate(): void {
    for (; this.#counted < this.#at; this.#counted++) {
      if (this.#text.charAt(this.#counted) !== '\n') continue;
      this.#line++;
      this.#lineStart = this.#counted + 1;
    }
  }

  #fault(message: string): Malformed {
    this.#locate();
    return new Malformed(message, this.#line, this.#at - this.#lineStart + 1);
  }

  #tooDeep(): Malformed {
    return this.#fault(`nested more than ${limits.depth} levels deep`);
  }

  /** Skips spaces, commas, comments and discarded values. */
  #skip(depth: number): void {
    for (;;) {
      while (space.test(this.#text.charAt(this.#at))) this.#at++;
      if (this.#text.charAt(this.#at) === ';') this.#skipLine();
      else if (this.#text.startsWith('#_', this.#at)) this.#discard(depth);
      else return;
    }
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }

  #discard(depth: number): void {
    if (depth > limits.depth) throw this.#tooDeep();
    this.#at += 2;
    this.#skip(depth + 1);
    this.#value(depth + 1);
  }

  #value(depth: number): Edn {
    if (depth > limits.depth) throw this.#tooDeep();
    const opener = this.#text.charAt(this.#at);
    switch (opener) {
      case '':
        throw this.#fault('the text ends inside a value');
      case '[':
        return { kind: 'vector', items: this.#items('[', depth) };
      case '(':
        return { kind: 'list', items: this.#items('(', depth) };
      case '{':
        return this.#map(depth);
      case '"':
        return { kind: 'string', value: this.#string() };
      case '#':
        return this.#dispatch(depth);
      case ')':
      case ']':
      case '}':
        throw this.#fault(`unexpected ${opener}`);
      default:
        return this.#atom();
    }
  }

  /** A set, or a tag with its value. */
  #dispatch(depth: number): Edn {
    this.#at++;
    if (this.#text.charAt(this.#at) === '{') return { kind: 'set', items: this.#items('{', depth) };
    if (this.#token() === '') throw this.#fault('expected a tag or a set after #');
    this.#skip(depth + 1);
    return this.#value(depth + 1);
  }

  #items(opener: keyof typeof closers, depth: number): readonly Edn[] {
    const items: Edn[] = [];
    this.#at++;
    for (;;) {
      this.#skip(depth + 1);
      if (this.#text.charAt(this.#at) === closers[opener]) break;
      items.push(this.#value(depth + 1));
    }
    this.#at++;
    return items;
  }

  #map(depth: number): EdnMap {
    const items = this.#items('{', depth);
    if (items.length % 2 !== 0) throw this.#fault('a map with a key that has no value');
    const entries: [Edn, Edn][] = [];
    for (let i = 0; i + 1 < items.length; i += 2) {
      const [key, value] = items.slice(i, i + 2);
      if (key !== undefined && value !== undefined) entries.push([key, value]);
    }
    return { kind: 'map', entries };
  }

  #string(): string {
    const parts: string[] = [];
    let from = this.#at + 1;
    for (this.#at = from; ; this.#at++) {
      const character = this.#text.charAt(this.#at);
      if (character === '') throw this.#fault('the text ends inside a string');
      if (character !== '"' && character !== '\\') continue;
      parts.push(this.#text.slice(from, this.#at));
      if (character === '"') break;
      parts.push(this.#escape());
      from = this.#at + 1;
    }
    this.#at++;
    return parts.join('');
  }

  /** Leaves the position at the last character of the escape. */
  #escape(): string {
    this.#at++;
    const letter = this.#text.charAt(this.#at);
    const code = /^[0-9a-fA-F]{4}$/.exec(this.#text.slice(this.#at + 1, this.#at + 5));
    if (letter === 'u' && code !== null) {
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(code[0], 16));
    }
    const meant = escapes.get(letter);
    if (meant === undefined) throw this.#fault(`unknown escape ${quote(`\\${letter}`)} in a string`);
    return meant;
  }

  #token(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !delimiter.test(this.#text.charAt(this.#at))) this.#at++;
    if (this.#at - from > limits.token) throw this.#fault('an endless word');
    return this.#text.slice(from, this.#at);
  }

  #atom(): EdnScalar {
    const token = this.#token();
    if (token === '') throw this.#fault(`unexpected ${quote(this.#text.charAt(this.#at))}`);
    if (token.startsWith('\\')) return { kind: 'string', value: token.slice(1) };
    if (token.startsWith(':')) return { kind: 'keyword', name: token.slice(1) };
    if (/^[+-]?\d/.test(token)) return this.#number(token);
    if (token === 'nil') return { kind: 'nil' };
    if (token === 'true' || token === 'false') return { kind: 'boolean', value: token === 'true' };
    return { kind: 'symbol', name: token };
  }

  #number(token: string): EdnScalar {
    if (/^[+-]?\d+N?$/.test(token)) return integer(token.replace('N', ''));
    const value = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/.test(token) ? Number.parseFloat(token) : Number.NaN;
    if (!Number.isFinite(value)) throw this.#fault(`${quote(token)} is no finite number`);
    return { kind: 'number', value: value + 0 };
  }
}

function integer(text: string): EdnScalar {
  const value = Number(text);
  return Number.isSafeInteger(value) ? { kind: 'number', value: value + 0 } : { kind: 'bigInteger', text };
}

/** The value of a keyword entry, nil where there is none. */
export function entryOf(map: EdnMap, name: string): Edn {
  const found = map.entries.find(([key]) => key.kind === 'keyword' && key.name === name);
  return found === undefined ? { kind: 'nil' } : found[1];
}

/** In a message: scalars as they are written, the rest by its kind. */
export function describeEdn(value: Edn): string {
  switch (value.kind) {
    case 'nil':
      return 'nil';
    case 'boolean':
    case 'number':
      return String(value.value);
    case 'bigInteger':
      return quote(value.text);
    case 'string':
      return quote(value.value);
    case 'keyword':
      return `:${value.name.slice(0, 40)}`;
    case 'symbol':
      return value.name.slice(0, 40);
    default:
      return `a ${value.kind}`;
  }
}
