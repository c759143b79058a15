import { limits, Malformed } from './malformed.ts';
import type { Take } from './piece.ts';

/**
 * Cuts extensible data notation that comes in chunks into pieces, each of which ends where a bracket closes: so each holds
 * whole values. If the first thing is a vector or a list, it is stepped into: the pieces are then of what is in it.
 *
 * Holds at most one piece. Knows strings, comments and characters; what is a value is for `EdnReader` to judge.
 */
export class EdnPieces {
  readonly #take: Take;
  #parts: string[] = [];
  #length = 0;
  #start = { line: 1, column: 1 };
  #depth = 0;
  #mode: 'plain' | 'string' | 'comment' = 'plain';
  /** The next character stands for itself. */
  #isQuoted = false;
  #line = 1;
  #lineStart = 0;
  /** What holds all the rest: not known yet, nothing, a vector or list, or one that is over. */
  #container: 'unknown' | 'none' | 'entered' | 'leaving' | 'over' = 'unknown';

  constructor(take: Take) {
    this.#take = take;
  }

  /** Whether what held all the rest has come to its end. */
  get isOver(): boolean {
    return this.#container === 'over';
  }

  feed(chunk: string): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const isCut = this.#isCut(chunk.charCodeAt(at), at);
      if (isCut === 'no') continue;
      this.#hold(chunk.slice(from, isCut === 'before' ? at : at + 1));
      this.#cut(at + 1);
      from = at + 1;
    }
    this.#hold(chunk.slice(from));
    this.#lineStart -= chunk.length;
  }

  end(): void {
    if (this.#container === 'entered') throw this.#fault('the text ends inside the history', 0);
    this.#cut(0);
  }

  #fault(message: string, at: number): Malformed {
    return new Malformed(message, this.#line, at - this.#lineStart + 1);
  }

  /** Whether a piece ends here: after the character, or before it and without it. */
  #isCut(code: number, at: number): 'no' | 'after' | 'before' {
    if (code === 0x0a) {
      this.#line++;
      this.#lineStart = at + 1;
    }
    if (this.#mode === 'comment') {
      if (code === 0x0a) this.#mode = 'plain';
      return 'no';
    }
    if (this.#isQuoted) {
      this.#isQuoted = false;
      return 'no';
    }
    if (code === 0x5c) this.#isQuoted = true;
    else if (code === 0x22) this.#mode = this.#mode === 'string' ? 'plain' : 'string';
    else if (this.#mode === 'plain') return this.#isCutInPlain(code, at);
    return 'no';
  }

  #isCutInPlain(code: number, at: number): 'no' | 'after' | 'before' {
    if (this.#container === 'unknown' && !isSpace(code) && code !== 0x3b) {
      this.#container = code === 0x5b || code === 0x28 ? 'entered' : 'none';
      if (this.#container === 'entered') return 'before';
    }
    if (code === 0x3b) this.#mode = 'comment';
    else if (isOpener(code)) this.#depth++;
    else if (isCloser(code)) return this.#close(code, at);
    return 'no';
  }

  #close(code: number, at: number): 'no' | 'after' | 'before' {
    this.#depth--;
    if (this.#depth >= 0) return this.#depth === 0 ? 'after' : 'no';
    if (this.#container !== 'entered') throw this.#fault(`unexpected ${String.fromCharCode(code)}`, at);
    this.#container = 'leaving';
    this.#depth = 0;
    return 'before';
  }

  #hold(part: string): void {
    this.#length += part.length;
    if (this.#length > limits.record) throw this.#fault(`a value of more than ${limits.record} characters: no more are read`, 0);
    if (part !== '') this.#parts.push(part);
  }

  #cut(at: number): void {
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    const start = this.#start;
    this.#start = { line: this.#line, column: at - this.#lineStart + 1 };
    if (text !== '') this.#take({ text, ...start });
    if (this.#container === 'leaving') this.#container = 'over';
  }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x2c || code === 0xfeff;
const isOpener = (code: number): boolean => code === 0x7b || code === 0x5b || code === 0x28;
const isCloser = (code: number): boolean => code === 0x7d || code === 0x5d || code === 0x29;
