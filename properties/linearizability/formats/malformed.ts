/** The way to a value inside a value: names of fields, and places in lists. */
export type Path = readonly (string | number)[];

/** Text that is no history, with the place of the fault. Thrown inside the readers only: `HistoryReader` gives it as a value. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  /** From 1; 0 for the text as a whole, or where the place is still to be found from the path. */
  readonly line: number;
  /** From 1; null where it is not known. */
  readonly column: number | null;
  /** Where the fault is inside the record at hand. */
  readonly path: Path;

  constructor(message: string, line: number, column: number | null = null, path: Path = []) {
    super(message);
    this.line = line;
    this.column = column;
    this.path = path;
  }
}

/**
 * What hostile or mistaken files may cost. Characters of a line, of a record that may take several lines, of one word; levels;
 * operations, and the characters of their records.
 */
export const limits = { line: 1 << 20, record: 1 << 22, token: 1 << 20, depth: 64, operations: 4_000_000, kept: 1 << 29 } as const;

/** A value of the file in a message, cut short. */
export function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return JSON.stringify(short);
}
