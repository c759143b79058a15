/** Every scenario of this package, by name. A test holds it against the files. */
import type { Scenario } from './scenario.ts';
import kvAppendJournaled from './kv/append-journaled.ts';
import kvAppend from './kv/append.ts';
import kvDamaged from './kv/damaged.ts';
import kvVersionedJournaled from './kv/versioned-journaled.ts';
import kvVersioned from './kv/versioned.ts';
import lockContended from './lock/contended.ts';
import lockCrashing from './lock/crashing.ts';
import lockFencing from './lock/fencing.ts';
import lockLeases from './lock/leases.ts';
import raftBridge from './raft/bridge.ts';
import raftCalm from './raft/calm.ts';
import raftClocksSet from './raft/clocks-set.ts';
import raftComeback from './raft/comeback.ts';
import raftDamagedDisk from './raft/damaged-disk.ts';
import raftDeposedLeader from './raft/deposed-leader.ts';
import raftDivergentTail from './raft/divergent-tail.ts';
import raftDrift from './raft/drift.ts';
import raftFigure7 from './raft/figure-7.ts';
import raftFigure8 from './raft/figure-8.ts';
import raftFigure8E from './raft/figure-8-e.ts';
import raftFiveServers from './raft/five-servers.ts';
import raftFourServers from './raft/four-servers.ts';
import raftHungDisk from './raft/hung-disk.ts';
import raftInvariants from './raft/invariants.ts';
import raftLearners from './raft/learners.ts';
import raftMembershipJoint from './raft/membership-joint.ts';
import raftMembershipSingle from './raft/membership-single.ts';
import raftOneServer from './raft/one-server.ts';
import raftOneWay from './raft/one-way.ts';
import raftOutsider from './raft/outsider.ts';
import raftPausedLeader from './raft/paused-leader.ts';
import raftPowerLoss from './raft/power-loss.ts';
import raftReads from './raft/reads.ts';
import raftRemoved from './raft/removed.ts';
import raftReplica from './raft/replica.ts';
import raftRing from './raft/ring.ts';
import raftRollingRestarts from './raft/rolling-restarts.ts';
import raftSevenServers from './raft/seven-servers.ts';
import raftShrinksApart from './raft/shrinks-apart.ts';
import raftSlowDisk from './raft/slow-disk.ts';
import raftSwarmFive from './raft/swarm-five.ts';
import raftSwarmLeases from './raft/swarm-leases.ts';
import raftSwarmMembership from './raft/swarm-membership.ts';
import raftSwarmOldLeaders from './raft/swarm-old-leaders.ts';
import raftSwarmReads from './raft/swarm-reads.ts';
import raftSwarmSnapshots from './raft/swarm-snapshots.ts';
import raftSwarmThree from './raft/swarm-three.ts';
import raftSwizzle from './raft/swizzle.ts';
import raftTornVote from './raft/torn-vote.ts';
import raftTransfer from './raft/transfer.ts';
import raftTransferLease from './raft/transfer-lease.ts';
import raftTwoServers from './raft/two-servers.ts';
import raftUpgrade from './raft/upgrade.ts';
import raftWithdrawnChange from './raft/withdrawn-change.ts';
import replicatedKvFullRestarts from './replicated-kv/full-restarts.ts';
import replicatedKvLeaseReads from './replicated-kv/lease-reads.ts';
import replicatedKvLeases from './replicated-kv/leases.ts';
import replicatedKvLocks from './replicated-kv/locks.ts';
import replicatedKvQuietClients from './replicated-kv/quiet-clients.ts';
import replicatedKvStore from './replicated-kv/store.ts';
import replicatedKvTransactions from './replicated-kv/transactions.ts';
import replicatedKvVersioned from './replicated-kv/versioned.ts';
import kvsrv2024TestBasic2 from './labs/kvsrv-2024/TestBasic2.ts';
import kvsrv2024TestConcurrent2 from './labs/kvsrv-2024/TestConcurrent2.ts';
import kvsrv2024TestMemAppend2 from './labs/kvsrv-2024/TestMemAppend2.ts';
import kvsrv2024TestMemGet2 from './labs/kvsrv-2024/TestMemGet2.ts';
import kvsrv2024TestMemGetMany from './labs/kvsrv-2024/TestMemGetMany.ts';
import kvsrv2024TestMemPut2 from './labs/kvsrv-2024/TestMemPut2.ts';
import kvsrv2024TestMemPutMany from './labs/kvsrv-2024/TestMemPutMany.ts';
import kvsrv2024TestUnreliable2 from './labs/kvsrv-2024/TestUnreliable2.ts';
import kvsrv2024TestUnreliableOneKey2 from './labs/kvsrv-2024/TestUnreliableOneKey2.ts';
import kvsrv2025TestMemPutManyClientsReliable from './labs/kvsrv-2025/TestMemPutManyClientsReliable.ts';
import kvsrv2025TestPutConcurrentReliable from './labs/kvsrv-2025/TestPutConcurrentReliable.ts';
import kvsrv2025TestReliablePut from './labs/kvsrv-2025/TestReliablePut.ts';
import kvsrv2025TestUnreliableNet from './labs/kvsrv-2025/TestUnreliableNet.ts';
import kvsrv2026TestMemPutManyClientsReliable from './labs/kvsrv-2026/TestMemPutManyClientsReliable.ts';
import lock2025TestManyClientsReliable from './labs/lock-2025/TestManyClientsReliable.ts';
import lock2025TestManyClientsUnreliable from './labs/lock-2025/TestManyClientsUnreliable.ts';
import lock2025TestOneClientReliable from './labs/lock-2025/TestOneClientReliable.ts';
import lock2025TestOneClientUnreliable from './labs/lock-2025/TestOneClientUnreliable.ts';
import lock2026TestManyClientsReliable from './labs/lock-2026/TestManyClientsReliable.ts';
import lock2026TestManyClientsUnreliable from './labs/lock-2026/TestManyClientsUnreliable.ts';
import lock2026TestOneClientReliable from './labs/lock-2026/TestOneClientReliable.ts';
import lock2026TestOneClientUnreliable from './labs/lock-2026/TestOneClientUnreliable.ts';
import lock2026TestReliableBasic from './labs/lock-2026/TestReliableBasic.ts';
import lock2026TestReliableNested from './labs/lock-2026/TestReliableNested.ts';
import { labs } from './labs/catalogue.ts';

export const catalogue: Readonly<Record<string, Scenario>> = {
  'kv/append-journaled': kvAppendJournaled,
  'kv/append': kvAppend,
  'kv/damaged': kvDamaged,
  'kv/versioned-journaled': kvVersionedJournaled,
  'kv/versioned': kvVersioned,
  'lock/contended': lockContended,
  'lock/crashing': lockCrashing,
  'lock/fencing': lockFencing,
  'lock/leases': lockLeases,
  'raft/bridge': raftBridge,
  'raft/calm': raftCalm,
  'raft/clocks-set': raftClocksSet,
  'raft/comeback': raftComeback,
  'raft/damaged-disk': raftDamagedDisk,
  'raft/deposed-leader': raftDeposedLeader,
  'raft/divergent-tail': raftDivergentTail,
  'raft/drift': raftDrift,
  'raft/figure-7': raftFigure7,
  'raft/figure-8': raftFigure8,
  'raft/figure-8-e': raftFigure8E,
  'raft/five-servers': raftFiveServers,
  'raft/four-servers': raftFourServers,
  'raft/hung-disk': raftHungDisk,
  'raft/invariants': raftInvariants,
  'raft/learners': raftLearners,
  'raft/membership-joint': raftMembershipJoint,
  'raft/membership-single': raftMembershipSingle,
  'raft/one-server': raftOneServer,
  'raft/one-way': raftOneWay,
  'raft/outsider': raftOutsider,
  'raft/paused-leader': raftPausedLeader,
  'raft/power-loss': raftPowerLoss,
  'raft/reads': raftReads,
  'raft/removed': raftRemoved,
  'raft/replica': raftReplica,
  'raft/ring': raftRing,
  'raft/rolling-restarts': raftRollingRestarts,
  'raft/seven-servers': raftSevenServers,
  'raft/shrinks-apart': raftShrinksApart,
  'raft/slow-disk': raftSlowDisk,
  'raft/swarm-five': raftSwarmFive,
  'raft/swarm-leases': raftSwarmLeases,
  'raft/swarm-membership': raftSwarmMembership,
  'raft/swarm-old-leaders': raftSwarmOldLeaders,
  'raft/swarm-reads': raftSwarmReads,
  'raft/swarm-snapshots': raftSwarmSnapshots,
  'raft/swarm-three': raftSwarmThree,
  'raft/swizzle': raftSwizzle,
  'raft/torn-vote': raftTornVote,
  'raft/transfer': raftTransfer,
  'raft/transfer-lease': raftTransferLease,
  'raft/two-servers': raftTwoServers,
  'raft/upgrade': raftUpgrade,
  'raft/withdrawn-change': raftWithdrawnChange,
  'replicated-kv/full-restarts': replicatedKvFullRestarts,
  'replicated-kv/lease-reads': replicatedKvLeaseReads,
  'replicated-kv/leases': replicatedKvLeases,
  'replicated-kv/locks': replicatedKvLocks,
  'replicated-kv/quiet-clients': replicatedKvQuietClients,
  'replicated-kv/store': replicatedKvStore,
  'replicated-kv/transactions': replicatedKvTransactions,
  'replicated-kv/versioned': replicatedKvVersioned,
  'kvsrv-2024/TestBasic2': kvsrv2024TestBasic2,
  'kvsrv-2024/TestConcurrent2': kvsrv2024TestConcurrent2,
  'kvsrv-2024/TestMemAppend2': kvsrv2024TestMemAppend2,
  'kvsrv-2024/TestMemGet2': kvsrv2024TestMemGet2,
  'kvsrv-2024/TestMemGetMany': kvsrv2024TestMemGetMany,
  'kvsrv-2024/TestMemPut2': kvsrv2024TestMemPut2,
  'kvsrv-2024/TestMemPutMany': kvsrv2024TestMemPutMany,
  'kvsrv-2024/TestUnreliable2': kvsrv2024TestUnreliable2,
  'kvsrv-2024/TestUnreliableOneKey2': kvsrv2024TestUnreliableOneKey2,
  'kvsrv-2025/TestMemPutManyClientsReliable': kvsrv2025TestMemPutManyClientsReliable,
  'kvsrv-2025/TestPutConcurrentReliable': kvsrv2025TestPutConcurrentReliable,
  'kvsrv-2025/TestReliablePut': kvsrv2025TestReliablePut,
  'kvsrv-2025/TestUnreliableNet': kvsrv2025TestUnreliableNet,
  'kvsrv-2026/TestMemPutManyClientsReliable': kvsrv2026TestMemPutManyClientsReliable,
  'lock-2025/TestManyClientsReliable': lock2025TestManyClientsReliable,
  'lock-2025/TestManyClientsUnreliable': lock2025TestManyClientsUnreliable,
  'lock-2025/TestOneClientReliable': lock2025TestOneClientReliable,
  'lock-2025/TestOneClientUnreliable': lock2025TestOneClientUnreliable,
  'lock-2026/TestManyClientsReliable': lock2026TestManyClientsReliable,
  'lock-2026/TestManyClientsUnreliable': lock2026TestManyClientsUnreliable,
  'lock-2026/TestOneClientReliable': lock2026TestOneClientReliable,
  'lock-2026/TestOneClientUnreliable': lock2026TestOneClientUnreliable,
  'lock-2026/TestReliableBasic': lock2026TestReliableBasic,
  'lock-2026/TestReliableNested': lock2026TestReliableNested,
  ...labs,
};

/** A scenario of this package by its name, for stories that begin from it. */
export function builtin(name: string): Scenario {
  const scenario = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (scenario === undefined) throw new RangeError(`there is no scenario '${name}' in this package`);
  return scenario;
}
