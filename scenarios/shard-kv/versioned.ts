import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { libraryMilestones, shardGroupMilestones } from '../../protocols/shard-kv/index.ts';
import { versionedRequests } from '../kv/vocabulary.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { steering } from './administration.ts';
import { layoutOf } from './layout.ts';
import { forgetsTheRest, settles, shardedSafety } from './properties.ts';
import { clientSituations, moveSituations, reshapeSituations, steeringSituations } from './situations.ts';
import { configurationsInOrder } from './succession.ts';
import { controllerCrashes, groupCrashes } from './troubles.ts';
import { versionedClients, versionedServers, versionedShardsLinearizable } from './vocabulary.ts';

const layout = layoutOf();
const clients = 3;
const libraries = 2;
/** Few, so that parts are split again, and merged, while they move. */
const shards = 3;

export default scenario({
  title: 'The sharded versioned service: two controllers over a key/value service split, merge and move shards between three groups, and get in each other\'s way under every fault',
  servers: (knobs) => versionedServers(layout, drawnOptions(knobs), shards),
  clients: versionedClients(layout, clients, libraries),
  // Without a blank entry, a new leader may never learn that the last thing was committed: a deletion, say.
  knobs: { ...raftKnobs, noOp: [1], maxUncommitted: [8, 20], snapshotEvery: [0, 2, 5] },
  workload: operations(versionedRequests({ keys: 4 }), { perClient: [1, 8], think: 400_000, clients }),
  scripts: [...steering(layout, libraries, { rounds: 5, shards }), groupCrashes(layout), controllerCrashes(libraries)],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], {
    most: 8,
    milestones: [...Object.keys(replicaMilestones), ...Object.keys(shardGroupMilestones), ...Object.keys(libraryMilestones)],
    victims: 'all',
  }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [...shardedSafety(layout), configurationsInOrder, versionedShardsLinearizable(layout, clients), settles(layout), forgetsTheRest(layout), ...moveSituations, ...steeringSituations, ...clientSituations, ...reshapeSituations],
});
