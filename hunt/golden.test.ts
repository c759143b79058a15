/**
 * Golden hashes hold everywhere: here, in a worker thread, in another process under another locale and time zone, and, by
 * hand, on another Node (see `testing/golden-process.ts`). Where what the seeds do is changed on purpose:
 *
 *     npm run build && FAULTLINE_GOLDEN=write npx vitest run hunt/golden.test.ts
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { compiledFolder } from './library.ts';
import { runSeed } from './run.ts';
import { captured } from './testing/captured.ts';
import { record, replayAll, type Replayed } from './testing/captured-process.ts';
import { compute, readGolden, writeGolden, type Computed } from './testing/golden.ts';

const isWriting = process.env['FAULTLINE_GOLDEN'] === 'write';
const compiled = (file: string): string => join(compiledFolder, 'hunt', 'testing', file);

const elsewhere = { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' };

/** What a script prints as JSON, in a process under another locale and time zone. */
function inAnotherProcess(file: string, given: readonly string[] = [], input = ''): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiled(file), ...given], { encoding: 'utf8', input, env: { ...process.env, ...elsewhere } });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

describe('50 golden hashes hold', () => {
  test('here', () => {
    const { hashes } = compute();
    if (isWriting) writeGolden(hashes);
    expect(Object.values(hashes).flatMap((seeds) => Object.values(seeds))).toHaveLength(50);
    expect(hashes).toEqual(readGolden());
  });

  test('in a worker thread', async () => {
    const worker = new Worker(compiled('golden-process.js'));
    const computed = await new Promise<Computed>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(computed.hashes).toEqual(readGolden());
  });

  test('in another process, under another locale and time zone', () => {
    const computed = inAnotherProcess('golden-process.js');
    expect(computed).toMatchObject({ locale: expect.stringMatching(/^tr/), timeZone: expect.stringMatching(/^Asia\/Kath?mandu$/) });
    expect(computed).toMatchObject({ hashes: readGolden() });
  });
});

describe('what a node has taken along before it could be poisoned', () => {
  const ambient = ['clock', 'random', 'environment', 'process', 'time zone', 'date format', 'collation', 'cache'];
  const named: Replayed = { verdict: 'nondeterministic', message: expect.stringMatching(/^node [01], step 3, on timeout tick: not what the capsule recorded/) };
  // This process has met other words before.
  for (const seed of [1, 2]) runSeed(captured.cache, seed);
  const capsules = record();
  const replayed = inAnotherProcess('captured-process.js', ['replay'], JSON.stringify(capsules));

  test.each(ambient)('is given away by another process, with step and node: %s', (name) => {
    expect(replayed).toHaveProperty([name], named);
  });

  test('differs in the same process, too, where it is chance: then with its field', () => {
    const { random } = replayAll(capsules);
    expect(random).toEqual(named);
    expect(random?.message).toMatch(/; checked here, node [01] \(toy\), step 3, on timeout tick: computed twice, it differs at state\.note$/);
  });

  test('differs in the same process, too, where time goes on', () => {
    const recorded = Date.now();
    while (Date.now() === recorded);
    expect(replayAll(capsules)).toHaveProperty('clock', named);
  });

  test('without it, another process does the same', () => {
    expect(replayed).toHaveProperty('nothing', { verdict: 'identical', message: null });
    expect(replayAll(capsules)).toHaveProperty('nothing', { verdict: 'identical', message: null });
  });
});
