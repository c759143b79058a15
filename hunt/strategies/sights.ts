/**
 * How many runs have shown each feature: a table of small counters at which features meet by the luck of their hash, as the map of AFL is. It goes from
 * thread to thread with each range of seeds, and must not grow.
 */

/** Counters: few features meet before there are tens of thousands. A power of two. */
const size = 0x2_0000;

/** So many runs, or more. */
const many = 255;

export class Sights {
  /** One for each counter. */
  readonly counts: Uint8Array;

  /** Goes on from these counts, which stay as they are. */
  constructor(counts: Uint8Array = new Uint8Array(size)) {
    this.counts = counts.slice();
  }

  /** One more run has shown these. Answers the places of those that no run had shown. */
  see(features: ReadonlySet<number>): readonly number[] {
    const firsts: number[] = [];
    const seen = new Set<number>();
    for (const feature of features) {
      const place = feature & (size - 1);
      if (seen.has(place)) continue;
      seen.add(place);
      const before = this.counts[place] ?? 0;
      if (before === 0) firsts.push(place);
      if (before < many) this.counts[place] = before + 1;
    }
    return firsts;
  }

  /** The mean of one divided by the runs that have shown each: 1 where no other has shown any. */
  rarityOf(places: readonly number[]): number {
    return places.reduce((sum, place) => sum + 1 / Math.max(1, this.counts[place] ?? 1), 0) / places.length;
  }
}
