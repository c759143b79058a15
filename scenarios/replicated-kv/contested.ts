import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, firstOf, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { blackout, contest, minorityApart, powerLoss, tour, upheavals } from './troubles.ts';
import { storeRequests } from './vocabulary.ts';

const sessions = 8;

export default scenario({
  title: 'Elections of the store are contested: rivals do not hear each other, voters lose power between two votes, disks are slow',
  servers: (knobs) => times(5, replicatedStoreServer({ sessions, ...drawnOptions(knobs, firstOf(knobs['voters'] ?? 3)) })),
  clients: times(3, storeClerk({ patience: milliseconds(40) })),
  // Where voters refuse while a leader is recent, hardly any election is contested; and whoever has heard the first words of a leader votes for nobody who has not.
  knobs: { voters: [3, 4, 5], ...raftKnobs, preVote: [0, 0, 1], checkQuorum: [0], noOp: [0, 0, 1], reads: [0, 0, 1], membership: [0], electionTimeout: [100], electionSpread: [10, 30, 60], heartbeat: [10, 30] },
  disk: { syncMin: milliseconds(1), syncMax: milliseconds(10) },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [6, 18], think: milliseconds(80) }),
  scripts: [upheavals([contest, contest, contest, minorityApart, powerLoss, blackout]), tour],
  swarm: swarm(['duplicate', 'tail', 'replay', 'reorder', 'pairBias', 'crash', 'slowDisk', 'pause'], {
    most: 6,
    aimed: true,
    milestones: ['becomesCandidate', 'becomesLeader', 'writesVote', 'writeIssued', 'writeSynced', 'writeReleased'],
  }),
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});
