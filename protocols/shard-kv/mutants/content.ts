/** Deliberate bugs in what moves: what is in a shard, and what is made of it when shards are split and merged. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import type { Sessions } from '../../raft/index.ts';
import { halvesOf } from '../../shard-controller/index.ts';
import { shardGroupRules } from '../group.ts';
import type { ShardGroupRules } from '../group.ts';

type ContentMutant = Mutant<ShardGroupRules>;

const protocol = 'shardGroupServer';

type Content = Sessions<unknown, unknown> | { readonly table?: undefined } | null;

const content: { of(content: unknown): Content } = {
  of(content: Content) {
    return content;
  },
};

/** The content of a shard, whose clients are strangers. */
function amongStrangers(moved: unknown): unknown {
  const known = content.of(moved);
  return known?.table === undefined ? moved : { ...known, table: Dictionary.empty() };
}

const leavesSessions: ContentMutant = {
  id: 'SHARD-56',
  title: 'What was executed for clients stays behind when a shard moves: a command that is sent again is executed again.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B: what clients have done moves with the shard',
  scheduleSize: 4,
  replaces: { installShard: (held, number, moved, traffic) => shardGroupRules.installShard(held, number, amongStrangers(moved), traffic) },
};

const splitsSessions: ContentMutant = {
  id: 'SHARD-57',
  title: 'When a shard is split, one of its halves does not know what was executed for clients.',
  protocol,
  hardness: 'hard',
  source: 'what clients have done goes wherever their keys go',
  scheduleSize: 4,
  replaces: {
    reshape(shards, configuration, reshaping, empty) {
      const after = shardGroupRules.reshape(shards, configuration, reshaping, empty);
      const [, right] = halvesOf(configuration.roots, configuration.reshape?.shard ?? 0);
      const held = after.get(right);
      return configuration.reshape?.kind !== 'split' || held === undefined ? after : after.set(right, { ...held, content: amongStrangers(held.content) });
    },
  },
};

const mergesOne: ContentMutant = {
  id: 'SHARD-58',
  title: 'When two halves are merged, what is in one of them is lost.',
  protocol,
  hardness: 'easy',
  source: 'nothing is lost on a move, and a merge is none',
  scheduleSize: 5,
  replaces: {
    reshape: (shards, configuration, { divisible, hash }, empty) =>
      shardGroupRules.reshape(shards, configuration, { hash, divisible: divisible === null ? null : { divide: (whole, takes) => divisible.divide(whole, takes), unite: (one) => one } }, empty),
  },
};

const splitsNothing: ContentMutant = {
  id: 'SHARD-59',
  title: 'Both halves of a shard keep all of it: when they are merged again, what was written to one is overwritten with what the other one kept.',
  protocol,
  hardness: 'hard',
  source: 'TiKV #4125: a range that was split is judged by the old one',
  scheduleSize: 7,
  replaces: {
    reshape: (shards, configuration, { divisible, hash }, empty) =>
      shardGroupRules.reshape(shards, configuration, { hash, divisible: divisible === null ? null : { divide: (whole) => whole, unite: (one, other) => divisible.unite(one, other) } }, empty),
  },
};

export const contentMutants = [leavesSessions, splitsSessions, mergesOne, splitsNothing] as const;
