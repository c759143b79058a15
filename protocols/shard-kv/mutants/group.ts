/** Deliberate bugs of groups: what they serve, take over, hand out and forget. */
import { Dictionary } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import type { Sessions } from '../../raft/index.ts';
import { errandRules } from '../errands.ts';
import type { ErrandRules } from '../errands.ts';
import { shardGroupRules } from '../group.ts';
import type { ShardGroupRules } from '../group.ts';

type GroupMutant = Mutant<ShardGroupRules & ErrandRules>;

const protocol = 'shardGroupServer';

const servesWhatItAwaits: GroupMutant = {
  id: 'SHARD-03',
  title: 'A shard is served as soon as the configuration names the group, before it has arrived.',
  protocol,
  hardness: 'easy',
  source: 'Dgraph #4540, #4534, #4575 (Jepsen)',
  scheduleSize: 3,
  replaces: { serves: ({ status }) => status === 'serving' || status === 'awaited' },
};

const runsAhead: GroupMutant = {
  id: 'SHARD-06',
  title: 'The next configuration is followed before all shards of the present one have arrived.',
  protocol,
  hardness: 'medium',
  source: '6.824 lab 4: "process re-configurations one at a time, in order"',
  scheduleSize: 4,
  replaces: {
    mayFollow: (group, configuration) => shardGroupRules.mayFollow({ ...group, awaited: Dictionary.empty() }, configuration),
    poll: (group, since, controllers, choose) => errandRules.poll({ ...group, awaited: Dictionary.empty() }, since, controllers, choose),
  },
};

const installsAgain: GroupMutant = {
  id: 'SHARD-08',
  title: 'A shard that has arrived is replaced when its content arrives again, whatever was written since.',
  protocol,
  hardness: 'medium',
  source: '6.5840 lab 5: orders are repeated, by the same controller or another one',
  scheduleSize: 4,
  replaces: {
    installShard(held, number, content, traffic) {
      if (number === held.number && held.status === 'serving') return { held: { ...held, content, traffic }, result: { kind: 'done' } };
      return shardGroupRules.installShard(held, number, content, traffic);
    },
  },
};

const blocksAll: GroupMutant = {
  id: 'SHARD-17',
  title: 'A group serves nothing while one of its shards has not arrived yet.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4, challenge 2',
  scheduleSize: 3,
  replaces: { serves: (held, { awaited }) => held.status === 'serving' && awaited.size === 0 },
};

const neverReleases: GroupMutant = {
  id: 'SHARD-20',
  title: 'Nobody is told that a shard has arrived: it is never deleted where it was.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4, challenge 1',
  scheduleSize: 2,
  replaces: { release: () => [] },
};

const fetchesOneByOne: GroupMutant = {
  id: 'SHARD-34',
  title: 'A shard is fetched when the one before it has arrived: one that cannot be had keeps all others away.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4, challenge 2: shards are served as they arrive',
  scheduleSize: 3,
  replaces: { fetch: (group, since, choose) => errandRules.fetch({ ...group, awaited: Dictionary.from([...group.awaited].slice(0, 1)) }, since, choose) },
};

const leavesSessionsBehind: GroupMutant = {
  id: 'SHARD-35',
  title: 'A shard arrives without the sessions of its clients.',
  protocol,
  hardness: 'medium',
  source: '6.824 lab 4: at-most-once semantics across moves of shards',
  scheduleSize: 4,
  replaces: {
    installShard: (held, number, content, traffic) => shardGroupRules.installShard(held, number, content === null ? null : { ...sessions.of(content), table: Dictionary.empty() }, traffic),
  },
};

const sessions: { of(content: unknown): Sessions<unknown, unknown> } = {
  of(content: Sessions<unknown, unknown>) {
    return content;
  },
};

const forgetsWhatItAwaits: GroupMutant = {
  id: 'SHARD-36',
  title: 'A snapshot does not say which shards have not arrived yet.',
  protocol,
  hardness: 'medium',
  source: '6.824 lab 4: all that replicas agree on must be in the snapshot',
  scheduleSize: 4,
  replaces: {
    restoreGroup: (gid, pieces) => ({ ...shardGroupRules.restoreGroup(gid, pieces), awaited: Dictionary.empty() }),
  },
};

const servesAll: GroupMutant = {
  id: 'SHARD-37',
  title: 'A group serves whatever it is asked for, whoever has the shard.',
  protocol,
  hardness: 'easy',
  source: '6.824 lab 4: ErrWrongGroup',
  scheduleSize: 2,
  replaces: { serves: () => true },
};

const servesWhatHasLeft: GroupMutant = {
  id: 'SHARD-41',
  title: 'A shard that has left is served until it is deleted.',
  protocol,
  hardness: 'medium',
  source: '6.824 lab 4: a group stops to serve a shard at once',
  scheduleSize: 3,
  replaces: { serves: ({ status }) => status === 'serving' || status === 'frozen' },
};

/** The deliberate bugs of groups. */
export const groupMutants: readonly Mutant[] = [servesWhatItAwaits, runsAhead, installsAgain, blocksAll, neverReleases, fetchesOneByOne, leavesSessionsBehind, forgetsWhatItAwaits, servesAll, servesWhatHasLeft];
