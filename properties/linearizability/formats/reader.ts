import type { History } from '../../history.ts';

/** Reads a history from a text that comes in chunks. Throws `Malformed` where it is none. */
export interface FormatReader<Input, Output> {
  feed(chunk: string): void;
  /** After the last chunk. */
  end(): History<Input, Output>;
}
