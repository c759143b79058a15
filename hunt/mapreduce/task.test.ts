/** What a user's functions may do wrong is said in their name, and what they may do stays as it was. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { added, runMap } from '../../protocols/mapreduce/index.ts';
import type { Application } from '../../protocols/mapreduce/index.ts';
import { loadApplication } from './application-ref.ts';
import { splitsOf } from './input.ts';
import { perform, type RealResult } from './task.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-task-'));
  writeFileSync(at('text'), 'one two\nthree\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const plain: Application = { name: 'mine', map: () => [['a', 'b'], ['c', 'd']], reduce: (_key, values) => values.join() };

/** Functions as a user without a type checker may write them. */
async function untyped(fields: string): Promise<Application> {
  const base = "name: 'mine', map: () => [['a', 'b'], ['c', 'd']], reduce: (key, values) => values.join()";
  return loadApplication({ kind: 'file', name: 'mine', module: `data:text/javascript,${encodeURIComponent(`export default { ${base}, ${fields} }`)}` });
}

/** One map task, and the first reduce task over what it left. */
function job(application: Application, reduces: number = 1): { readonly output: string; readonly mapped: RealResult } {
  const [split] = splitsOf([at('text')], 1_000);
  if (split === undefined) throw new Error('no split');
  const mapped = perform(application, { kind: 'map', attempt: 0, split, reduces, into: at('spill'), seed: 1 });
  perform(application, { kind: 'reduce', attempt: 1, spills: [{ file: at('spill'), from: 0, to: mapped.offsets[1] ?? 0 }], into: at('out'), seed: 1 });
  return { output: readFileSync(at('out'), 'utf8'), mapped };
}

describe('an application that', () => {
  test.each([
    ['throws in its combiner', "combine() { throw new Error('no') }", 'combine threw at key "a": Error: no'],
    ['throws in its partition', "partition() { throw new Error('no') }", 'partition threw at key "a": Error: no'],
    ['throws in records', "records() { throw new Error('no') }", 'records threw at'],
    ['throws in format', "format() { throw new Error('no') }", 'format threw at key "a": Error: no'],
    ['throws what cannot be told', 'map() { throw { toString() { throw 1 } } }', 'some object'],
    ['partitions out of range', 'partition: () => 7', 'partition gave 7 for key "a": expected a whole number from 0 to 0'],
    ['partitions by no number', 'partition: () => NaN', 'partition gave NaN for key "a"'],
    ['maps to numbers', 'map: () => [[1, 2]]', 'map gave [1,2] at'],
    ['maps to half a pair', "map: () => [['a']]", 'map gave ["a"] at'],
    ['maps to a string', "map: () => 'abc'", 'map gave "abc" at'],
    ['maps to nothing', 'map(file, text) { [[text, file]]; }', 'map gave undefined at'],
    ['emits numbers', 'map(file, text, { emit }) { emit(text, 1); }', 'emit("one two\\nthree\\n", 1): expected a key and a value, both strings'],
    ['maps later', "async map() { return [['a', 'b']] }", 'map gave a promise at'],
    ['reduces later', "async reduce() { return 'x' }", 'reduce gave a promise at key "a", expected a string'],
    ['combines to a string', "combine: () => 'hello'", 'combine gave "hello" at key "a", expected an array of strings'],
    ['has records that are none', 'records: () => [5]', 'records gave 5 at'],
    ['formats to nothing', 'format: () => undefined', 'format gave undefined at key "a"'],
    ['counts by words', "map(file, text, { count }) { count('x', 'y'); return [] }", 'count("x", "y"): expected a name and a finite number'],
  ])('%s is told so', async (_name, fields, message) => {
    const application = await untyped(fields);
    expect(() => job(application)).toThrow(message);
  });

  test('counts under a name that every object has, counts', () => {
    const counting: Application = { ...plain, map: (_file, text, { count }) => (['constructor', '__proto__', '__proto__'].forEach((name) => count(name)), [['k', text]]) };
    const { counts } = job(counting).mapped;
    expect(Object.entries(counts)).toEqual([['constructor', 1], ['__proto__', 2]]);
    expect(Object.entries(added(counts, counts))).toEqual([['constructor', 2], ['__proto__', 4]]);
    const simulated = runMap(counting, 'f', 'text', 1);
    expect(simulated.kind === 'mapped' ? Object.entries(simulated.counts) : simulated).toEqual([['constructor', 1], ['__proto__', 2]]);
  });

  test('cuts a character in two finds both halves again, each key once and in order', () => {
    const halves: Application = { ...plain, map: () => [['\ud835', '\udcb3'], ['\ud834', '1'], ['\ud835', '\\ud835'], ['\ufffc', '\t\n']], reduce: (_key, values) => JSON.stringify(values) };
    const line = (values: readonly string[]): string => `\ufffd ${JSON.stringify(values)}\n`;
    expect(job(halves).output).toBe(`${line(['1'])}${line(['\udcb3', '\\ud835'])}\ufffc ${JSON.stringify(['\t\n'])}\n`);
  });

  test('changes its arguments changes nothing else', async () => {
    const rude = await untyped("map: () => [['a', '2'], ['a', '1'], ['b', '3']], combine(key, values) { values.sort(); return values; }, reduce(key, values) { values.push('x'); return values.join(''); }");
    expect(job(rude).output).toBe('a 12x\nb 3x\n');
  });
});

test('a file that has changed since the job began is not read as if it had not', () => {
  const changing: Application = { ...plain, records: (text) => (appendFileSync(at('text'), 'more\n'), [text]) };
  const [split] = splitsOf([at('text')], 1_000);
  if (split === undefined) throw new Error('no split');
  const attempt = (number: number): RealResult => perform(changing, { kind: 'map', attempt: number, split, reduces: 1, into: at('spill'), seed: 1 });
  attempt(0);
  expect(() => attempt(1)).toThrow('it has changed since the job began');
});

test('a line is never cut: what is longer than memory allows is refused', () => {
  writeFileSync(at('text'), `${'x'.repeat(200_000)}\ny\n`);
  expect(splitsOf([at('text')], 10).map(({ from, to }) => [from, to])).toEqual([[0, 200_001], [200_001, 200_003]]);
  expect(() => splitsOf([at('text')], 10, { longest: 1 << 16 })).toThrow('goes on for more than 65536 bytes');
});
