import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { libraryMilestones, shardGroupMilestones } from '../../protocols/shard-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { versionedRequests } from '../kv/vocabulary.ts';
import { swarmLimits } from '../raft/swarm.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { steering } from './administration.ts';
import { layoutOf } from './layout.ts';
import { forgetsTheRest, settles, shardedSafety } from './properties.ts';
import { configurationsInOrder } from './succession.ts';
import { controllerCrashes } from './troubles.ts';
import { versionedClients, versionedServers, versionedShardsLinearizable } from './vocabulary.ts';

const layout = layoutOf({ controllers: 1, groups: 3, size: 1 });
const clients = 3;
const libraries = 2;
const shards = 3;

export default scenario({
  title: 'Two controllers split, merge and move shards between groups of one server each, die in the midst of it, and get in each other\'s way',
  servers: ({ snapshotEvery = 0 }) => versionedServers(layout, { noOp: true, snapshotEvery: snapshotEvery === 0 ? null : snapshotEvery }, shards),
  clients: versionedClients(layout, clients, libraries),
  knobs: { snapshotEvery: [0, 3] },
  workload: operations(versionedRequests({ keys: 4 }), { perClient: [2, 12], think: milliseconds(300), clients }),
  scripts: [...steering(layout, libraries, { rounds: 8, pause: milliseconds(100), shards, ponders: 2, thought: milliseconds(400) }), controllerCrashes(libraries)],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { most: 6, milestones: [...Object.keys(shardGroupMilestones), ...Object.keys(libraryMilestones)], victims: 'all' }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [...shardedSafety(layout), configurationsInOrder, versionedShardsLinearizable(layout, clients), settles(layout), forgetsTheRest(layout)],
});
