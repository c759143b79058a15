import { milliseconds, seconds } from '../../sim/core/time.ts';
import { logsBounded, recovered, stableLeader, termsBounded, trafficBounded, windowsBounded } from '../../properties/raft/index.ts';
import { operations, scenario, times } from '../scenario.ts';
import { replicaLens } from './properties.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety } from './vocabulary.ts';

/** By then somebody leads. */
const from = seconds(2);
const limits = { maxInflight: 4, maxEntries: 8 };

export default scenario({
  title: 'Nothing goes wrong: one leader, one term, short logs, no more messages than it takes',
  servers: ({ snapshotEvery = 8 }) => times(5, registerReplica({ ...limits, snapshotEvery, maxUncommitted: 8 })),
  clients: times(3, registerClerk()),
  knobs: { snapshotEvery: [2, 8] },
  workload: operations(registerRequests, { perClient: [20, 40], think: milliseconds(300) }),
  properties: [
    ...registerSafety,
    stableLeader(replicaLens, { from }),
    termsBounded(replicaLens, { from, most: 0 }),
    windowsBounded(replicaLens, limits),
    // A command takes four followers, a read a round of heartbeats; for some ten seconds, heartbeats in both directions.
    trafficBounded({ perCall: 24, besides: 2_000, bytesPerCall: 8_000 }),
    recovered(replicaLens),
  ],
  // Up to the next snapshot, and what the leader accepts before the first of it is committed.
  bounds: ({ snapshotEvery = 8 }) => [logsBounded(replicaLens, snapshotEvery + 8)],
  countsBytes: true,
});
