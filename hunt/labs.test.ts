import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allBuiltins } from '../scenarios/catalogue.ts';
import { runSeed } from './run.ts';

const catalogue = await allBuiltins();

const labs = new URL('../scenarios/labs/', import.meta.url);

/** The tests of the labs, as their harness names them. */
const tests: Readonly<Record<string, readonly string[]>> = {
  'kvraft-2022': [
    'TestBasic3A',
    'TestConcurrent3A',
    'TestManyPartitionsManyClients3A',
    'TestManyPartitionsOneClient3A',
    'TestOnePartition3A',
    'TestPersistConcurrent3A',
    'TestPersistConcurrentUnreliable3A',
    'TestPersistOneClient3A',
    'TestPersistPartition3A',
    'TestPersistPartitionUnreliable3A',
    'TestPersistPartitionUnreliableLinearizable3A',
    'TestSnapshotRPC3B',
    'TestSnapshotRecover3B',
    'TestSnapshotRecoverManyClients3B',
    'TestSnapshotSize3B',
    'TestSnapshotUnreliable3B',
    'TestSnapshotUnreliableRecover3B',
    'TestSnapshotUnreliableRecoverConcurrentPartition3B',
    'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B',
    'TestSpeed3A',
    'TestSpeed3B',
    'TestUnreliable3A',
    'TestUnreliableOneKey3A',
  ],
  'kvraft-2024': [
    'TestBasic4A',
    'TestConcurrent4A',
    'TestManyPartitionsManyClients4A',
    'TestManyPartitionsOneClient4A',
    'TestOnePartition4A',
    'TestPersistConcurrent4A',
    'TestPersistConcurrentUnreliable4A',
    'TestPersistOneClient4A',
    'TestPersistPartition4A',
    'TestPersistPartitionUnreliable4A',
    'TestPersistPartitionUnreliableLinearizable4A',
    'TestSnapshotRPC4B',
    'TestSnapshotRecover4B',
    'TestSnapshotRecoverManyClients4B',
    'TestSnapshotSize4B',
    'TestSnapshotUnreliable4B',
    'TestSnapshotUnreliableRecover4B',
    'TestSnapshotUnreliableRecoverConcurrentPartition4B',
    'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4B',
    'TestSpeed4A',
    'TestSpeed4B',
    'TestUnreliable4A',
    'TestUnreliableOneKey4A',
  ],
  'kvraft-2025': [
    'TestBasic4B',
    'TestConcurrent4B',
    'TestManyPartitionsManyClients4B',
    'TestManyPartitionsManyClients4B-repaired',
    'TestManyPartitionsOneClient4B',
    'TestManyPartitionsOneClient4B-repaired',
    'TestOnePartition4B',
    'TestPersistConcurrent4B',
    'TestPersistConcurrentUnreliable4B',
    'TestPersistOneClient4B',
    'TestPersistPartition4B',
    'TestPersistPartition4B-repaired',
    'TestPersistPartitionUnreliable4B',
    'TestPersistPartitionUnreliable4B-repaired',
    'TestPersistPartitionUnreliableLinearizable4B',
    'TestPersistPartitionUnreliableLinearizable4B-repaired',
    'TestSnapshotRPC4C',
    'TestSnapshotRecover4C',
    'TestSnapshotRecoverManyClients4C',
    'TestSnapshotSize4C',
    'TestSnapshotUnreliable4C',
    'TestSnapshotUnreliableRecover4C',
    'TestSnapshotUnreliableRecoverConcurrentPartition4C',
    'TestSnapshotUnreliableRecoverConcurrentPartition4C-repaired',
    'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C',
    'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable4C-repaired',
    'TestSpeed4B',
    'TestSpeed4C',
    'TestUnreliable4B',
  ],
  'kvsrv-2024': [
    'TestBasic2',
    'TestConcurrent2',
    'TestMemAppend2',
    'TestMemGet2',
    'TestMemGetMany',
    'TestMemPut2',
    'TestMemPutMany',
    'TestUnreliable2',
    'TestUnreliableOneKey2',
  ],
  'kvsrv-2025': ['TestMemPutManyClientsReliable', 'TestPutConcurrentReliable', 'TestReliablePut', 'TestUnreliableNet'],
  'kvsrv-2026': ['TestMemPutManyClientsReliable'],
  'lock-2025': ['TestManyClientsReliable', 'TestManyClientsUnreliable', 'TestOneClientReliable', 'TestOneClientUnreliable'],
  'lock-2026': [
    'TestManyClientsReliable',
    'TestManyClientsUnreliable',
    'TestOneClientReliable',
    'TestOneClientUnreliable',
    'TestReliableBasic',
    'TestReliableNested',
  ],
  'mapreduce-2020': ['crash', 'indexer', 'map-parallelism', 'reduce-parallelism', 'wc'],
  'mapreduce-2022': ['crash', 'early-exit', 'indexer', 'job-count', 'map-parallelism', 'reduce-parallelism', 'wc'],
  'mapreduce-2025': ['crash', 'early-exit', 'indexer', 'job-count', 'map-parallelism', 'reduce-parallelism', 'wc'],
  'mapreduce-2026': ['TestCrashWorker', 'TestEarlyExit', 'TestIndexer', 'TestJobCount', 'TestMapParallel', 'TestReduceParallel', 'TestWc'],
  'raft-2022': [
    'TestBackup2B',
    'TestBasicAgree2B',
    'TestConcurrentStarts2B',
    'TestCount2B',
    'TestFailAgree2B',
    'TestFailNoAgree2B',
    'TestFigure82C',
    'TestFigure8Unreliable2C',
    'TestInitialElection2A',
    'TestManyElections2A',
    'TestPersist12C',
    'TestPersist22C',
    'TestPersist32C',
    'TestRPCBytes2B',
    'TestReElection2A',
    'TestRejoin2B',
    'TestReliableChurn2C',
    'TestSnapshotAllCrash2D',
    'TestSnapshotBasic2D',
    'TestSnapshotInstall2D',
    'TestSnapshotInstallCrash2D',
    'TestSnapshotInstallUnCrash2D',
    'TestSnapshotInstallUnreliable2D',
    'TestUnreliableAgree2C',
    'TestUnreliableChurn2C',
  ],
  'raft-2024': [
    'TestBackup3B',
    'TestBasicAgree3B',
    'TestConcurrentStarts3B',
    'TestCount3B',
    'TestFailAgree3B',
    'TestFailNoAgree3B',
    'TestFigure83C',
    'TestFigure8Unreliable3C',
    'TestFollowerFailure3B',
    'TestInitialElection3A',
    'TestLeaderFailure3B',
    'TestManyElections3A',
    'TestPersist13C',
    'TestPersist23C',
    'TestPersist33C',
    'TestRPCBytes3B',
    'TestReElection3A',
    'TestRejoin3B',
    'TestReliableChurn3C',
    'TestSnapshotAllCrash3D',
    'TestSnapshotBasic3D',
    'TestSnapshotInit3D',
    'TestSnapshotInstall3D',
    'TestSnapshotInstallCrash3D',
    'TestSnapshotInstallUnCrash3D',
    'TestSnapshotInstallUnreliable3D',
    'TestUnreliableAgree3C',
    'TestUnreliableChurn3C',
  ],
  'raft-2025': [
    'TestBackup3B',
    'TestBasicAgree3B',
    'TestConcurrentStarts3B',
    'TestCount3B',
    'TestFailAgree3B',
    'TestFailNoAgree3B',
    'TestFigure83C',
    'TestFigure8Unreliable3C',
    'TestFollowerFailure3B',
    'TestInitialElection3A',
    'TestInitialElection3A-repaired',
    'TestLeaderFailure3B',
    'TestManyElections3A',
    'TestPersist13C',
    'TestPersist23C',
    'TestPersist33C',
    'TestRPCBytes3B',
    'TestReElection3A',
    'TestRejoin3B',
    'TestReliableChurn3C',
    'TestReliableChurn3C-repaired',
    'TestSnapshotAllCrash3D',
    'TestSnapshotAllCrash3D-repaired',
    'TestSnapshotBasic3D',
    'TestSnapshotInit3D',
    'TestSnapshotInit3D-repaired',
    'TestSnapshotInstall3D',
    'TestSnapshotInstallCrash3D',
    'TestSnapshotInstallUnCrash3D',
    'TestSnapshotInstallUnreliable3D',
    'TestUnreliableAgree3C',
    'TestUnreliableChurn3C',
    'TestUnreliableChurn3C-repaired',
  ],
  'rsm-2025': [
    'TestBasic4A',
    'TestConcurrent4A',
    'TestLeaderFailure4A',
    'TestLeaderPartition4A',
    'TestRestartReplay4A',
    'TestRestartSubmit4A',
    'TestShutdown4A',
    'TestSnapshot4C',
  ],
};

test('every test of the labs is a scenario under its own name, and nothing else is', () => {
  const found = readdirSync(labs, { withFileTypes: true }).filter((entry) => entry.isDirectory() && /-\d+$/.test(entry.name));
  const names = found.map(({ name }) => [name, readdirSync(new URL(name, labs)).map((file) => file.replace(/\.ts$/, '')).sort((a, b) => (a < b ? -1 : 1))]);
  expect(Object.fromEntries(names)).toEqual(tests);
});

test('the catalogue holds every scenario file, and each has a title of its own', () => {
  const root = new URL('../scenarios/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const stories = files.filter((file) => /^export default /m.test(readFileSync(new URL(file, root), 'utf8')));
  const names = stories.map((file) => file.replace(/^labs\//, '').replace(/\.ts$/, ''));
  expect(Object.keys(catalogue).toSorted()).toEqual(names.toSorted());
});

/** Those of Raft and on it are many; they are hunted by hand over hundreds of seeds (`npm run campaign`). */
function seedsOf(name: string): readonly number[] {
  if (name.startsWith('raft')) return [0, 1];
  // 2022 and 2024 have the same tests.
  if (name.startsWith('kvraft')) return name.startsWith('kvraft-2022') ? [0] : [1];
  return [0, 1, 2, 3];
}

describe.each(Object.entries(tests).flatMap(([lab, names]) => names.map((name) => `${lab}/${name}`)))('%s', (name) => {
  const scenario = catalogue[name];
  const seeds = scenario?.heavy === true ? [0] : seedsOf(name);

  test.each(seeds)('passes with seed %i', (seed) => {
    expect(scenario).toBeDefined();
    if (scenario !== undefined) expect(runSeed(scenario, seed).failure).toBeNull();
  });
});
