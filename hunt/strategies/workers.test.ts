import { expect, test } from 'vitest';
import type { ScenarioTally } from '../campaign-report.ts';
import { Campaign } from '../campaign.ts';
import { distilledOf, type Distilled } from '../distilled.ts';
import { Pool } from '../pool.ts';
import { referTo } from '../reference.ts';
import { beginningWith } from './strategy.ts';

const distilled: Distilled = { path: 'few.json', runs: new Map([['kv/append', [{ by: 'uniform', seed: 5 }, { by: 'milestones', seed: 3 }]]]) };

async function tallied(workers: number): Promise<readonly ScenarioTally[]> {
  const refs = await Promise.all(['kv/append', 'lock/fencing'].map((name) => referTo(name)));
  const time = { seeds: 40, sparesHeavy: true, milliseconds: null, patience: 60_000 };
  const campaign = new Campaign({ refs, ...time, from: 7, workers, mutant: null, strategy: 'guided', distilled, covers: true, checkEvery: 0, bail: 'never', shrinkRuns: 0, kept: [], keep: () => '' });
  return (await campaign.run()).tallies;
}

/** Steps and features of each scenario: what its runs were, in short. */
const shown = (tallies: readonly ScenarioTally[]): readonly object[] => tallies.map(({ name, runs, steps, features, chance }) => ({ name, runs, steps, features, chance }));

test('guided search makes the same runs, however many workers there are, and a slow one again', async () => {
  const alone = await tallied(1);
  expect(shown(await tallied(2))).toEqual(shown(alone));
  const pool = new Pool({ workers: 1, patience: 60_000 });
  for (const { name, slowest } of alone) {
    const [slow = { seed: 0, begins: 0, steps: 0 }] = slowest;
    const again = await pool.perform({ kind: 'run', ref: await referTo(name), mutant: null, seed: slow.seed, checked: false, strategy: 'guided', begins: slow.begins, memory: beginningWith(distilledOf(distilled, name)) });
    expect(again).toMatchObject({ steps: slow.steps });
    expect(slow).toMatchObject({ begins: 7, ...(distilled.runs.has(name) ? { distilled: 'few.json' } : {}) });
  }
  await pool.close();
}, 300_000);
