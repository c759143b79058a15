/** Text that is no history, with the place of the fault. Thrown inside the readers only: `readHistory` gives it as a value. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  /** From 1; 0 for the text as a whole. */
  readonly line: number;
  /** From 1; null where the whole line is at fault. */
  readonly column: number | null;

  constructor(message: string, line: number, column: number | null = null) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** What hostile or mistaken files may cost. Characters, levels, operations. */
export const limits = { text: 1 << 28, line: 1 << 20, depth: 64, token: 1 << 20, operations: 4_000_000 } as const;

/** A value of the file in a message, cut short. */
export function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return JSON.stringify(short);
}

/** The lines of a text with their numbers, empty ones left out. Splits nothing in advance: a text may be one endless line. */
export function* linesOf(text: string): Generator<readonly [line: string, number: number]> {
  let number = 1;
  for (let start = 0; start < text.length; number++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (end - start > limits.line) throw new Malformed(`a line of ${end - start} characters; at most ${limits.line} are read`, number);
    const line = text.slice(start, end).trim();
    if (line !== '') yield [line, number];
    start = end + 1;
  }
}
