import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { signatureOf } from '../sim/hosts/failure.ts';
import { singleRemovals } from '../properties/schedules/shrink-plan.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { readCapsule } from './corpus.ts';
import { findMutant } from './testing/planted.ts';
import { plansOf, runPlan } from './run.ts';
import { assertHolds, search } from './search.ts';

const catalogue = await allBuiltins();

/** Each protocol with the scenario that searches it, and bugs that the same search must find, and shrink. */
const searches: readonly (readonly [name: string, mutants: readonly string[]])[] = [
  ['kv/versioned', ['KV-09', 'KV-12', 'KV-14']],
  ['kv/versioned-journaled', ['KV-12', 'KV-31', 'KV-34']],
  ['kv/append', ['KV-03', 'KV-05', 'KV-06']],
  ['kv/append-journaled', ['KV-05']],
  ['lock/contended', ['LOCK-09', 'LOCK-10', 'LOCK-22']],
  ['lock/leases', ['LOCK-13', 'LOCK-15', 'LOCK-23']],
  ['mapreduce/shared', ['MR-03', 'MR-23', 'MR-28']],
  ['mapreduce/local', ['MR-29', 'MR-47']],
  ['raft/swarm-three', ['RAFT-APPLY-02', 'RAFT-LOG-03', 'RAFT-READ-06', 'RAFT-STORE-01']],
];

/** Shrinking takes as long as it takes: no clock decides a test. */
const aWhile = 300_000;

const corpus = mkdtempSync(join(tmpdir(), 'faultline-search-'));
afterAll(() => rmSync(corpus, { recursive: true }));

function scenarioNamed(name: string): Scenario {
  const scenario = catalogue[name];
  if (scenario === undefined) throw new RangeError(name);
  return scenario;
}

describe.each(searches)('%s', (name, mutants) => {
  test('holds under every schedule of partitions, crashes and reorderings that the search tries', () => {
    assertHolds(scenarioNamed(name), { name, runs: 150, corpus });
  });

  test.each(mutants)('the same search finds mutant %s, and shrinks it until nothing can go', (id) => {
    const scenario = scenarioNamed(name);
    const mutant = findMutant(id);
    const found = search(scenario, { runs: 3_000, seed: 1, mutant });
    expect(found, `${id} was not found`).not.toBeNull();
    if (found === null || found.report.failure === null) return;
    const { report, isMinimal } = found;
    expect(isMinimal).toBe(true);
    const signature = signatureOf(found.report.failure);
    for (const plan of singleRemovals(report.plan)) {
      const { failure } = runPlan(scenario, report.seed, plan, { mutant });
      expect(failure === null ? 'passes' : signatureOf(failure)).not.toBe(signature);
    }
    expect(runPlan(scenario, report.seed, report.plan).failure, 'without the mutant the same plan passes').toBeNull();
  }, aWhile);
});

test('a failing property leaves a capsule and names the command that replays it', () => {
  const failing = (): void => assertHolds(scenarioNamed('kv/versioned'), { name: 'kv/versioned', runs: 500, seed: 1, mutant: findMutant('KV-12'), corpus });
  expect(failing).toThrow(/notLinearizable: linearizable \(kvv\)[\s\S]*Search seed 1\. Replay: npx faultline replay \S+\.capsule/);
  const [file] = readdirSync(corpus).filter((entry) => entry.endsWith('.capsule'));
  expect(readCapsule(join(corpus, file ?? '')).mutant).toBe('KV-12');
});

test('plans shrink inside plain fast-check properties too', () => {
  const scenario = scenarioNamed('kv/versioned');
  const mutant = findMutant('KV-12');
  const { counterexample } = fc.check(fc.property(plansOf(scenario), (plan) => runPlan(scenario, 7, plan, { mutant }).failure === null), { seed: 3, numRuns: 500 });
  expect(counterexample).not.toBeNull();
  const [plan] = counterexample ?? [];
  expect(plan?.clients.flatMap(({ operations }) => operations).length).toBeLessThanOrEqual(3);
  expect(plan?.faults).toEqual([]);
});
