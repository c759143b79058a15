/** Deliberate bugs of groups that follow configurations by themselves: order, migration, and what is owed afterwards. */
import type { Mutant } from '../../../sim/core/index.ts';
import { errandRules } from '../errands.ts';
import type { ErrandRules } from '../errands.ts';
import { shardGroupRules } from '../group.ts';
import type { ShardGroupRules } from '../group.ts';

type FollowingMutant = Mutant<ShardGroupRules & ErrandRules>;

const protocol = 'shardGroupServer';

const hurries: FollowingMutant = {
  id: 'SHARD-41',
  title: 'A group goes on to the next configuration before everything has arrived that belongs to the present one.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B: "process re-configurations one at a time, in order"',
  scheduleSize: 5,
  replaces: {
    mayFollow: ({ configuration }, { number }) => configuration !== null && number === configuration.number + 1,
    poll: (group, since, controllers, choose) => errandRules.poll({ ...group, awaited: group.awaited.size === 0 ? group.awaited : shardGroupRules.restoreGroup(group.gid, []).awaited }, since, controllers, choose),
  },
};

const skips: FollowingMutant = {
  id: 'SHARD-42',
  title: 'A group that was away goes on with a later configuration than the next.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B: "process re-configurations one at a time, in order"',
  scheduleSize: 0,
  replaces: {
    mayFollow: ({ configuration, awaited }, { number }) => configuration !== null && number > configuration.number && awaited.size === 0,
    poll: (group, since, controllers, choose) => errandRules.poll(group, since, controllers, choose).map(({ to, message }) => ({ to, message: message.kind === 'poll' ? { ...message, number: message.number + choose(2) } : message })),
  },
};

const goesBack: FollowingMutant = {
  id: 'SHARD-43',
  title: 'A configuration that comes late is followed, though the group is past it.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B: a configuration is applied only after the one before it',
  scheduleSize: 4,
  replaces: { mayFollow: ({ configuration, awaited }, { number }) => configuration !== null && number <= configuration.number + 1 && awaited.size === 0 },
};

const takesWhatIsLeft: FollowingMutant = {
  id: 'SHARD-44',
  title: 'A shard that comes back is served from what was not deleted yet, without what was written elsewhere.',
  protocol,
  hardness: 'hard',
  source: 'TiKV #7027: what was left of a replica is taken for the replica',
  scheduleSize: 4,
  replaces: { takeOver: (held, number, move, empty) => (held.status === 'frozen' ? { ...held, status: 'serving', number } : shardGroupRules.takeOver(held, number, move, empty)) },
};

const keepsNothing: FollowingMutant = {
  id: 'SHARD-45',
  title: 'A shard that is to come back before anybody has fetched it is thrown away: whoever is to have it in between waits for ever.',
  protocol,
  hardness: 'hard',
  source: 'a group may be two configurations behind another: what was frozen for it must wait for it',
  scheduleSize: 3,
  replaces: { isKept: () => false },
};

const owesNothing: FollowingMutant = {
  id: 'SHARD-46',
  title: 'Nobody is told that a shard has arrived: it is never deleted where it was.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4, challenge 1',
  scheduleSize: 1,
  replaces: { debtFor: () => null },
};

const fetchesOnce: FollowingMutant = {
  id: 'SHARD-47',
  title: 'A shard is asked for when the configuration is applied, by whoever leads then, and never again.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4B: a migration that the leader of the day begins must go on after it',
  scheduleSize: 2,
  replaces: { fetch: (group, since, choose) => (since === null ? [] : errandRules.fetch(group, since, choose)) },
};

const tellsOnce: FollowingMutant = {
  id: 'SHARD-48',
  title: 'That a shard has arrived is said once, and whoever does not hear it keeps the shard.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4, challenge 1: also after the whole group has crashed',
  scheduleSize: 2,
  replaces: { release: (group, since) => (since === null ? [] : errandRules.release(group, since)) },
};

const waitsItsTurn: FollowingMutant = {
  id: 'SHARD-49',
  title: 'A group hands nothing out until all has arrived that it waits for itself: two of them wait for each other.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.824 lab 4, challenge 2',
  scheduleSize: 3,
  replaces: { isHandedOut: (held, number, group) => group.awaited.size === 0 && shardGroupRules.isHandedOut(held, number, group) },
};

const standsStill: FollowingMutant = {
  id: 'SHARD-50',
  title: 'A group serves nothing while it waits for a shard.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4, challenge 2',
  scheduleSize: 3,
  replaces: { serves: ({ status }, { awaited }) => status === 'serving' && awaited.size === 0 },
};

const takesLateShard: FollowingMutant = {
  id: 'SHARD-51',
  title: 'A shard that comes late is taken for the one that is awaited now: what was written since is lost.',
  protocol,
  hardness: 'very hard',
  source: 'TiKV #6460: the completion of an abandoned attempt satisfies the next one',
  scheduleSize: 7,
  replaces: { expects: ({ awaited }, shard) => awaited.has(shard) },
};

const forgetsAwaited: FollowingMutant = {
  id: 'SHARD-52',
  title: 'A snapshot does not say which shards are awaited.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B: snapshots hold all that a group needs to go on',
  scheduleSize: 3,
  replaces: { restoreGroup: (gid, pieces) => ({ ...shardGroupRules.restoreGroup(gid, pieces), awaited: shardGroupRules.restoreGroup(gid, []).awaited }) },
};

const forgetsKept: FollowingMutant = {
  id: 'SHARD-53',
  title: 'A snapshot leaves out what is kept for those who are behind.',
  protocol,
  hardness: 'very hard',
  source: 'a group may be two configurations behind another: what was frozen for it must wait for it',
  scheduleSize: 4,
  replaces: { restoreGroup: (gid, pieces) => ({ ...shardGroupRules.restoreGroup(gid, pieces), kept: shardGroupRules.restoreGroup(gid, []).kept }) },
};

const forgetsDebts: FollowingMutant = {
  id: 'SHARD-54',
  title: 'A snapshot forgets which shards are to be deleted elsewhere.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.824 lab 4, challenge 1: also after the whole group has crashed',
  scheduleSize: 3,
  replaces: { restoreGroup: (gid, pieces) => ({ ...shardGroupRules.restoreGroup(gid, pieces), debts: shardGroupRules.restoreGroup(gid, []).debts }) },
};

const leavesFrozenOut: FollowingMutant = {
  id: 'SHARD-55',
  title: 'A snapshot holds the shards that are served, and not those that wait to be fetched.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.824 lab 4B: what was acknowledged survives a crash in the middle of a move',
  scheduleSize: 3,
  replaces: { snapshotGroup: (group) => shardGroupRules.snapshotGroup(group).filter((piece) => piece.kind === 'group' || piece.held.status !== 'frozen') },
};

export const followingMutants = [
  hurries,
  skips,
  goesBack,
  takesWhatIsLeft,
  keepsNothing,
  owesNothing,
  fetchesOnce,
  tellsOnce,
  waitsItsTurn,
  standsStill,
  takesLateShard,
  forgetsAwaited,
  forgetsKept,
  forgetsDebts,
  leavesFrozenOut,
] as const;
