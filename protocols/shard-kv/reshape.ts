/** Shards that are split, and halves that are merged, within the group that has them. */
import { assert } from '../../sim/core/index.ts';
import type { Dictionary } from '../../sim/core/index.ts';
import { halvesOf } from '../shard-controller/index.ts';
import type { Shard, ShardConfiguration } from '../shard-controller/index.ts';
import type { Divisible, Held } from './held.ts';
import { isIn } from './routing.ts';
import type { KeyHash } from './routing.ts';

type Shards = Dictionary<Shard, Held>;

/** How shards are split and merged. */
export interface Reshaping {
  /** Null: they never are. */
  readonly divisible: Divisible | null;
  /** How keys are spread over shards. */
  readonly hash: KeyHash;
}

/** What becomes of shards in the configuration of this number. */
export type Reshaped = Pick<ShardConfiguration, 'number' | 'roots' | 'reshape'>;

/** Is an order to split or merge due? What belongs to a configuration is done once, and one that reshapes moves nothing: its number says that it was. */
export function stateOfReshape(shards: Shards, { number, roots, reshape }: Reshaped): 'due' | 'done' | 'stale' | 'refused' {
  if (reshape === null) return 'done';
  const halves = halvesOf(roots, reshape.shard);
  const newest = Math.max(...[reshape.shard, ...halves].map((shard) => shards.get(shard)?.number ?? 0));
  if (number <= newest) return number === newest ? 'done' : 'stale';
  const old = reshape.kind === 'split' ? [reshape.shard] : halves;
  return old.every((shard) => shards.get(shard)?.status === 'serving') ? 'due' : 'refused';
}

/**
 * The shards of a group in a configuration in which some are made anew. Whoever has the old ones serves them: a group follows one
 * configuration after the other. So what has been left of the new ones by earlier moves was fetched long ago, and is not needed.
 *
 * The old ones are gone, as those that were deleted: word of their earlier moves, which comes late, is told so by their number.
 */
export function reshaped(shards: Shards, { number, roots, reshape }: Reshaped, { divisible, hash }: Reshaping, empty: unknown): Shards {
  if (reshape === null) return shards;
  const halves = halvesOf(roots, reshape.shard);
  const old = reshape.kind === 'split' ? shards.get(reshape.shard) : shards.get(halves[0]);
  if (old?.status !== 'serving') return shards;
  assert(divisible !== null, 'shards that are split or merged know how', () => `shard ${reshape.shard}`);
  const gone: Held = { status: 'gone', number, content: empty, traffic: 0 };
  if (reshape.kind === 'merge') return merged(divisible, shards, halves, { shard: reshape.shard, gone });
  const traffic = Math.floor(old.traffic / 2);
  return halves.reduce((known, half) => known.set(half, { status: 'serving', number, content: divisible.divide(old.content, (key) => isIn(hash, roots, half, key)), traffic }), shards.set(reshape.shard, gone));
}

function merged(divisible: Divisible, shards: Shards, [left, right]: readonly [Shard, Shard], { shard, gone }: { readonly shard: Shard; readonly gone: Held }): Shards {
  const [one, other] = [shards.get(left), shards.get(right)];
  if (one?.status !== 'serving' || other?.status !== 'serving') return shards;
  const { number } = gone;
  return shards.set(left, gone).set(right, gone).set(shard, { status: 'serving', number, content: divisible.unite(one.content, other.content), traffic: one.traffic + other.traffic });
}
