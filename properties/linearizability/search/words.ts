import { AssertionFailure } from '../../../sim/core/assert.ts';

/** The word at `index`, which must exist. */
export function at(words: Int32Array, index: number): number {
  return words[index] ?? outside(index);
}

/** The stamp at `index`, which must exist. */
export function stampAt(stamps: Float64Array, index: number): number {
  return stamps[index] ?? outside(index);
}

/** Whether the flag at `index`, which must exist, is set. */
export function isSet(flags: Uint8Array, index: number): boolean {
  return (flags[index] ?? outside(index)) !== 0;
}

function outside(index: number): never {
  throw new AssertionFailure('an index lies inside its array', String(index));
}

/** The item at `index`, which must exist. */
export function item<T>(items: readonly T[], index: number): T {
  const found = items[index];
  return found === undefined ? outside(index) : found;
}

/** The same words with room for at least `length`. */
export function withRoom(words: Int32Array, length: number): Int32Array {
  if (length <= words.length) return words;
  const roomier = new Int32Array(Math.max(length, words.length * 2));
  roomier.set(words);
  return roomier;
}
