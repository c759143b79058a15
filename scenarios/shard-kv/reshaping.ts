import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { fnv1a, shardGroupMilestones } from '../../protocols/shard-kv/index.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { administration } from './administration.ts';
import { layoutOf } from './layout.ts';
import { forgetsTheRest, settles, shardedSafety } from './properties.ts';
import { reshapeSituations } from './situations.ts';
import { groupCrashes, looks } from './troubles.ts';
import { shardedLinearizable, shardedRequests, storeClients, storeServers, visitsTo } from './vocabulary.ts';

const layout = layoutOf();
const clients = 3;
/** Few, so that parts are split again, and merged, while they move. */
const shards = 2;
const keys = 8;

export default scenario({
  title: 'Shards are split and merged while they move between groups that join and leave, under every fault',
  servers: (knobs) => storeServers(layout, { ...drawnOptions(knobs), hash: fnv1a }, { shards }),
  clients: storeClients(layout, clients, fnv1a),
  // Without a blank entry, a new leader may never learn that the last thing was committed: a deletion, say.
  knobs: { ...raftKnobs, noOp: [1], maxUncommitted: [8, 20], snapshotEvery: [0, 2, 5] },
  workload: operations(shardedRequests({ keys }), { perClient: [1, 8], think: 400_000, clients }),
  scripts: [administration(layout, { rounds: 10, pause: 300_000, reshapes: true }), groupCrashes(layout), looks(clients, visitsTo(keys))],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { most: 8, milestones: [...Object.keys(replicaMilestones), ...Object.keys(shardGroupMilestones)], victims: 'all' }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [...shardedSafety(layout), shardedLinearizable(layout, clients), settles(layout), forgetsTheRest(layout), ...reshapeSituations],
});
