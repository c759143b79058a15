/** Campaigns over a shared folder, as users run them: the same verbs work over a queue. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { faultline, Folder, toy, type Outcome } from './testing/faultline.ts';

const folder = new Folder({
  'fine.ts': toy(),
  'unsafe.ts': toy({ properties: "always('few ticks', 'server', (state: { ticks: number }) => state.ticks < 100)" }),
  'hangs.ts': toy({ step: 'if (state.ticks === 3) for (;;);' }),
});

afterAll(() => folder.remove());

// Each story is of several processes, one after another.
vi.setConfig({ testTimeout: 240_000 });

const campaign = (...args: readonly string[]): Promise<Outcome> => faultline(folder.path, ['campaign', ...args]);

describe('a campaign over a shared folder', () => {
  test('is begun, worked on, looked at and judged; a bug is a result, and its capsule is shared', async () => {
    const begun = await campaign('start', 'unsafe.ts', '--seeds', '6', '--range', '2', '--id', 'night', '--queue', './queue');
    expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('on each machine: faultline campaign work night --queue ./queue') });
    const worked = await campaign('work', 'night', '--queue', './queue', '--workers', '2', '--shrink-runs', '0', '--corpus', 'mine', '--json');
    expect(worked.code).toBe(0);
    expect(JSON.parse(worked.out)).toMatchObject({ verb: 'campaign work', counted: 3, refused: 0, total: 3, done: 3, failed: 0 });
    const report = await campaign('report', 'night', '--queue', './queue', '--corpus', 'other', '--junit', 'night.xml', '--json');
    const [capsule = ''] = readdirSync(join(folder.path, 'other'));
    expect(report.code).toBe(10);
    expect(JSON.parse(report.out)).toMatchObject({ verdict: 'safety', holes: [], scenarios: [{ seeds: 6 }], findings: [{ seed: 0, count: 6, capsule: `other/${capsule}` }] });
    expect(existsSync(join(folder.path, 'night.xml'))).toBe(true);
  });

  test('is refused by a machine that has other code', async () => {
    await campaign('start', 'fine.ts', '--seeds', '4', '--id', 'changed', '--queue', './queue');
    folder.write('fine.ts', toy({ step: 'if (state.ticks === 7) return { state: { ticks: 8 }, effects: [tick] };' }));
    expect(await campaign('work', 'changed', '--queue', './queue')).toMatchObject({ code: 2, err: expect.stringMatching(/fine\.ts: this machine has other code/) });
  });
});

describe('a campaign without a queue', () => {
  test('is run here, on threads; a seed that hangs is a result, too, and the others are run', async () => {
    const outcome = await campaign('start', 'hangs.ts', '--seeds', '2', '--range', '2', '--patience', '1s', '--workers', '1', '--corpus', 'hung', '--json');
    expect(outcome.code).toBe(12);
    expect(JSON.parse(outcome.out)).toMatchObject({ verb: 'campaign report', holes: [], scenarios: [{ seeds: 2 }], findings: [{ failure: { property: 'every run comes back' }, count: 2 }] });
  });
});

test('what is not done is said, and is no pass', async () => {
  await campaign('start', 'fine.ts', '--seeds', '4', '--id', 'open', '--queue', './queue');
  const [report, status] = await Promise.all([campaign('report', 'open', '--queue', './queue', '--corpus', 'none'), campaign('status', '--queue', './queue', '--json')]);
  expect(report).toMatchObject({ code: 15, out: expect.stringContaining('not done: 1 range of 1') });
  expect(JSON.parse(status.out)).toMatchObject({ campaigns: expect.arrayContaining([expect.objectContaining({ id: 'open', done: 0, total: 1 })]) });
});
