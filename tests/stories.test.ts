/**
 * Five stories as users write them, from the README alone: copied to a folder where nothing is installed, and played there with the
 * command line as it is built. Each that passes has a deliberate bug that it finds, so that its passing says something.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const stories = fileURLToPath(new URL('stories', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'faultline-stories-'));

interface Story {
  readonly file: string;
  /** A deliberate bug that it finds within 60 seeds, and with which exit code. */
  readonly mutant: string;
  readonly caught: number;
}

const passing: readonly Story[] = [
  { file: 'partition-then-crash.ts', mutant: 'KV-31', caught: 11 },
  { file: 'two-clients-one-lock.ts', mutant: 'LOCK-22', caught: 10 },
  { file: 'appends-in-any-weather.ts', mutant: 'KV-05', caught: 11 },
  { file: 'lease-under-drift.ts', mutant: 'LOCK-03', caught: 10 },
];

interface Played {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const faultline = (...args: readonly string[]): Played => spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });

/** The exit code, and all that was said where it is another one. */
function expectExit({ status, stdout, stderr }: Played, exit: number): void {
  expect(status, `${stdout}${stderr}`).toBe(exit);
}

beforeAll(() => cpSync(stories, folder, { recursive: true }));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(passing)('$file', ({ file, mutant, caught }) => {
  test('takes at most 25 lines below its comment', () => {
    const [, code = ''] = readFileSync(join(stories, file), 'utf8').split(/\*\/\n/);
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  test('runs', () => {
    expectExit(faultline('run', file, '--seed', '1', '--checked'), 0);
  });

  test(`finds ${mutant}`, () => {
    expectExit(faultline('hunt', file, '--seeds', '60', '--mutant', mutant, '--bail', '--no-shrink', '--corpus', mutant), caught);
  });
});

test('all that pass are hunted together', () => {
  const hunted = faultline('hunt', ...passing.map(({ file }) => `./${file}`), '--seeds', '60', '--json');
  expectExit(hunted, 0);
  expect(hunted.stdout.match(/"seeds":60,/g)).toHaveLength(passing.length);
});

describe('ticket-office.ts, a protocol of its own with a bug', () => {
  test('is hunted, shrunk, told and replayed', () => {
    expectExit(faultline('run', 'ticket-office.ts', '--seed', '1'), 0);
    const hunted = faultline('hunt', './ticket-office.ts', '--seeds', '150', '--json');
    expectExit(hunted, 10);
    expect(hunted.stdout).toContain('"property":"no ticket is given twice"');
    const capsule = /"(\.faultline\/[^"]+\.capsule)"/.exec(hunted.stdout)?.[1] ?? '';
    const shown = faultline('show', capsule);
    expectExit(shown, 0);
    expect(shown.stdout).toContain('crashed, 1 unsynced write lost');
    const replayed = faultline('replay', capsule);
    expectExit(replayed, 10);
    expect(replayed.stdout).toContain('identical');
  });
});
