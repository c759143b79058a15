import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../scenarios/catalogue.ts';
import { runSeed } from './run.ts';

const labs = new URL('../scenarios/labs/', import.meta.url);

/** The tests of the labs, as their harness names them. */
const tests: Readonly<Record<string, readonly string[]>> = {
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

describe.each(Object.entries(tests).flatMap(([lab, names]) => names.map((name) => `${lab}/${name}`)))('%s', (name) => {
  const scenario = catalogue[name];
  // Those of Raft are many; they are hunted by hand over hundreds of seeds (`npm run campaign`).
  const seeds = scenario?.heavy === true ? [0] : name.startsWith('raft') ? [0, 1] : [0, 1, 2, 3];

  test.each(seeds)('passes with seed %i', (seed) => {
    expect(scenario).toBeDefined();
    if (scenario !== undefined) expect(runSeed(scenario, seed).failure).toBeNull();
  });
});
