/** Named situations in the life of a group, and of a controller, for faults to be triggered by. */
import type { Milestone } from '../../sim/core/index.ts';
import type { Situation } from '../raft/index.ts';
import type { ShardChange, ShardGroup } from './group.ts';
import type { ShardStatus } from './held.ts';
import type { LibraryTask, LibraryVocabulary } from './library.ts';

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

const enters = (holds: (task: LibraryTask) => boolean): Milestone<LibraryVocabulary> => ({
  holds: ({ task: before }, _event, { task: after }) => before !== after && after !== null && holds(after) && (before === null || !holds(before)),
});

const orders = (stage: ShardChange['kind']): Milestone<LibraryVocabulary> => enters((task) => task.kind === 'moving' && task.stage === stage);

/** What can happen to a controller. */
export const libraryMilestones = {
  postsNext: enters((task) => task.kind === 'posting'),
  ordersFreeze: orders('freeze'),
  ordersInstall: orders('install'),
  ordersDelete: orders('delete'),
  ordersReshape: orders('reshape'),
  finishesForAnother: enters((task) => task.kind === 'moving' && !task.isOwn),
  postsCurrent: enters((task) => task.kind === 'concluding'),
} as const satisfies Readonly<Record<string, Milestone<LibraryVocabulary>>>;
