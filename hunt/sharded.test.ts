/** The sharded services as fast-check properties: they hold under every schedule that is tried, and the same search finds bugs of theirs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runSeed } from './run.ts';
import { assertHolds } from './search.ts';
import { findMutant } from './testing/planted.ts';

const catalogue = await allBuiltins();

const corpus = mkdtempSync(join(tmpdir(), 'faultline-sharded-'));
afterAll(() => rmSync(corpus, { recursive: true }));

function named(name: string): Scenario {
  const scenario = catalogue[name];
  if (scenario === undefined) throw new RangeError(name);
  return scenario;
}

/** Plans for each scenario: some 8 s in all. `FAULTLINE_SEED` draws others. */
const plans: Readonly<Record<string, number>> = {
  'shard-controller/controller': 20,
  'shard-kv/store': 6,
  'shard-kv/versioned': 6,
  'shard-kv/reshaping': 8,
  'shard-transactions/transactions': 8,
};

test.each(Object.entries(plans))('%s holds under every schedule of moves, partitions, crashes and reorderings among %i that the search draws', (name, runs) => {
  assertHolds(named(name), { name, runs, corpus });
});

test.each([
  ['shard-kv/store', 'SHARD-30'],
  ['shard-kv/versioned', 'SHARD-64'],
  ['shard-controller/controller', 'SHARD-80'],
  ['shard-transactions/transactions', 'SHARD-90'],
])('seeds of %s find %s', (name, id) => {
  const mutant = findMutant(id);
  const found = Array.from({ length: 20 }, (_, seed) => seed + 1).some((seed) => runSeed(named(name), seed, { mutant }).failure !== null);
  expect(found).toBe(true);
});
