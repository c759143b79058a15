import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { clockFaults, linkFaults } from '../../properties/schedules/families.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { amnesia, handOver, lateAnswers, minorityApart, powerLoss, standstill, upheavals } from './troubles.ts';
import { readingRequests } from './vocabulary.ts';

/** As many as are registered while one registration is under way: clerks ask again sooner than these servers agree. */
const sessions = 32;

export default scenario({
  title: 'Reads of the store by rounds and under leases, at leaders that are cut off, deposed or just elected, on clocks that drift as far as they may',
  servers: (knobs) => times(3, replicatedStoreServer({ sessions, ...drawnOptions(knobs) })),
  clients: times(4, storeClerk({ patience: milliseconds(30) })),
  // Links may take up to 70 ms: with quicker elections than these, nobody would lead for long (section 5.6).
  knobs: { ...raftKnobs, reads: [1, 2], snapshotEvery: [0], maxUncommitted: [20], membership: [0], electionTimeout: [100, 150], electionSpread: [20, 60], heartbeat: [10, 30] },
  workload: operations(readingRequests, { perClient: [10, 40], think: milliseconds(20) }),
  scripts: [upheavals([minorityApart, lateAnswers, standstill, handOver, powerLoss, amnesia], 4)],
  swarm: swarm([...linkFaults, ...clockFaults, 'loss', 'tail', 'replay', 'reorder', 'pairBias', 'clockSkew', 'pause', 'slowNode', 'crash'], {
    most: 6,
    milestones: Object.keys(replicaMilestones),
    drift: 50_000,
  }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});
