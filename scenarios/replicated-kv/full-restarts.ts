import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { diskFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { appliesAll, replicatedSafety, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { lostAnswerSituations, rareSessionSituations, restartSituations, sessionSituations, snapshotSituations } from './situations.ts';
import { storeRequests } from './vocabulary.ts';

const sessions = 3;

const allLosePower = (survivors: number, torn: boolean): Fault => ({ kind: 'fullRestart', down: milliseconds(50), power: { survivors, torn } });

const blackouts: Script = function* ({ choose }) {
  for (const fault of [allLosePower(0, true), allLosePower(1, false)]) {
    yield* sleep(milliseconds(200) + choose(milliseconds(200)));
    yield* inflict(fault);
  }
};

export default scenario({
  title: 'All replicas lose power at once, again and again: what was answered is there, and was done once',
  servers: ({ snapshotEvery = 4, chunkSize = 1 }) => times(3, replicatedStoreServer({ sessions, snapshotEvery, chunkSize })),
  clients: times(4, storeClerk()),
  knobs: { snapshotEvery: [2, 4, 6], chunkSize: [1, 3] },
  workload: operations(storeRequests({ keys: 2 }), { perClient: [4, 8], think: milliseconds(150) }),
  scripts: [blackouts],
  swarm: swarm([...networkFamilies, ...diskFaults, 'fullRestart'], { most: 4 }),
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions), appliesAll, ...sessionSituations, ...rareSessionSituations, ...lostAnswerSituations, ...snapshotSituations, ...restartSituations],
});
