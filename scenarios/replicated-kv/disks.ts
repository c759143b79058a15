import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { diskFaults } from '../../properties/schedules/families.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnOptions, raftKnobs, swarmLimits } from '../raft/swarm.ts';
import { replicaMilestones } from '../raft/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { drawnServiceBounds, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { absence, blackout, diskTrouble, handOver, minorityApart, powerLoss, tour, upheavals } from './troubles.ts';
import { storeRequests } from './vocabulary.ts';

const sessions = 8;

/** In half of the runs a record is damaged. It shows when the disk is read: whoever is struck restarts. */
const damage: Script = function* ({ servers, choose }) {
  yield* rest();
  if (choose(2) === 0) return;
  yield* sleep(choose(milliseconds(1_500)));
  const node = choose(servers.length);
  yield* inflict({ kind: 'bitRot', node, record: choose(1 + choose(8)) });
  yield* sleep(choose(milliseconds(50)));
  yield* inflict({ kind: 'crash', node, down: 1 + choose(milliseconds(50)), power: { survivors: choose(3), torn: choose(2) === 0 } });
};

export default scenario({
  title: 'Disks of the store are slow, hang, fail, are full or damaged, and the power fails at each step: what was answered is there',
  servers: (knobs) => times(3, replicatedStoreServer({ sessions, ...drawnOptions(knobs) })),
  clients: times(3, storeClerk({ patience: milliseconds(40) })),
  knobs: { ...raftKnobs, snapshotEvery: [0, 2, 6], membership: [0] },
  // Much is under way to the disks when the power fails.
  disk: { syncMin: milliseconds(1), syncMax: milliseconds(12) },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [5, 20], think: milliseconds(80) }),
  scripts: [damage, upheavals([diskTrouble, powerLoss, blackout, absence, minorityApart, handOver]), tour],
  swarm: swarm(['tail', 'reorder', 'loss', 'crash', ...diskFaults], {
    most: 6,
    aimed: true,
    milestones: [...Object.keys(replicaMilestones), 'writeIssued', 'writeSynced', 'writeReleased'],
  }),
  budget: { maxDamaged: 1 },
  limits: swarmLimits,
  bounds: drawnServiceBounds,
  properties: [...replicaSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});
