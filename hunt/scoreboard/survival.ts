/**
 * Times to detection of which some are only known to be longer: campaigns that were given up. After Kaplan and Meier, "Nonparametric Estimation from
 * Incomplete Observations" (Journal of the American Statistical Association 53, 1958).
 */

/** A time, and whether it ended with what was waited for. */
export interface Span {
  readonly seconds: number;
  readonly found: boolean;
}

/** From `seconds` on, this share has been found. */
interface Rise {
  readonly seconds: number;
  readonly share: number;
}

/** The share found over time. */
export class Survival {
  /** The rises of the curve, in the order of time. */
  readonly rises: readonly Rise[];
  /** Up to here somebody was waiting, or everything was found. */
  readonly until: number;

  constructor(spans: readonly Span[]) {
    const sorted = spans.toSorted((a, b) => a.seconds - b.seconds || Number(b.found) - Number(a.found));
    let alive = 1;
    this.rises = sorted.flatMap(({ seconds, found }, i) => {
      if (!found) return [];
      alive *= 1 - 1 / (sorted.length - i);
      return [{ seconds, share: 1 - alive }];
    });
    this.until = sorted.every(({ found }) => found) ? Infinity : (sorted.at(-1)?.seconds ?? 0);
  }

  /** From 0 to 1; `isLeast`: nobody waited for so long, it may be more. */
  shareBy(seconds: number): { readonly share: number; readonly isLeast: boolean } {
    const last = this.rises.findLast((rise) => rise.seconds <= seconds);
    return { share: last?.share ?? 0, isLeast: seconds > this.until };
  }

  /** When this share has been found; null: not while anybody was waiting. */
  quantile(share: number): number | null {
    return this.rises.find((rise) => rise.share >= share - 1e-9)?.seconds ?? null;
  }

  /** The mean of the times, each cut off at `seconds`: the area above the curve. */
  meanUpTo(seconds: number): number {
    let [area, at, left] = [0, 0, 1];
    for (const rise of this.rises) {
      if (rise.seconds >= seconds) break;
      area += (rise.seconds - at) * left;
      [at, left] = [rise.seconds, 1 - rise.share];
    }
    return area + (seconds - at) * left;
  }
}
