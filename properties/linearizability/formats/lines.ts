import { limits, Malformed } from './malformed.ts';
import type { Take } from './piece.ts';

/** Cuts a text that comes in chunks into its lines; empty ones are left out. Holds at most one line. */
export class Lines {
  readonly #take: Take;
  #parts: string[] = [];
  #length = 0;
  #number = 1;

  constructor(take: Take) {
    this.#take = take;
  }

  feed(chunk: string): void {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      this.#hold(chunk.slice(start, end));
      this.#close();
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.slice(start));
  }

  end(): void {
    this.#close();
  }

  #hold(part: string): void {
    this.#length += part.length;
    if (this.#length > limits.line) throw new Malformed(`a line of more than ${limits.line} characters: no more are read`, this.#number, limits.line + 1);
    this.#parts.push(part);
  }

  #close(): void {
    const whole = this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join('');
    const text = whole.trim();
    if (text !== '') this.#take({ text, line: this.#number, column: 1 + whole.length - whole.trimStart().length });
    this.#parts = [];
    this.#length = 0;
    this.#number++;
  }
}
