import { Malformed } from './malformed.ts';
import { findJsonFault, findJsonPlace } from './jsonPlace.ts';
import { type Piece, placeIn } from './piece.ts';

/** Reads the JSON value of a piece. A fault of the text, or one that names a path, gets its line and column. */
export function readJson<Result>(piece: Piece, what: string, read: (value: unknown) => Result): Result {
  try {
    return read(parsed(piece, what));
  } catch (error) {
    if (!(error instanceof Malformed) || error.line > 0) throw error;
    const { line, column } = placeIn(piece, findJsonPlace(piece.text, error.path));
    throw new Malformed(error.message, line, column);
  }
}

function parsed(piece: Piece, what: string): unknown {
  try {
    const value: unknown = JSON.parse(withLongStamps(piece.text));
    return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const fault = findJsonFault(piece.text) ?? { offset: 0, message: error.message.slice(0, 100) };
    const { line, column } = placeIn(piece, fault.offset);
    throw new Malformed(`expected ${what}: ${fault.message}`, line, column);
  }
}

const longStamp = /("(?:call|return|Call|Return)"\s*:\s*)(-?\d{16,30})(?=\s*[,}\]])/g;

/**
 * Stamps in nanoseconds since 1970 are longer than a number can hold: rounded, one after another might become the same. They
 * are read as text, and `Stamps` takes the first from all. The name of a field is never inside a string: there its quotes
 * would be escaped.
 */
function withLongStamps(text: string): string {
  return /\d{16}/.test(text) ? text.replace(longStamp, '$1"$2"') : text;
}
