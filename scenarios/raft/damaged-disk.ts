import { operations, scenario, swarm, times } from '../scenario.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'A record on one disk of three is damaged: its server falls silent for good, and the others carry on',
  servers: times(3, registerReplica({ snapshotEvery: 8 })),
  clients: times(3, registerClerk()),
  workload: operations(registerRequests, { perClient: [5, 15] }),
  swarm: swarm(['loss', 'partition', 'crash', 'bitRot'], { most: 10, milestones: Object.keys(replicaMilestones) }),
  budget: { maxDown: 1, maxDamaged: 1 },
  properties: registerSafety,
});
