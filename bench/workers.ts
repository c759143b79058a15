/** Seeds per second with one worker thread and with two, taking turns in one run. */
import { Campaign } from '../hunt/campaign.ts';
import { libraryHash } from '../hunt/library.ts';
import { median } from './median.ts';

const rounds = 3;
const seeds = 20_000;

async function seedsPerSecond(workers: number): Promise<number> {
  const begin = performance.now();
  const campaign = new Campaign({
    refs: [{ kind: 'builtin', name: 'kv/versioned', codeHash: libraryHash() }],
    seeds,
    milliseconds: null,
    from: 0,
    workers,
    mutant: null,
    checkEvery: 0,
    bail: false,
    sparesHeavy: false,
    patience: 120_000,
    shrinkRuns: 0,
    kept: [],
    keep: () => '',
  });
  await campaign.run();
  return (seeds * 1_000) / (performance.now() - begin);
}

const ones: number[] = [];
const twos: number[] = [];
for (let round = 0; round < rounds; round++) {
  ones.push(await seedsPerSecond(1));
  twos.push(await seedsPerSecond(2));
}
console.log(`one worker ${median(ones).toFixed(0)} seeds/s, two workers ${median(twos).toFixed(0)} seeds/s (medians of ${rounds}, start-up of the threads included)`);
console.log(`two / one: ${median(twos.map((two, i) => two / (ones[i] ?? Number.NaN))).toFixed(2)}x  (bar: at least 1.8x)`);
