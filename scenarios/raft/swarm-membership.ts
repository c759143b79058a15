import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, firstOf, operator, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Members come and go, jointly or one by one, while the network is apart and servers crash',
  servers: (knobs) => times(5, drawnReplica(knobs, firstOf(knobs['voters'] ?? 3))),
  clients: times(3, registerClerk()),
  // Section 6: without it, servers that were removed disturb the others for ever.
  knobs: { ...raftKnobs, checkQuorum: [1], voters: [1, 2, 3, 4] },
  workload: operations(registerRequests, { perClient: [3, 12], think: milliseconds(150) }),
  scripts: [operator],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], {
    most: 8,
    aimed: true,
    milestones: [...Object.keys(replicaMilestones), 'writeIssued', 'writeSynced', 'writeReleased'],
  }),
  budget: { maxDown: 2 },
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
