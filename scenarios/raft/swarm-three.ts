import { linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Three servers, any options, short runs: partitions, crashes and reorderings',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(2, registerClerk()),
  knobs: { ...raftKnobs, electionTimeout: [150], electionSpread: [100, 150] },
  workload: operations(registerRequests, { perClient: [1, 6] }),
  swarm: swarm([...networkFamilies, ...linkFaults, 'crash', 'fullRestart', 'pause'], {
    most: 6,
    during: milliseconds(1_000),
    aimed: true,
    milestones: [...Object.keys(replicaMilestones), 'writeIssued', 'writeSynced', 'writeReleased'],
  }),
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
