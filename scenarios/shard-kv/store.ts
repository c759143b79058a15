import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { shardGroupMilestones } from '../../protocols/shard-kv/index.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { administration } from './administration.ts';
import { layoutOf } from './layout.ts';
import { forgetsTheRest, settles, shardedSafety } from './properties.ts';
import { clientSituations, followingSituations, moveSituations } from './situations.ts';
import { groupCrashes, groupCuts, looks } from './troubles.ts';
import { shardedLinearizable, shardedRequests, storeClients, storeServers, visitsTo } from './vocabulary.ts';

const layout = layoutOf();
const clients = 3;
/** Each key in a shard of its own, and no shard without one. */
const keys = 4;

export default scenario({
  title: 'The sharded store: three groups follow a controller that lets them join and leave, and shards move between them under every fault',
  servers: (knobs) => storeServers(layout, drawnOptions(knobs), { shards: keys }),
  clients: storeClients(layout, clients),
  // Without a blank entry, a new leader may never learn that the last thing was committed: a deletion, say.
  knobs: { ...raftKnobs, noOp: [1], maxUncommitted: [8, 20], snapshotEvery: [0, 2, 5] },
  workload: operations(shardedRequests({ keys }), { perClient: [1, 8], think: 400_000, clients }),
  scripts: [administration(layout), groupCrashes(layout), groupCuts(layout, clients, visitsTo(keys)), looks(clients, visitsTo(keys))],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { most: 8, milestones: [...Object.keys(replicaMilestones), ...Object.keys(shardGroupMilestones)], victims: 'all' }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [...shardedSafety(layout), shardedLinearizable(layout, clients), settles(layout), forgetsTheRest(layout), ...moveSituations, ...followingSituations, ...clientSituations],
});
