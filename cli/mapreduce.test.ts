/** A job on real files: the same bytes as one thread makes, whatever the seed does to the cluster; and nothing half-done. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSequentially, wordCount } from '../protocols/mapreduce/index.ts';
import { lexicon, textOf } from '../scenarios/mapreduce/texts.ts';
import { faultline, faultlines, Folder, type Outcome } from './testing/faultline.ts';

const words = lexicon(500);
const texts = [0, 1, 2].map((seed) => `${textOf(seed, 2_000, words)}Größe 漢字 𝒳\n`);

const folder = new Folder({
  'throws.mjs': "export default { name: 'picky', map() { throw new Error('I will not'); }, reduce: () => '' };\n",
  'lines.mjs': "export default { name: 'lines', map: (file, text) => [['lines', String(text.split('\\n').length - 1)]], reduce: (key, values) => (console.log('reducing'), String(values.reduce((sum, value) => sum + Number(value), 0))) };\n",
  'leaves.mjs': "export default { name: 'leaves', map() { process.exit(3); }, reduce: () => '' };\n",
  'invalid.txt': Uint8Array.of(0x61, 0x62, 0x0a, 0xff, 0x63),
  'lines.py': 'pass',
  'stranger.mjs': 'export default 5;\n',
});
for (const place of ['books', 'taken']) mkdirSync(join(folder.path, place));
for (const [i, text] of texts.entries()) folder.write(`books/${i}.txt`, text);
folder.write('taken/file', 'mine');
afterAll(() => folder.remove());

const filesIn = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(join(folder.path, name)).map((file) => [file, readFileSync(join(folder.path, name, file), 'utf8')]));
const leftovers = (): readonly string[] => readdirSync(folder.path).filter((name) => name.includes('.partial-'));

describe('faultline mapreduce', () => {
  test('writes the bytes of a sequential run, whatever the seed and the size of the splits', async () => {
    const expected = runSequentially(wordCount, texts.map((text, i) => [`${i}`, text]), 3);
    const jobs = [
      ['--sequential'],
      ['--faults', 'none'],
      ...[1, 2, 3, 4].map((seed) => ['--seed', String(seed), '--split', '3000', '--workers', '2']),
    ];
    const outcomes = await faultlines(folder.path, jobs.map((flags, i) => ['mapreduce', 'wc', 'books', '--reduces', '3', '--out', `out-${i}`, '--json', ...flags]));
    for (const [i, { code, out }] of outcomes.entries()) {
      expect(code).toBe(0);
      expect(filesIn(`out-${i}`)).toEqual(Object.fromEntries(expected.outputs.map((text, reduce) => [`mr-out-${reduce}`, text])));
      expect(JSON.parse(out)).toMatchObject({ verb: 'mapreduce', exitCode: 0, files: 3, counters: expected.counts });
    }
    expect(outcomes.slice(2).some(({ out }) => JSON.parse(out).faults > 0)).toBe(true);
    expect(leftovers()).toEqual([]);
  });

  test('sorts through all output files, and runs an application of the user', async () => {
    const [sorted, lines] = await faultlines(folder.path, [
      ['mapreduce', 'sort', 'books', '--reduces', '3', '--split', '4000', '--out', 'sorted', '--seed', '5'],
      ['mapreduce', './lines.mjs', 'books', '--reduces', '1', '--out', 'lines', '--seed', '6', '--json'],
    ]);
    expect([sorted?.code, lines?.code]).toEqual([0, 0]);
    const input = texts.join('').split('\n').slice(0, -1);
    const output = Object.values(filesIn('sorted')).join('').split('\n').slice(0, -1);
    expect(output).toEqual(input.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    expect(filesIn('lines')).toEqual({ 'mr-out-0': `lines ${input.length}\n` });
    expect(JSON.parse(lines?.out ?? '')).toMatchObject({ verb: 'mapreduce', exitCode: 0 });
    expect(lines?.err).toContain('reducing');
  });

  describe('what the user gets wrong', () => {
    const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['a missing file', ['wc', 'nowhere.txt'], /nowhere\.txt: there is no such file or folder/],
      ['invalid UTF-8', ['wc', 'invalid.txt'], /invalid\.txt: byte 3 is not valid UTF-8/],
      ['an application that throws', ['./throws.mjs', 'books'], /picky: map threw at books\/\d\.txt: Error: I will not/],
      ['an application that ends its thread', ['./leaves.mjs', 'books'], /leaves\.mjs: a worker thread has been ended from within, with code 3/],
      ['an application that is none', ['./stranger.mjs', 'books'], /expected an application as its default export/],
      ['an application in another language', ['./lines.py', 'books'], /expected an application file/],
      ['an unknown application', ['wcc', 'books'], /did you mean 'wc'/],
      ['an unknown fault', ['wc', 'books', '--faults', 'crush'], /did you mean 'crash'/],
    ];
    let outcomes: readonly Outcome[] = [];
    beforeAll(async () => void (outcomes = await faultlines(folder.path, cases.map(([, args]) => ['mapreduce', ...args, '--out', 'wrong']))), 60_000);

    test.each(cases.map(([name], i) => [name, i] as const))('%s is said in one line, and nothing is left', (_name, i) => {
      expect(outcomes[i]).toMatchObject({ code: 2, err: expect.stringMatching(cases[i]?.[2] ?? /^$/) });
      expect(existsSync(join(folder.path, 'wrong'))).toBe(false);
      expect(leftovers()).toEqual([]);
    });

    test('an output folder that is not empty stays as it is', async () => {
      const { code, err } = await faultline(folder.path, ['mapreduce', 'wc', 'books', '--out', 'taken']);
      expect([code, err]).toEqual([2, expect.stringContaining('taken: the output folder is not empty')]);
      expect(filesIn('taken')).toEqual({ file: 'mine' });
    });
  });

  test.each(['--seed=0', '--sequential'])('a map that never ends is stopped by a signal (%s), and leaves nothing', async (flag) => {
    let isSent = false;
    folder.write('ever.mjs', "import { writeSync } from 'node:fs';\nexport default { name: 'ever', map() { writeSync(2, 'mapping\\n'); for (;;); }, reduce: () => '' };\n");
    const { code } = await faultline(folder.path, ['mapreduce', './ever.mjs', 'books', '--out', 'stopped', flag], {
      watch: (said, kill) => {
        if (isSent || !said.includes('mapping')) return;
        isSent = true;
        kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(existsSync(join(folder.path, 'stopped'))).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  test('a run that is killed leaves no output, and the next one clears away what it left', async () => {
    folder.write('slow.mjs', "export default { name: 'slow', map() { const end = Date.now() + 60000; process.stderr.write('mapping\\n'); while (Date.now() < end); return []; }, reduce: () => '' };\n");
    const { code } = await faultline(folder.path, ['mapreduce', './slow.mjs', 'books', '--out', 'killed', '--sequential'], {
      watch: (said, kill) => (said.includes('mapping') ? kill('SIGKILL') : undefined),
    });
    expect(code).toBe(null);
    expect(existsSync(join(folder.path, 'killed'))).toBe(false);
    expect(leftovers()).toHaveLength(1);
    expect((await faultline(folder.path, ['mapreduce', 'wc', 'books', '--out', 'killed', '--seed', '1'])).code).toBe(0);
    expect(leftovers()).toEqual([]);
  });
});
