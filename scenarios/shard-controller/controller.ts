import { controllerClerk, shardControllerServer } from '../../protocols/shard-controller/index.ts';
import { within } from '../../properties/property.ts';
import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { catchesUp, replicatedSafety } from '../replicated-kv/properties.ts';
import { leaderSituations, restartSituations, snapshotSituations } from '../replicated-kv/situations.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { controllerInvariants, controllerSituations } from './properties.ts';
import { controllerLinearizable, controllerRequests } from './vocabulary.ts';

const shards = 10;

export default scenario({
  title: 'Four administrators of the shard controller let groups join and leave and move shards, on three replicas under every fault',
  servers: (knobs) => times(3, shardControllerServer({ shards, sessions: 4, ...drawnOptions(knobs) })),
  clients: times(4, controllerClerk()),
  knobs: { ...raftKnobs, maxUncommitted: [8, 3], snapshotEvery: [0, 2, 3] },
  network: { replayMax: 3_000_000, tailMax: 1_000_000 },
  workload: operations(controllerRequests({ shards }), { perClient: [2, 8] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  // All may be down at once: what was acknowledged stands on their disks.
  budget: { maxDown: 3 },
  limits: swarmLimits,
  properties: [...replicatedSafety, controllerLinearizable(shards), ...controllerInvariants, catchesUp, ...controllerSituations, ...leaderSituations, ...snapshotSituations, ...within(500, restartSituations)],
});
