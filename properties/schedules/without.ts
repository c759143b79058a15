/** Lists with less in them. */

/** The list without its halves, quarters, ... and at last without each single element. */
export function* withoutChunk<T>(list: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let size = list.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < list.length; from += size) yield [...list.slice(0, from), ...list.slice(from + size)];
  }
}

/** The list without each single element. */
export function* withoutOne<T>(list: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let i = 0; i < list.length; i++) yield list.toSpliced(i, 1);
}
