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
};

test('every test of the labs is a scenario under its own name, and nothing else is', () => {
  const found = readdirSync(labs, { withFileTypes: true }).filter((entry) => entry.isDirectory());
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
  const seeds = scenario?.heavy === true ? [0] : [0, 1, 2, 3];

  test.each(seeds)('passes with seed %i', (seed) => {
    expect(scenario).toBeDefined();
    if (scenario !== undefined) expect(runSeed(scenario, seed).failure).toBeNull();
  });
});
