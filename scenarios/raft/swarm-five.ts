import { clockFaults, diskFaults, linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, firstOf, mixedRequests, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Five servers, any options, any faults that a minority survives, operators who transfer and reconfigure',
  servers: (knobs) => times(5, drawnReplica(knobs, firstOf(knobs['voters'] ?? 5))),
  clients: times(4, registerClerk()),
  // Section 6: without check-quorum, servers that were removed disturb the others for ever.
  knobs: { ...raftKnobs, checkQuorum: [1], voters: [1, 2, 3, 4, 5, 5, 5] },
  workload: operations(mixedRequests(5), { perClient: [2, 12] }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...clockFaults], {
    most: 10,
    aimed: true,
    milestones: [...Object.keys(replicaMilestones), 'writeIssued', 'writeSynced', 'writeReleased'],
    victims: 'all',
  }),
  budget: { maxDown: 2 },
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
