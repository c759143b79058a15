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

/**
 * The shards of a group in a configuration in which some are made anew. Whoever has the old ones serves them: a group follows one
 * configuration after the other. So what has been left of the new ones by earlier moves was fetched long ago, and is not needed.
 */
export function reshaped(shards: Shards, { number, roots, reshape }: ShardConfiguration, { divisible, hash }: Reshaping): Shards {
  if (reshape === null) return shards;
  const halves = halvesOf(roots, reshape.shard);
  const old = reshape.kind === 'split' ? shards.get(reshape.shard) : shards.get(halves[0]);
  if (old?.status !== 'serving') return shards;
  assert(divisible !== null, 'shards that are split or merged know how', () => `shard ${reshape.shard}`);
  if (reshape.kind === 'merge') return merged(divisible, shards, halves, reshape.shard, number);
  const traffic = Math.floor(old.traffic / 2);
  return halves.reduce((known, half) => known.set(half, { status: 'serving', number, content: divisible.divide(old.content, (key) => isIn(hash, roots, half, key)), traffic }), shards.delete(reshape.shard));
}

function merged(divisible: Divisible, shards: Shards, [left, right]: readonly [Shard, Shard], shard: Shard, number: number): Shards {
  const [one, other] = [shards.get(left), shards.get(right)];
  if (one?.status !== 'serving' || other?.status !== 'serving') return shards;
  return shards.delete(left).delete(right).set(shard, { status: 'serving', number, content: divisible.unite(one.content, other.content), traffic: one.traffic + other.traffic });
}
