import { clockFaults, linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, mixedRequests, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Leases on clocks that drift and jump, with leaders that are paused, cut off and told to hand over',
  servers: (knobs) => times(3, drawnReplica({ ...knobs, reads: 2 })),
  clients: times(3, registerClerk()),
  knobs: { ...raftKnobs, reads: [2] },
  workload: operations(mixedRequests(3), { perClient: [5, 25], think: milliseconds(30) }),
  swarm: swarm([...networkFamilies, ...linkFaults, ...clockFaults, 'clockSkew', 'pause', 'slowNode', 'crash'], {
    most: 8,
    aimed: true,
    milestones: Object.keys(replicaMilestones),
  }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
