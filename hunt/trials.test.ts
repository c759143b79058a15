import { beforeAll, describe, expect, test } from 'vitest';
import type { Mutant } from '../sim/core/mutant.ts';
import { builtin } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { findMutant } from './find-mutant.ts';
import { runSeed } from './run.ts';
import { Trials } from './trials.ts';

let scenario: Scenario;
let failing: Report;
let mutant: Mutant;

beforeAll(async () => {
  mutant = await findMutant('RAFT-STORE-01');
  scenario = await builtin('raft/five-servers');
  // The first seed fails.
  failing = runSeed(scenario, 0, { mutant });
});

describe('a look', () => {
  test('sees what the whole run shows, with nothing but the property that failed', () => {
    const trials = new Trials(scenario, failing.failure, { mutant });
    expect(trials.look(failing.seed, failing.plan)).toBe('same');
    expect(trials.whole(failing.seed, failing.plan)).toMatchObject({ hash: failing.hash, failure: failing.failure });
  });

  test('is the same where the whole run is, in runs that fail in this way, in another, and not at all', async () => {
    const [rare, versioned] = [await findMutant('KV-12'), await builtin('kv/versioned')];
    const runs = Array.from({ length: 40 }, (_, seed) => runSeed(versioned, seed, { mutant: rare }));
    const first = runs.find(({ failure }) => failure !== null);
    const trials = new Trials(versioned, first?.failure ?? null, { mutant: rare });
    const looks = runs.map(({ seed, plan }) => trials.look(seed, plan));
    expect(new Set(looks).size).toBeGreaterThan(1);
    for (const [seed, { plan }] of runs.entries()) expect(trials.whole(seed, plan) !== null).toBe(looks[seed] === 'same');
  });

  test('of too few steps is cut short, which proves nothing', () => {
    const trials = new Trials(scenario, failing.failure, { mutant });
    expect(trials.look(failing.seed, failing.plan, failing.steps - 2)).toBe('cut');
    expect(trials.runs).toBe(1);
    expect(trials.spent).toBeGreaterThan(failing.steps - 3);
  });

  test('passes where the code is correct', () => {
    expect(new Trials(scenario, failing.failure, {}).look(failing.seed, failing.plan)).toBe('other');
  });
});
