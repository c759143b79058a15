import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { absence, handOver, minorityApart, powerLoss, tour, upheavals } from './troubles.ts';
import { storeRequests } from './vocabulary.ts';

const sessions = 8;

export default scenario({
  title: 'Logs of the store hold a few entries, and snapshots travel in pieces that come late, twice, and from leaders of old',
  servers: (knobs) => times(3, replicatedStoreServer({ sessions, ...drawnOptions(knobs) })),
  clients: times(3, storeClerk({ patience: milliseconds(40) })),
  knobs: { ...raftKnobs, snapshotEvery: [2, 3, 4], chunkSize: [0, 1, 2, 3], membership: [0], heartbeat: [10, 30] },
  disk: { syncMin: 500, syncMax: milliseconds(6) },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [6, 18], think: milliseconds(80) }),
  scripts: [upheavals([absence, minorityApart, powerLoss, handOver]), tour],
  swarm: swarm(['duplicate', 'tail', 'replay', 'reorder', 'pairBias', 'loss', 'crash', 'clog', 'slowDisk'], {
    most: 6,
    aimed: true,
    milestones: ['sendsSnapshot', 'installsSnapshot', 'takesSnapshot', 'becomesLeader', 'truncates', 'writeIssued', 'writeSynced', 'writeReleased'],
    victims: 'all',
  }),
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});
