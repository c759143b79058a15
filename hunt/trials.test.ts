import { beforeAll, describe, expect, test } from 'vitest';
import type { Mutant } from '../sim/core/mutant.ts';
import { builtin } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { findMutant } from './find-mutant.ts';
import { drawPlan, runSeed } from './run.ts';
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
    for (let seed = 0; seed < 5; seed++) {
      const plan = drawPlan(scenario, seed);
      const look = trials.look(seed, plan);
      // Where another property is broken before, the whole run is another failure.
      if (look !== 'same') expect(trials.whole(seed, plan)).toBeNull();
    }
    expect(trials.look(failing.seed, failing.plan)).toBe('same');
    expect(trials.whole(failing.seed, failing.plan)).toMatchObject({ hash: failing.hash, failure: failing.failure });
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
