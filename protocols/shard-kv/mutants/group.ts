/** Deliberate bugs of groups: what they serve, freeze, install and delete. */
import type { Mutant } from '../../../sim/core/index.ts';
import { shardGroupRules } from '../group.ts';
import type { ShardGroupRules } from '../group.ts';
import type { Held } from '../held.ts';

type GroupMutant = Mutant<ShardGroupRules>;

const protocol = 'shardGroupServer';

/** However old the order is, it is carried out. */
const asIfNew = (held: Held, number: number): Held => (number < held.number ? { ...held, number } : held);

const servesBeforeArrival: GroupMutant = {
  id: 'SHARD-30',
  title: 'A group serves a shard as soon as a configuration names it, before the shard has arrived.',
  protocol,
  hardness: 'easy',
  source: 'Dgraph #4540, #4534, #4575 (Jepsen)',
  scheduleSize: 3,
  replaces: { serves: ({ status }) => status === 'serving' || status === 'awaited' },
};

const servesFrozen: GroupMutant = {
  id: 'SHARD-31',
  title: 'Whether a shard is here is asked when a write arrives, and not when it is applied: it goes into what was handed out already.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.824 lab 4B; of the kind of Dgraph #4496 (Jepsen)',
  scheduleSize: 6,
  replaces: { serves: ({ status }) => status === 'serving' || status === 'frozen' },
};

const readsFrozen: GroupMutant = {
  id: 'SHARD-32',
  title: 'Reads are answered from a shard that has left, as long as it is there.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5: a frozen shard serves neither Put nor Get',
  scheduleSize: 6,
  replaces: { answersReads: ({ status }) => status === 'serving' || status === 'frozen' },
};

const handsOutUnfrozen: GroupMutant = {
  id: 'SHARD-33',
  title: 'A shard is copied from a group that serves it still, without a freeze in its log.',
  protocol,
  hardness: 'medium',
  source: 'of the kind of Dgraph #4496 (Jepsen): a move must not miss late writes',
  scheduleSize: 2,
  replaces: { isHandedOut: ({ status, number }, asked) => status === 'serving' || (status === 'frozen' && number === asked) },
};

const handsOutAnyFreeze: GroupMutant = {
  id: 'SHARD-34',
  title: 'A frozen shard is handed out to whoever comes, though it is a later freeze that is asked for.',
  protocol,
  hardness: 'hard',
  source: 'TiKV #6460: an attempt is told from the one before by its number',
  scheduleSize: 8,
  replaces: { isHandedOut: ({ status }) => status === 'frozen' },
};

const installsAgain: GroupMutant = {
  id: 'SHARD-35',
  title: 'An install that comes a second time undoes what was written since the first.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5: a request that is sent again must not be executed again',
  scheduleSize: 5,
  replaces: {
    installShard: (held, number, content, traffic) =>
      number === held.number && held.status === 'serving' ? { held: { status: 'serving', number, content, traffic }, result: { kind: 'done' } } : shardGroupRules.installShard(held, number, content, traffic),
  },
};

const installsOfThePast: GroupMutant = {
  id: 'SHARD-36',
  title: 'An install of an earlier configuration is carried out: the shard is served where it was once.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.5840 lab 5: groups reject Num below the largest that they have seen',
  scheduleSize: 5,
  replaces: {
    installShard: (held, number, content, traffic) => (number < held.number ? { held: { status: 'serving', number, content, traffic }, result: { kind: 'done' } } : shardGroupRules.installShard(held, number, content, traffic)),
  },
};

const freezesForThePast: GroupMutant = {
  id: 'SHARD-37',
  title: 'A freeze of an earlier configuration is carried out: nobody comes for the shard.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5: groups reject Num below the largest that they have seen',
  scheduleSize: 5,
  replaces: { freezeShard: (held, number) => (number < held.number && held.status === 'serving' ? shardGroupRules.freezeShard({ ...held, number: number - 1 }, number) : shardGroupRules.freezeShard(held, number)) },
};

const deletesForThePast: GroupMutant = {
  id: 'SHARD-38',
  title: 'A deletion of an earlier configuration is carried out, though the shard has come back since.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5: groups reject Num below the largest that they have seen',
  scheduleSize: 4,
  replaces: { deleteShard: (held, number, empty) => shardGroupRules.deleteShard(number < held.number ? { ...asIfNew(held, number), status: 'frozen' } : held, number, empty) },
};

const deletesAnyFreeze: GroupMutant = {
  id: 'SHARD-39',
  title: 'Word that a shard has arrived is taken for word of its next move, which has not: it is deleted before anybody has fetched it.',
  protocol,
  hardness: 'very hard',
  source: 'TiKV #6460: the completion of an abandoned attempt satisfies the next one',
  scheduleSize: 5,
  replaces: { deleteShard: (held, number, empty) => shardGroupRules.deleteShard(held.status === 'frozen' ? { ...held, number } : held, number, empty) },
};

const handsOutEmpty: GroupMutant = {
  id: 'SHARD-40',
  title: 'A freeze that is asked for a second time is answered with an empty shard.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5: a freeze that is sent again is answered as the first one was',
  scheduleSize: 4,
  replaces: {
    freezeShard: (held, number) => (number === held.number && held.status === 'frozen' ? { held, result: { kind: 'frozen', content: null, traffic: 0 } } : shardGroupRules.freezeShard(held, number)),
  },
};

const keepsContent: GroupMutant = {
  id: 'SHARD-67',
  title: 'A shard that is deleted is not served any more, and all that was in it is kept.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4, challenge 1: no group may keep what it does not own',
  scheduleSize: 1,
  replaces: { deleteShard: (held, number) => shardGroupRules.deleteShard(held, number, held.content) },
};

export const groupMutants = [
  servesBeforeArrival,
  servesFrozen,
  readsFrozen,
  handsOutUnfrozen,
  handsOutAnyFreeze,
  installsAgain,
  installsOfThePast,
  freezesForThePast,
  deletesForThePast,
  deletesAnyFreeze,
  handsOutEmpty,
  keepsContent,
] as const;
