import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { plainBounds, plainKnobs, plainOptions } from './plain-servers.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'A register on three Raft servers, under every fault that a minority survives',
  servers: (knobs) => times(3, registerReplica(plainOptions(knobs))),
  clients: times(3, registerClerk()),
  knobs: plainKnobs,
  workload: operations(registerRequests, { perClient: [1, 12] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], { milestones: Object.keys(replicaMilestones), victims: 'all' }),
  budget: { maxDown: 1 },
  properties: registerSafety,
  bounds: plainBounds,
});
