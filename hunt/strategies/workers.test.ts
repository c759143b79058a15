import { expect, test } from 'vitest';
import { Campaign } from '../campaign.ts';
import { referTo } from '../reference.ts';

/** Steps and features of each scenario: what its runs were, in short. */
async function shownBy(workers: number): Promise<readonly object[]> {
  const refs = await Promise.all(['kv/append', 'lock/fencing'].map((name) => referTo(name)));
  const time = { seeds: 40, sparesHeavy: true, milliseconds: null, patience: 60_000 };
  const campaign = new Campaign({ refs, ...time, from: 7, workers, mutant: null, strategy: 'guided', covers: true, checkEvery: 0, bail: false, shrinkRuns: 0, kept: [], keep: () => '' });
  const { tallies } = await campaign.run();
  return tallies.map(({ name, runs, steps, features, chance }) => ({ name, runs, steps, features, chance }));
}

test('guided search makes the same runs, however many workers there are', async () => {
  const alone = await shownBy(1);
  expect(await shownBy(2)).toEqual(alone);
}, 300_000);
