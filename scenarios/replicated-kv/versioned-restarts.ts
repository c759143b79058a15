import { versionedClerk } from '../../protocols/kv/index.ts';
import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { versionedLinearizable } from '../kv/properties.ts';
import { versionedRequests } from '../kv/vocabulary.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { appliesAll, replicatedSafety, versionedPuts } from './properties.ts';

/** All go down, again and again, and come back from snapshots, while the network has much to say twice. */
const restarts: Script = function* ({ choose }) {
  for (let round = 0; round < 4; round++) {
    yield* rest();
    yield* sleep(choose(milliseconds(250)));
    yield* inflict({ kind: 'fullRestart', down: 1 + choose(milliseconds(30)), power: { survivors: choose(2), torn: choose(2) === 0 } });
  }
};

export default scenario({
  title: 'The versioned service restarts from snapshots while sendings of puts come twice, late, and behind those that came after them',
  servers: ({ snapshotEvery = 2 }) => times(3, replicatedVersionedServer({ snapshotEvery, heartbeatInterval: milliseconds(20), electionTimeoutMin: milliseconds(100), electionTimeoutMax: milliseconds(180) })),
  clients: times(3, versionedClerk()),
  knobs: { snapshotEvery: [2, 3, 5] },
  network: { duplicate: 300, tailMax: 400_000, replayMax: 400_000 },
  workload: operations(versionedRequests({ keys: 1 }), { perClient: [6, 14], think: milliseconds(60) }),
  scripts: [restarts],
  swarm: swarm(['loss', 'tail', 'replay', 'duplicate', 'crash', 'slowNode'], { most: 3, victims: 'servers' }),
  properties: [...replicatedSafety, versionedLinearizable, ...versionedPuts, appliesAll],
});
