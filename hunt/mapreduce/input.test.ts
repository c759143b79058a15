/** Files that a job cannot read are refused before anything has begun. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesAmong } from './input.ts';

const nobody = 65_534;
const isRoot = process.geteuid?.() === 0;
let folder = '';

/** Root may read everything: for as long as a test lasts, it is nobody. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-closed-'));
  for (const name of ['open.txt', 'closed.txt']) writeFileSync(join(folder, name), 'a word');
  mkdirSync(join(folder, 'below'));
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'closed.txt'), 0);
  chmodSync(join(folder, 'below'), 0);
  if (isRoot) process.seteuid?.(nobody);
});

afterEach(() => {
  if (isRoot) process.seteuid?.(0);
  rmSync(folder, { recursive: true });
});

test.each(['closed.txt', 'below'])('whoever may not read %s is told so, by its name', (name) => {
  expect(() => filesAmong([join(folder, 'open.txt'), join(folder, name)])).toThrow(`${join(folder, name)}: it cannot be read: EACCES`);
});

test('one closed file in a folder is enough', () => {
  chmodBelow();
  expect(() => filesAmong([folder])).toThrow(`${join(folder, 'closed.txt')}: it cannot be read: EACCES`);
});

function chmodBelow(): void {
  if (isRoot) process.seteuid?.(0);
  chmodSync(join(folder, 'below'), 0o755);
  if (isRoot) process.seteuid?.(nobody);
}
