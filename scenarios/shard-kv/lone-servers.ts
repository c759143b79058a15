import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { fnv1a, shardGroupMilestones } from '../../protocols/shard-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { swarmLimits } from '../raft/swarm.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { administration } from './administration.ts';
import { layoutOf } from './layout.ts';
import { forgetsTheRest, settles, shardedSafety } from './properties.ts';
import { groupCuts, looks } from './troubles.ts';
import { shardedLinearizable, shardedRequests, storeClients, storeServers, visitsTo } from './vocabulary.ts';

const layout = layoutOf({ controllers: 1, groups: 3, size: 1 });
const clients = 3;
const shards = 2;
const keys = 4;

export default scenario({
  title: 'Shards move, are split and merged between groups of one server each: nothing but what the groups do among themselves, many times in a run',
  servers: ({ snapshotEvery = 0 }) => storeServers(layout, { hash: fnv1a, noOp: true, snapshotEvery: snapshotEvery === 0 ? null : snapshotEvery }, { shards }),
  clients: storeClients(layout, clients, fnv1a),
  knobs: { snapshotEvery: [0, 3] },
  workload: operations(shardedRequests({ keys }), { perClient: [2, 12], think: milliseconds(300), clients }),
  scripts: [administration(layout, { rounds: 10, pause: milliseconds(250), reshapes: true }), groupCuts(layout, clients, visitsTo(keys)), looks(clients, visitsTo(keys))],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { most: 6, milestones: Object.keys(shardGroupMilestones), victims: 'all' }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [...shardedSafety(layout), shardedLinearizable(layout, clients), settles(layout), forgetsTheRest(layout)],
});
