import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { sometimes } from '../../properties/property.ts';
import { continues, type ReplicaWords } from '../../properties/replicas/index.ts';
import { fnv1a, shardGroupMilestones, type ShardGroup } from '../../protocols/shard-kv/index.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm } from '../scenario.ts';
import { administration } from './administration.ts';
import { layoutOf } from './layout.ts';
import { settles, shardedSafety } from './properties.ts';
import { groupCrashes, looks } from './troubles.ts';
import { looksAt, shardedLinearizable, shardedRequests, storeClients, storeServers } from './vocabulary.ts';

const layout = layoutOf();
const clients = 3;
/** Few, so that parts are split again, and merged, while they move. */
const shards = 2;
const keys = 8;

const reaches = (name: string, kind: 'split' | 'merge') =>
  sometimes<ReplicaWords<ShardGroup>>(name, 20, (step) => {
    if (!continues(step) || !('debts' in step.after.machine)) return false;
    const { configuration, gid } = step.after.machine;
    if (configuration === step.before.machine.configuration || configuration?.reshape?.kind !== kind) return false;
    return [...step.after.machine.shards].some(([shard, { number }]) => number === configuration.number && configuration.shards.get(shard) === gid);
  });

export default scenario({
  title: 'Shards are split and merged while they move between groups that join and leave, under every fault',
  servers: (knobs) => storeServers(layout, { ...drawnOptions(knobs), hash: fnv1a }, { shards }),
  clients: storeClients(layout, clients, fnv1a),
  // Without a blank entry, a new leader may never learn that the last thing was committed: a deletion, say.
  knobs: { ...raftKnobs, noOp: [1], maxUncommitted: [8, 20], snapshotEvery: [0, 3, 5] },
  workload: operations(shardedRequests({ keys }), { perClient: [1, 8], think: 400_000, clients }),
  scripts: [administration(layout, { rounds: 10, pause: 300_000, reshapes: true }), groupCrashes(layout), looks(clients, looksAt(keys))],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { most: 8, milestones: [...Object.keys(replicaMilestones), ...Object.keys(shardGroupMilestones)], victims: 'all' }),
  budget: { maxDown: layout.servers },
  limits: { ...swarmLimits, steps: 400_000 },
  properties: [...shardedSafety(layout), shardedLinearizable(layout, clients), settles(layout), reaches('a shard is split', 'split'), reaches('halves are merged', 'merge')],
});
