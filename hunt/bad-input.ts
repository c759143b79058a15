import { suggest } from '../sim/core/suggest.ts';

/** Something that the user named does not exist or is not what it should be. One message, for people. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** `: did you mean 'x'?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = suggest(word, known);
  return near === null ? '' : `: did you mean '${near}'?`;
}

/** What was thrown, on one line. It may be anything, and hostile. */
export function messageOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    // The system's own begin with their code.
    return 'syscall' in error ? error.message : `${error.name}: ${error.message}`;
  } catch {
    return `some ${typeof error}`;
  }
}
