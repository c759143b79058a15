/** Named situations in the life of a group, for faults to be triggered by. */
import type { Situation } from '../raft/index.ts';
import type { ShardGroup, ShardStatus } from './group.ts';

/** Does some shard get this status? Rare enough to be looked for: most steps of a group leave all shards as they are, or write to one. */
const becomes = (status: ShardStatus): Situation<ShardGroup> => ({
  holds(before, after) {
    if (before.shards === after.shards) return false;
    for (const [shard, held] of after.shards) if (held.status === status && before.shards.get(shard)?.status !== status) return true;
    return false;
  },
});

/** What can happen to a group. */
export const shardGroupMilestones = {
  followsConfiguration: { holds: (before, after) => before.configuration !== after.configuration },
  freezesShard: becomes('frozen'),
  installsShard: becomes('serving'),
  deletesShard: becomes('gone'),
  awaitsShards: { holds: (before, after) => before.awaited.size === 0 && after.awaited.size > 0 },
  hasAllShards: { holds: (before, after) => before.awaited.size > 0 && after.awaited.size === 0 },
  settlesDebts: { holds: (before, after) => before.debts.size > 0 && after.debts.size === 0 },
} as const satisfies Readonly<Record<string, Situation<ShardGroup>>>;
