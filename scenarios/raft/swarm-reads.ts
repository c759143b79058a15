import { clockFaults, linkFaults } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnBounds, drawnReplica, movingRequests, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerSafety, replicaMilestones } from './vocabulary.ts';

export default scenario({
  title: 'Reads at leaders that are cut off, deposed or just elected: elections are quick, clocks drift as far as they may',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(4, registerClerk({ patience: milliseconds(40) })),
  // Links may take up to 70 ms: with quicker elections than these, nobody would lead for long (section 5.6).
  knobs: { ...raftKnobs, reads: [1, 2], snapshotEvery: [0], membership: [0], electionTimeout: [100, 150], electionSpread: [20, 60], heartbeat: [10, 30] },
  workload: operations(movingRequests(3), { perClient: [5, 30], think: milliseconds(20) }),
  swarm: swarm([...linkFaults, ...clockFaults, 'loss', 'tail', 'replay', 'reorder', 'pairBias', 'clockSkew', 'pause', 'crash'], {
    most: 6,
    during: milliseconds(1_000),
    milestones: Object.keys(replicaMilestones),
    drift: 50_000,
  }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  properties: registerSafety,
  bounds: drawnBounds,
});
