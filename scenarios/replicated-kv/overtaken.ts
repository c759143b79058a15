import { versionedClerk } from '../../protocols/kv/index.ts';
import { replicatedVersionedServer } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { versionedLinearizable } from '../kv/properties.ts';
import { versionedRequests } from '../kv/vocabulary.ts';
import { operations, scenario, times } from '../scenario.ts';
import { replicatedSafety, versionedPuts } from './properties.ts';

export default scenario({
  title: 'Sendings of a put to the replicated service overtake each other, and answers are lost: what was handled is not judged again',
  servers: ({ snapshotEvery = 4 }) => times(3, replicatedVersionedServer({ snapshotEvery })),
  clients: times(2, versionedClerk()),
  knobs: { snapshotEvery: [2, 4] },
  network: { latencyMin: 1, latencyMax: milliseconds(20), loss: 200, tail: 300, tailMax: milliseconds(400), reorder: true },
  workload: operations(versionedRequests({ keys: 1 }), { perClient: [4, 10], think: milliseconds(300) }),
  properties: [...replicatedSafety, versionedLinearizable, ...versionedPuts],
});
