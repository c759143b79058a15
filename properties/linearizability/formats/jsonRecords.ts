import { limits, Malformed } from './malformed.ts';
import type { Piece } from './piece.ts';

/** Takes a record; `field`: the name of the field of the outermost object that it stands in, or null. */
export type TakeRecord = (record: Piece, field: string | null) => void;

/** What has been stepped into: nothing; the outermost list or object; the streamed list in that object; nothing any more. */
type Container = 'none' | 'list' | 'object' | 'streamed' | 'over';
type Expected = 'value' | 'valueOrEnd' | 'separator' | 'name' | 'nameOrEnd' | 'colon';

const openers = '{[';
const closers = '}]';

/**
 * Cuts JSON that comes in chunks into its records: values one after the other, or the items of one list. With `streamed`, the
 * text is one object: its fields are records, and so are the items of the list in the field of that name.
 *
 * Holds at most one record. Sees only as much as it takes to know where a record ends: what is in it is for others to judge.
 */
export class JsonRecords {
  readonly #take: TakeRecord;
  readonly #streamed: string | null;
  #container: Container = 'none';
  #expected: Expected = 'valueOrEnd';
  #field: string | null = null;
  #parts: string[] = [];
  #length = 0;
  #start = { line: 1, column: 1 };
  /** Levels inside the record at hand; 0 for a string or another scalar. */
  #depth = 0;
  #inside: 'no' | 'nested' | 'string' | 'scalar' = 'no';
  #isInString = false;
  #isEscaped = false;
  #line = 1;
  /** Where the line begins, counted from the beginning of the chunk. */
  #lineStart = 0;

  constructor(take: TakeRecord, streamed: string | null = null) {
    this.#take = take;
    this.#streamed = streamed;
  }

  feed(chunk: string): void {
    for (let at = 0; at < chunk.length; ) at = this.#inside === 'no' ? this.#between(chunk, at) : this.#within(chunk, at);
    this.#lineStart -= chunk.length;
  }

  end(): void {
    if (this.#inside === 'scalar') this.#finish();
    if (this.#inside !== 'no') throw this.#fault('the text ends inside a value', 0);
    if (this.#container !== 'none' && this.#container !== 'over') throw this.#fault('the text ends inside the history', 0);
  }

  #fault(message: string, at: number): Malformed {
    return new Malformed(message, this.#line, at - this.#lineStart + 1);
  }

  /** One character outside of all records. The place from which to go on. */
  #between(chunk: string, at: number): number {
    const character = chunk.charAt(at);
    if (character === '\n') {
      this.#line++;
      this.#lineStart = at + 1;
    }
    if (character === '\n' || character === ' ' || character === '\t' || character === '\r') return at + 1;
    if (this.#isMark(character)) return at + 1;
    if (!this.#isValueExpected()) throw this.#fault(`expected ${this.#expectation()}, got ${JSON.stringify(character)}`, at);
    if (this.#enter(character)) return at + 1;
    this.#begin(character, at);
    return at;
  }

  #expectation(): string {
    if (this.#container === 'over') return 'nothing after the end of the history';
    if (this.#expected === 'colon') return ':';
    return this.#container === 'object' ? ', or } or a name' : ', or ]';
  }

  #isValueExpected(): boolean {
    return this.#container === 'none' || (this.#container !== 'over' && this.#expected !== 'separator' && this.#expected !== 'colon');
  }

  /** Whether the character separates or ends, where it may. */
  #isMark(character: string): boolean {
    if (character === ',' && this.#expected === 'separator' && this.#container !== 'none') {
      this.#expected = this.#container === 'object' ? 'name' : 'value';
      return true;
    }
    if (character === ':' && this.#expected === 'colon') {
      this.#expected = 'value';
      return true;
    }
    const isEnd = this.#expected === 'separator' || this.#expected === 'valueOrEnd' || this.#expected === 'nameOrEnd';
    if (!isEnd || character !== this.#closer()) return false;
    this.#container = this.#container === 'streamed' ? 'object' : 'over';
    this.#expected = 'separator';
    return true;
  }

  #closer(): string | null {
    if (this.#container === 'list' || this.#container === 'streamed') return ']';
    return this.#container === 'object' ? '}' : null;
  }

  /** Steps into what holds the records. */
  #enter(character: string): boolean {
    const isFirst = this.#container === 'none' && this.#expected === 'valueOrEnd';
    if (isFirst && this.#streamed === null && character === '[') this.#container = 'list';
    else if (isFirst && this.#streamed !== null && character === '{') this.#container = 'object';
    else if (this.#container === 'object' && this.#expected === 'value' && this.#field === this.#streamed && character === '[') this.#container = 'streamed';
    else return false;
    this.#expected = this.#container === 'object' ? 'nameOrEnd' : 'valueOrEnd';
    return true;
  }

  #begin(character: string, at: number): void {
    const isName = this.#expected === 'name' || this.#expected === 'nameOrEnd';
    if (isName && character !== '"') throw this.#fault(`expected the name of a field in quotes, got ${JSON.stringify(character)}`, at);
    if (closers.includes(character) || character === ',' || character === ':') throw this.#fault(`unexpected ${character}`, at);
    this.#start = { line: this.#line, column: at - this.#lineStart + 1 };
    this.#inside = character === '"' ? 'string' : openers.includes(character) ? 'nested' : 'scalar';
    this.#depth = 0;
    this.#isInString = false;
  }

  /** The characters of a record, up to its end or that of the chunk. The place from which to go on. */
  #within(chunk: string, from: number): number {
    let at = from;
    let isOver = false;
    while (at < chunk.length && !isOver) {
      if (this.#inside === 'scalar' && isAfterScalar(chunk.charCodeAt(at))) break;
      isOver = this.#isLast(chunk.charCodeAt(at), at);
      at++;
    }
    this.#length += at - from;
    if (this.#length > limits.record) throw this.#fault(`a value of more than ${limits.record} characters: no more are read`, at);
    this.#parts.push(chunk.slice(from, at));
    if (isOver || (this.#inside === 'scalar' && at < chunk.length)) this.#finish();
    return at;
  }

  /** Whether the record ends with this character. */
  #isLast(code: number, at: number): boolean {
    if (code === 0x0a) {
      this.#line++;
      this.#lineStart = at + 1;
    }
    if (this.#isInString) return this.#isStringEnd(code) && this.#depth === 0;
    if (code === 0x22 && this.#inside !== 'scalar') this.#isInString = true;
    else if (code === 0x7b || code === 0x5b) this.#descend(at);
    else if (code === 0x7d || code === 0x5d) return --this.#depth <= 0;
    return false;
  }

  #descend(at: number): void {
    this.#depth++;
    if (this.#depth > limits.depth) throw this.#fault(`nested more than ${limits.depth} levels deep`, at);
  }

  #isStringEnd(code: number): boolean {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === 0x5c) this.#isEscaped = true;
    else if (code === 0x22) this.#isInString = false;
    return !this.#isInString;
  }

  #finish(): void {
    const record: Piece = { text: this.#parts.join(''), ...this.#start };
    this.#parts = [];
    this.#length = 0;
    this.#inside = 'no';
    if (this.#container === 'object' && this.#expected !== 'value') {
      this.#field = record.text.slice(1, -1);
      this.#expected = 'colon';
      return;
    }
    this.#expected = 'separator';
    this.#take(record, this.#container === 'object' || this.#container === 'streamed' ? this.#field : null);
  }
}

/** A space, or what separates or ends. */
function isAfterScalar(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x2c || code === 0x5d || code === 0x7d || code === 0x7b || code === 0x5b || code === 0x22 || code === 0x3a;
}
