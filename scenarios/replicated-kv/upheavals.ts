import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, firstOf, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { absence, handOver, lateAnswers, minorityApart, oneWay, powerLoss, standstill, tour, upheavals } from './troubles.ts';
import { storeRequests } from './vocabulary.ts';

const sessions = 8;

export default scenario({
  title: 'Leaders of the store are cut off, stand still, lose power and hand over; elections are quick, and all who lead are asked for everything',
  servers: (knobs) => times(5, replicatedStoreServer({ sessions, ...drawnOptions(knobs, firstOf(knobs['voters'] ?? 3)) })),
  clients: times(3, storeClerk({ patience: milliseconds(40) })),
  // Links may take up to 70 ms: with quicker elections than these, nobody would lead for long (section 5.6).
  knobs: { voters: [3, 5, 4], ...raftKnobs, membership: [0], electionTimeout: [100, 150], electionSpread: [20, 60, 150], heartbeat: [10, 30] },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [8, 24], think: milliseconds(80) }),
  scripts: [upheavals([minorityApart, lateAnswers, oneWay, standstill, powerLoss, absence, handOver]), tour],
  swarm: swarm(['duplicate', 'tail', 'replay', 'reorder', 'pairBias', 'loss', 'crash', 'slowDisk', 'slowNode'], {
    most: 6,
    aimed: true,
    milestones: [...Object.keys(replicaMilestones), 'writeIssued', 'writeSynced', 'writeReleased'],
  }),
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});
