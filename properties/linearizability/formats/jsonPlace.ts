import { limits, type Path } from './malformed.ts';

/** Where a text stops being JSON, from 0, and what was expected there. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

/** The first thing in the text that is not JSON, or nested too deep; null where there is none. */
export function findJsonFault(text: string): JsonFault | null {
  return new JsonScanner(text, []).fault();
}

/** Where the value at the path begins; or as far along the path as there is one. */
export function findJsonPlace(text: string, path: Path): number {
  const scanner = new JsonScanner(text, path);
  scanner.fault();
  return scanner.place;
}

class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

const spaces = /[ \t\n\r]*/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalars = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const words = /[^\s,:{}[\]"]{1,40}/y;

/** Goes through a text once more where the fast parser has refused it: slower, but it knows where it is. */
class JsonScanner {
  /** Where the value at the path begins, or what is nearest to it. */
  place = 0;
  readonly #text: string;
  readonly #path: Path;
  #at = 0;

  constructor(text: string, path: Path) {
    this.#text = text;
    this.#path = path;
  }

  fault(): JsonFault | null {
    try {
      this.#value(0, true);
      this.#skip(spaces);
      if (this.#at < this.#text.length) throw new Unexpected('nothing more was expected here');
      return null;
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      return { offset: this.#at, message: error.message };
    }
  }

  #skip(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #next(): string {
    this.#skip(spaces);
    return this.#text.charAt(this.#at);
  }

  /** `isOnPath`: the value is the one at the first `depth` steps of the path. */
  #value(depth: number, isOnPath: boolean): void {
    const next = this.#next();
    if (isOnPath) this.place = this.#at;
    if (depth > limits.depth) throw new Unexpected(`nested more than ${limits.depth} levels deep`);
    if (next === '{') this.#object(depth, isOnPath);
    else if (next === '[') this.#array(depth, isOnPath);
    else if (next === '"') this.#string();
    else if (this.#skip(scalars) === null) throw this.#unexpected('a value');
  }

  #unexpected(what: string): Unexpected {
    if (this.#at >= this.#text.length) return new Unexpected('the text ends inside it');
    const from = this.#at;
    const word = this.#skip(words) ?? this.#text.charAt(from);
    this.#at = from;
    return new Unexpected(`expected ${what}, got ${JSON.stringify(word)}`);
  }

  /** With its quotes. Leaves the position at what no string may hold, where there is such. */
  #string(): string {
    const from = this.#at++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) return this.#text.slice(from, ++this.#at);
      if (Number.isNaN(code)) throw new Unexpected('the text ends inside a string');
      if (code < 0x20) throw new Unexpected('a string holds what no string may: a line end, or another control character');
      if (code !== 0x5c) this.#at++;
      else if (this.#skip(escapes) === null) throw new Unexpected('a string holds an unknown escape');
    }
  }

  #object(depth: number, isOnPath: boolean): void {
    this.#at++;
    for (let first = true; this.#next() !== '}'; first = false) {
      if (!first) this.#mark(',', ', or }');
      if (this.#next() !== '"') throw this.#unexpected('the name of a field in quotes');
      const name: unknown = JSON.parse(this.#string());
      this.#mark(':', ':');
      this.#value(depth + 1, isOnPath && typeof name === 'string' && isSame(name, this.#path[depth]));
    }
    this.#at++;
  }

  #array(depth: number, isOnPath: boolean): void {
    this.#at++;
    for (let i = 0; this.#next() !== ']'; i++) {
      if (i > 0) this.#mark(',', ', or ]');
      this.#value(depth + 1, isOnPath && this.#path[depth] === i);
    }
    this.#at++;
  }

  #mark(mark: string, what: string): void {
    if (this.#next() !== mark) throw this.#unexpected(what);
    this.#at++;
  }
}

/** Go writes the names of fields with a capital, the paths here have none. */
function isSame(name: string, step: string | number | undefined): boolean {
  return name === step || (typeof step === 'string' && name.slice(1) === step.slice(1) && name.slice(0, 1).toLowerCase() === step.slice(0, 1));
}
