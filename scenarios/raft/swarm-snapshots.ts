import { recovered } from '../../properties/raft/index.ts';
import { diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { replicaLens } from './properties.ts';
import { drawnBounds, drawnReplica, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Logs of a few entries, snapshots of a few chunks: whoever was away needs one',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(4, registerClerk()),
  knobs: { ...raftKnobs, snapshotEvery: [2, 3, 4] },
  workload: operations(registerRequests, { perClient: [4, 15] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, 'bitRot'], {
    most: 8,
    aimed: true,
    milestones: ['sendsSnapshot', 'receivesChunk', 'installsSnapshot', 'takesSnapshot', 'becomesLeader', 'truncates', 'writeIssued', 'writeSynced', 'writeReleased'] satisfies (
      | keyof typeof replicaMilestones
      | 'writeIssued'
      | 'writeSynced'
      | 'writeReleased'
    )[],
    victims: 'all',
  }),
  budget: { maxDown: 1, maxDamaged: 1 },
  limits: swarmLimits,
  properties: [...registerSafety, recovered(replicaLens)],
  bounds: drawnBounds,
});
