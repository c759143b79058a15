import { limits, Malformed } from './malformed.ts';
import type { Piece } from './piece.ts';

/** How much text was kept: so much that memory would not hold it is refused. */
export class Weight {
  #characters = 0;

  add({ text, line, column }: Piece): void {
    this.#characters += text.length;
    if (this.#characters > limits.kept) throw new Malformed(`operations of more than ${limits.kept} characters in all`, line, column);
  }
}
