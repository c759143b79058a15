import { Malformed } from './malformed.ts';

/** A part of a text, and where it begins: both from 1. */
export interface Piece {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What a splitter does with each piece that is complete. */
export type Take = (piece: Piece) => void;

/** The place of a character of the piece, in the whole text. */
export function placeIn({ text, line, column }: Piece, offset: number): { readonly line: number; readonly column: number } {
  let lines = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    lines++;
    start = end + 1;
  }
  return { line: line + lines, column: offset - start + (lines === 0 ? column : 1) };
}

/** Reads a piece; a fault that does not know its column is placed at the beginning of the piece. */
export function within<Result>(piece: Piece, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Malformed) || error.column !== null) throw error;
    throw new Malformed(error.message, piece.line, piece.column);
  }
}
