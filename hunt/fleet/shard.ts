/** One of several machines that share the seeds of a hunt, without a word between them. */

/** The seeds from `from` on, up to but not including `to`. */
export interface SeedRange {
  readonly from: number;
  /** The first seed after it. */
  readonly to: number;
}

/** Machine `index` (from 0) of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/**
 * The part of the seeds that a shard runs: all shards together run each seed once. `turn` shifts who gets which part, so that of many scenarios
 * with few seeds not the same machines get none.
 */
export function partOf({ from, to }: SeedRange, { index, of }: Shard, turn: number): SeedRange {
  const place = (index + turn) % of;
  const count = to - from;
  const [share, rest] = [Math.floor(count / of), count % of];
  const begin = from + share * place + Math.min(place, rest);
  return { from: begin, to: begin + share + (place < rest ? 1 : 0) };
}
