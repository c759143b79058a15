/**
 * How likely is it that the next seed shows something new? After Good and Turing: as likely as it is that a seed which was run is the only one to
 * show some feature of its runs, for leaving it out, and running it last, would have been new. Where each seed shows one thing, that is the number of
 * things seen once, divided by the number of seeds.
 *
 * Good, "The Population Frequencies of Species and the Estimation of Population Parameters" (Biometrika 40, 1953).
 */

/** Features by the seed that showed them; `several` where it was not one alone. */
export type Sightings = ReadonlyMap<number, number>;

/** In place of a seed. */
const several = -1;

/** More features are not told apart: a chance that was measured up to there only falls. */
const mostFeatures = 200_000;

/** Below so many expected occasions, an absence says nothing: the rule of three. */
const occasions = 3;

/** What the seeds of one scenario have shown. */
export class Saturation {
  /** Seeds counted. */
  seeds = 0;
  private readonly shown = new Map<number, number>();
  /** How many features a seed is the only one to show; others are left out. */
  private readonly alone = new Map<number, number>();

  /** A seed, and what it showed. */
  see(seed: number, features: ReadonlySet<number>): void {
    this.seeds++;
    for (const feature of features) this.count(feature, seed);
  }

  /** So many seeds that were counted elsewhere; none of them has been seen here. */
  add(seeds: number, sightings: Sightings): void {
    if (this.isFull) return;
    this.seeds += seeds;
    for (const [feature, seed] of sightings) this.count(feature, seed);
  }

  get sightings(): Sightings {
    return this.shown;
  }

  /** Different features. */
  get features(): number {
    return this.shown.size;
  }

  /** From 0 to 1; null where nothing was run. */
  get chance(): number | null {
    return this.seeds === 0 ? null : this.alone.size / this.seeds;
  }

  /** No more is counted. */
  get isFull(): boolean {
    return this.shown.size >= mostFeatures;
  }

  /** Has the chance come down to `most`, and were there seeds enough to say so? */
  isDownTo(most: number): boolean {
    return this.seeds * most >= occasions && (this.chance ?? 1) <= most;
  }

  private count(feature: number, seed: number): void {
    const before = this.shown.get(feature);
    if (before === seed) return;
    this.shown.set(feature, before === undefined ? seed : several);
    if (before === undefined) this.note(seed, 1);
    else this.note(before, -1);
  }

  private note(seed: number, by: 1 | -1): void {
    if (seed === several) return;
    const count = (this.alone.get(seed) ?? 0) + by;
    if (count > 0) this.alone.set(seed, count);
    else this.alone.delete(seed);
  }
}

interface Counted {
  readonly runs: number;
  readonly chance: number | null;
}

/** The chance of all scenarios together, for a seed of any of them; null where it was measured nowhere. */
export function chanceOfAll(tallies: readonly Counted[]): number | null {
  const measured = tallies.filter(({ chance }) => chance !== null);
  const seeds = measured.reduce((sum, { runs }) => sum + runs, 0);
  return seeds === 0 ? null : measured.reduce((sum, { runs, chance }) => sum + runs * (chance ?? 0), 0) / seeds;
}
