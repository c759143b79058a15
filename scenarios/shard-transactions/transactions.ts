import { among } from '../../sim/core/among.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { reaches } from '../../properties/property.ts';
import { controllerClerk } from '../../protocols/shard-controller/index.ts';
import { fnv1a, shardGroupMilestones } from '../../protocols/shard-kv/index.ts';
import { coordinatorMilestones, transactionalShards, transactionClerk } from '../../protocols/shard-transactions/index.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { administration } from '../shard-kv/administration.ts';
import { layoutOf } from '../shard-kv/layout.ts';
import { forgetsTheRest, settles, shardedSafety } from '../shard-kv/properties.ts';
import { groupCrashes } from '../shard-kv/troubles.ts';
import { storeServers } from '../shard-kv/vocabulary.ts';
import { coordinatorCrashes, locksEnd, strictlySerializable, transactionalRequests } from './vocabulary.ts';

const layout = layoutOf();
const clients = 3;
const shards = 3;

export default scenario({
  title: 'Transactions over keys of several shards, which are split, merged and moved between groups meanwhile; coordinators die, and nobody waits for them',
  servers: (knobs) => storeServers(layout, { ...drawnOptions(knobs), shard: transactionalShards, hash: fnv1a }, { shards }),
  clients: [...times(clients, transactionClerk({ controllers: layout.controllers, hash: fnv1a })), among(layout.controllers, controllerClerk())],
  // Without a blank entry, a new leader may never learn that the last thing was committed: a deletion, say.
  knobs: { ...raftKnobs, noOp: [1], maxUncommitted: [8, 20], snapshotEvery: [0, 2, 5] },
  workload: operations(transactionalRequests({ keys: 3 }), { perClient: [1, 6], think: milliseconds(300), clients }),
  scripts: [administration(layout, { rounds: 5, reshapes: true }), groupCrashes(layout, { rounds: 1 }), coordinatorCrashes(clients)],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], {
    most: 8,
    milestones: [...Object.keys(replicaMilestones), ...Object.keys(shardGroupMilestones), ...Object.keys(coordinatorMilestones)],
    victims: 'all',
  }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [
    ...shardedSafety(layout),
    strictlySerializable(layout, clients),
    settles(layout),
    forgetsTheRest(layout),
    locksEnd(layout),
    reaches(coordinatorMilestones, 'givesUp', 'client', 20),
    reaches(coordinatorMilestones, 'finishes', 'client', 10),
  ],
});
