/** A signal ends a verb in order: what was found stays, and the exit code says what. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeCapsule } from '../sim/world/capsule.ts';
import { faultline, Folder, mainFile, toy, type Outcome } from './testing/faultline.ts';

const folder = new Folder({
  'fine.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 1_000)" }),
  'unsafe.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 100)" }),
  // Says where it is, so that the test knows when to interrupt it.
  'loops.ts': toy({ top: "console.log('loading'); for (;;);" }),
  'hangs.ts': toy({ step: "if (state.ticks === 3) { console.log('hanging'); for (;;); }" }),
});

afterAll(() => folder.remove());

/** Sends the signal as soon as the text has been said. */
function interrupted(args: readonly string[], text: string, signal: NodeJS.Signals = 'SIGINT'): Promise<Outcome> {
  let isSent = false;
  const watch = (said: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (isSent || !said.includes(text)) return;
    isSent = true;
    kill(signal);
  };
  return faultline(folder.path, args, { watch });
}

describe('a hunt that is interrupted', () => {
  test('prints the table so far, and ends with 130 where nothing was found', async () => {
    const outcome = await interrupted(['hunt', 'fine.ts', '--for', '60s', '--corpus', 'none'], 'hunting');
    expect(outcome.code).toBe(130);
    expect(outcome.out).toMatch(/^scenario +seeds/m);
    expect(outcome.out).toMatch(/^stopped: /m);
  });

  test('by SIGTERM keeps what it has found, and ends with its exit code', async () => {
    const outcome = await interrupted(['hunt', 'unsafe.ts', '--for', '60s', '--corpus', 'found', '--json'], 'found:', 'SIGTERM');
    expect(outcome.code).toBe(10);
    const [capsule = ''] = readdirSync(join(folder.path, 'found'));
    expect(JSON.parse(outcome.out)).toMatchObject({ verdict: 'safety', stopped: true, findings: [{ capsule: `found/${capsule}` }] });
    expect(decodeCapsule(readFileSync(join(folder.path, 'found', capsule))).scenario).toBe('unsafe.ts');
  });
});

describe('mutants that are interrupted', () => {
  test('were not hunted, rather than missed: the exit code is 130', async () => {
    const outcome = await interrupted(['mutants', 'KV', '--corpus', 'mutants', '--json', '--workers', '1'], 'hunting');
    expect(outcome.code).toBe(130);
    expect(JSON.parse(outcome.out)).toMatchObject({ verdict: 'stopped', mutants: expect.arrayContaining([expect.objectContaining({ hunted: false, found: false, capsule: null })]) });
    expect(outcome.err).toMatch(/^stopped: \d+ of \d+ mutants found, \d+ not hunted: /m);
  });
});

describe('a run that is interrupted', () => {
  test('leaves its seed and a capsule', async () => {
    const outcome = await interrupted(['run', 'hangs.ts', '--seed', '17', '--corpus', 'stopped'], 'hanging');
    expect(outcome.code).toBe(130);
    const [capsule = ''] = readdirSync(join(folder.path, 'stopped'));
    expect(outcome.out).toContain(`stopped by SIGINT before seed 17 came to its end\n  replay: faultline replay stopped/${capsule}`);
    expect(decodeCapsule(readFileSync(join(folder.path, 'stopped', capsule)))).toMatchObject({ scenario: 'hangs.ts', seed: 17, failure: null, steps: 0 });
  });
});

describe('a scenario file whose loading never ends', () => {
  test.each([
    ['run', 'loops.ts', '--seed', '1'],
    ['hunt', 'loops.ts', '--seeds', '1'],
  ])('gives way to the first signal: %s', async (...args) => {
    const outcome = await interrupted([...args, '--corpus', 'none'], 'loading');
    expect(outcome.code).toBe(130);
    expect(readdirSync(folder.path)).not.toContain('none');
  }, 10_000);
});

test('a reader that goes away ends the output without an error', async () => {
  const outcome = await faultline(folder.path, ['list', '--mutants'], { closeOutput: true });
  expect(outcome.err).toBe('');
});

describe.skipIf(!existsSync('/dev/full'))('a full disk under the output', () => {
  test.each([
    ['list', 2],
    ['run unsafe.ts --seed 7 --corpus full', 10],
    ['run fine.ts --seed 7 --json', 2],
    ['--help', 2],
  ])('is said in one line, and a verdict keeps its exit code: %s', (line, code) => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${mainFile}" ${line} > /dev/full`], { cwd: folder.path, encoding: 'utf8' });
    expect(stderr.match(/^error: .*/gm)).toEqual(['error: the standard output cannot be written: no space left on device']);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(code);
  });
});
