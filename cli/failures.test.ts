/** What can be asked about a failure, as a user asks it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultline, faultlines, Folder, toy, type Outcome } from './testing/faultline.ts';

const limited = (most: number): string => toy({ properties: `always('few ticks', 'server', (state: { ticks: number }) => state.ticks < ${most})` });
const folder = new Folder({ 'unsafe.ts': limited(100) });
let capsule = '';

beforeAll(async () => {
  expect(await faultline(folder.path, ['run', 'unsafe.ts', '--seed', '7', '--corpus', 'unsafe'])).toMatchObject({ code: 10 });
  capsule = `unsafe/${readdirSync(join(folder.path, 'unsafe'))[0]}`;
}, 120_000);

afterAll(() => folder.remove());

function objectOf({ out }: Outcome): Readonly<Record<string, unknown>> {
  const parsed: Readonly<Record<string, unknown>> = JSON.parse(out);
  return parsed;
}

const only = ([outcome]: readonly Outcome[]): Outcome => outcome ?? expect.unreachable();

describe('a failure', () => {
  test('is blamed on what it needs', async () => {
    const blamed = only(await faultlines(folder.path, [['blame', capsule, '--runs', '40', '--json']]));
    expect(blamed.code).toBe(0);
    expect(objectOf(blamed)).toMatchObject({ verb: 'blame', exitCode: 0, scenario: 'unsafe.ts', sentence: expect.stringMatching(/^It fails /), failure: { property: 'few ticks' } });
  });

  test('is plotted over its steps, on a page that needs no other file', async () => {
    const [plotted, taken] = await faultlines(folder.path, [['when', capsule, '--runs', '40', '--html', 'when.html', '--json'], ['when', capsule, '--html', 'unsafe.ts']]);
    expect(plotted === undefined ? {} : objectOf(plotted)).toMatchObject({ verb: 'when', exitCode: 0, html: 'when.html', moments: expect.arrayContaining([expect.objectContaining({ step: 0 })]) });
    const page = readFileSync(join(folder.path, 'when.html'), 'utf8');
    expect(page).toContain('<polyline class="curve"');
    expect(page).not.toMatch(/<script|src=|https?:/);
    expect(taken).toMatchObject({ code: 2, err: 'error: unsafe.ts: there is such a file already, and it stays as it is\n' });
  });
});

describe('a folder of failures', () => {
  test('is played whole: what still fails, what is fixed, what cannot be read', async () => {
    const before = await faultline(folder.path, ['replay', 'unsafe', '--json']);
    expect(objectOf(before)).toMatchObject({ verb: 'replay', exitCode: 10, folder: 'unsafe', capsules: [{ status: 'still fails', verdict: 'identical', drift: [] }] });
    folder.write('unsafe.ts', limited(100_000));
    writeFileSync(join(folder.path, 'unsafe', 'broken.capsule'), 'text');
    const [after, alone] = await faultlines(folder.path, [['replay', 'unsafe'], ['replay', 'unsafe', '--story']]);
    expect(after).toMatchObject({ code: 2, out: expect.stringMatching(/^unreadable +unsafe\/broken\.capsule$[^]*^fixed +unsafe\/.*\.capsule$[^]*^2 capsules: 1 unreadable, 1 fixed$/m) });
    expect(alone).toMatchObject({ code: 2, err: 'error: --story is for one capsule: unsafe is a folder\n' });
  });

  test('that is mended has nothing left to blame', async () => {
    const outcomes = await faultlines(folder.path, [['blame', capsule], ['when', capsule]]);
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2]);
    expect(outcomes.map(({ err }) => err).join('')).toMatch(/does not fail with this code: there is nothing to blame[^]*there is nothing to plot/);
  });
});
