/**
 * Seeds per second with one worker thread and with two, taking turns in one run.
 *
 * Each thread starts, and compiles what is hot, for itself: one worker has a second core for that, two have none to spare. So
 * two figures: the first seeds of a campaign, all that included, and the seeds after them, which are what a long hunt is like.
 */
import { setTimeout } from 'node:timers/promises';
import { Campaign } from '../hunt/campaign.ts';
import { libraryHash } from '../hunt/library.ts';
import { median } from './median.ts';

const rounds = 3;
const firstSeeds = 20_000;
const seeds = 60_000;

interface Speed {
  /** Seeds per second, start-up included. */
  readonly first: number;
  /** Seeds per second from there to the end. */
  readonly rest: number;
}

async function measure(workers: number): Promise<Speed> {
  const begin = performance.now();
  const campaign = new Campaign({
    refs: [{ kind: 'builtin', name: 'kv/versioned', codeHash: libraryHash() }],
    seeds,
    milliseconds: null,
    from: 0,
    workers,
    mutant: null,
    checkEvery: 0,
    bail: 'never',
    sparesHeavy: false,
    patience: 120_000,
    shrinkRuns: 0,
    kept: [],
    keep: () => '',
  });
  const ended = campaign.run();
  const done = await passes(campaign, firstSeeds);
  const middle = performance.now();
  await ended;
  return { first: (done * 1_000) / (middle - begin), rest: ((seeds - done) * 1_000) / (performance.now() - middle) };
}

/** Waits until the campaign has run so many seeds; how many it were then. */
async function passes(campaign: Campaign, seeds: number): Promise<number> {
  for (;;) {
    const runs = campaign.report.tallies.reduce((sum, tally) => sum + tally.runs, 0);
    if (runs >= seeds) return runs;
    await setTimeout(10);
  }
}

const ones: Speed[] = [];
const twos: Speed[] = [];
for (let round = 0; round < rounds; round++) {
  ones.push(await measure(1));
  twos.push(await measure(2));
}

function report(what: string, part: keyof Speed, bar: string): void {
  const [one, two] = [ones, twos].map((speeds) => median(speeds.map((speed) => speed[part])).toFixed(0));
  const ratio = median(twos.map((speed, i) => speed[part] / (ones[i]?.[part] ?? Number.NaN)));
  console.log(`${what}: one worker ${one} seeds/s, two workers ${two} seeds/s, two / one: ${ratio.toFixed(2)}x${bar} (medians of ${rounds})`);
}

report(`the first ${firstSeeds} seeds, start-up of the threads included`, 'first', '');
report(`the ${seeds - firstSeeds} after them`, 'rest', ', bar: at least 1.8x');
