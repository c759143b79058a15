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
import raftReplica from './raft/replica.ts';
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
  'raft/replica': raftReplica,
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
};

/** A scenario of this package by its name, for stories that begin from it. */
export function builtin(name: string): Scenario {
  const scenario = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (scenario === undefined) throw new RangeError(`there is no scenario '${name}' in this package`);
  return scenario;
}
