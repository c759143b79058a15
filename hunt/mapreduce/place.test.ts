/** Where output is to be is looked at before anything runs; what others hold beside it stays. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesAmong, splitsOf } from './input.ts';
import { openPlace, publish } from './place.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-place-')))));
afterEach(() => rmSync(folder, { recursive: true }));

const neverAlive = 2 ** 30;

test('output appears where a link leads to, and the link stays', () => {
  mkdirSync(at('there'));
  symlinkSync('there', at('link'));
  const place = openPlace(at('link'));
  writeFileSync(join(place.work, 'out', 'mr-out-0'), 'a 1\n');
  publish(place);
  expect(readdirSync(at('there'))).toEqual(['mr-out-0']);
});

test('a link into nothing, the folder one is in, and the root of a file system are no places for output', () => {
  symlinkSync('nowhere', at('link'));
  expect(() => openPlace(at('link'))).toThrow('a link to a folder that does not exist');
  expect(() => openPlace(at('no/out'))).toThrow(`there is no folder ${at('no')}`);
  expect(() => openPlace('.')).toThrow(/not empty|you are in this folder/);
});

test('output that somebody else has put there meanwhile stays, and this is said', () => {
  const place = openPlace(at('out'));
  mkdirSync(at('out'));
  writeFileSync(at('out/mine'), 'x');
  expect(() => publish(place)).toThrow(/the output cannot be put there: ENOTEMPTY/);
  expect(readdirSync(at('out'))).toEqual(['mine']);
});

test('only what a killed run left for this output is cleared away', () => {
  const others = ['.out.partial-mine', `.out.partial-5.partial-${neverAlive}`, `.other.partial-${neverAlive}`, `.out.partial-${process.ppid}`];
  for (const name of [...others, `.out.partial-${neverAlive}`]) mkdirSync(at(name));
  openPlace(at('out'));
  expect(readdirSync(folder).sort()).toEqual([...others, `.out.partial-${process.pid}`].sort());
});

test('what unfinished jobs hold is no input, and a folder that contains itself is no folder to read', () => {
  writeFileSync(at('text'), 'a word');
  openPlace(at('out'));
  writeFileSync(at(`.out.partial-${process.pid}/attempt-0`), 'half');
  expect(filesAmong([folder])).toEqual([at('text')]);
  mkdirSync(at('below'));
  symlinkSync('..', at('below/up'));
  expect(() => filesAmong([folder])).toThrow(`${at('below/up')}: a link that leads back to ${folder}`);
  rmSync(at('below'), { recursive: true });
  symlinkSync('gone', at('z'));
  expect(() => filesAmong([folder])).toThrow(`${at('z')}: a link to a file or folder that does not exist`);
});

test('links that make many files of one end somewhere, and so do splits of a byte', () => {
  for (let depth = 0; depth < 30; depth++) {
    mkdirSync(at(`${depth}`));
    for (const name of ['a', 'b']) symlinkSync(`../${depth + 1}`, at(`${depth}/${name}`));
  }
  mkdirSync(at('30'));
  writeFileSync(at('30/file'), 'a\n'.repeat(100));
  expect(() => filesAmong([at('0')], 50)).toThrow('more than 50 files');
  expect(() => splitsOf([at('30/file')], 1, { most: 50 })).toThrow('more than 50 map tasks');
});
