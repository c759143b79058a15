import { among } from '../../sim/core/among.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { controllerClerk } from '../../protocols/shard-controller/index.ts';
import { fnv1a } from '../../protocols/shard-kv/index.ts';
import { coordinatorMilestones, transactionalShards, transactionClerk } from '../../protocols/shard-transactions/index.ts';
import { rest, type Script } from '../../sim/hosts/script.ts';
import { swarmLimits } from '../raft/swarm.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { administrator } from '../shard-controller/vocabulary.ts';
import { layoutOf } from '../shard-kv/layout.ts';
import { shardedSafety } from '../shard-kv/properties.ts';
import { storeServers } from '../shard-kv/vocabulary.ts';
import { coordinatorCrashes, locksEnd, strictlySerializable, transactionalRequests } from './vocabulary.ts';

const layout = layoutOf({ controllers: 1, groups: 2, size: 1 });
const clients = 4;

const joins: Script = function* (stage) {
  yield* rest();
  yield* administrator(stage.clients.at(-1) ?? 0).join(Object.fromEntries(layout.groups));
};

export default scenario({
  title: 'Many transactions want the same few keys of two groups at once, whose shards stay where they are; some coordinators die, and some are not heard',
  servers: storeServers(layout, { shard: transactionalShards, hash: fnv1a, noOp: true }),
  clients: [...times(clients, transactionClerk({ controllers: layout.controllers, hash: fnv1a })), among(layout.controllers, controllerClerk())],
  workload: operations(transactionalRequests({ keys: 3 }), { perClient: [4, 12], think: milliseconds(60), clients }),
  scripts: [joins, coordinatorCrashes(clients, { rounds: 2 })],
  swarm: swarm(['loss', 'duplicate', 'tail', 'replay', 'reorder', 'pairBias', 'oneWay', 'clog', 'pause', 'slowNode'], { most: 5, milestones: Object.keys(coordinatorMilestones), victims: 'all' }),
  // A key asks what became of its transaction with a chance of one in fifty, ten times a second: one in a thousand waits for 35 s.
  limits: { ...swarmLimits, recovery: seconds(90), steps: 400_000 },
  properties: [...shardedSafety(layout), strictlySerializable(layout, clients), locksEnd(layout)],
});
