import { controllerClerk, shardControllerServer } from '../../protocols/shard-controller/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { replicatedSafety } from '../replicated-kv/properties.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { controllerInvariants } from './properties.ts';
import { controllerLinearizable, controllerRequests } from './vocabulary.ts';

const shards = 10;

export default scenario({
  title: 'Four administrators of a controller of one server, which restarts from its disk, and whose mail comes late, twice, or not at all',
  servers: ({ snapshotEvery = 0 }) => [shardControllerServer({ shards, sessions: 4, snapshotEvery: snapshotEvery === 0 ? null : snapshotEvery })],
  clients: times(4, controllerClerk()),
  knobs: { snapshotEvery: [0, 2, 3] },
  network: { replayMax: 3_000_000, tailMax: 1_000_000 },
  workload: operations(controllerRequests({ shards }), { perClient: [3, 12], think: milliseconds(100) }),
  swarm: swarm(['loss', 'duplicate', 'tail', 'replay', 'reorder', 'pairBias', 'crash', 'pause'], { most: 4, victims: 'all' }),
  properties: [...replicatedSafety, controllerLinearizable(shards), ...controllerInvariants],
});
