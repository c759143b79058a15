/** Histories made to hurt: a clear error, or an answer, in bounded memory. Each in a process of its own with a small heap. */
import { closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { faultline, Folder, type Outcome } from './testing/faultline.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** The heap that each may take. What is refused needs far less; what is answered holds 100,000 operations. */
const megabytes = 256;

const checkIt = (file: string, ...args: readonly string[]): Promise<Outcome> => faultline(folder.path, ['check', file, ...args], { env: { NODE_OPTIONS: `--max-old-space-size=${megabytes}` } });

/** A file that begins with this text and goes on without a line end, for a gigabyte; it takes no space on the disk. */
function endless(name: string, start: string): string {
  const file = openSync(join(folder.path, name), 'w');
  writeSync(file, start);
  ftruncateSync(file, 2 ** 30);
  closeSync(file);
  return name;
}

const operation = (client: number, input: object, output: object | null, call: number, returned: number | null): string => JSON.stringify({ clientId: client, input, output, call, return: returned });

describe('a gigabyte without an end is refused with its place', () => {
  test.each([
    ['one.jsonl', '{"clientId":"', 'jsonLines', 'line 1, column 1048577: a line of more than 1048576 characters'],
    ['one.json', '[{"ClientId":"', 'porcupine', 'a value of more than 4194304 characters'],
    ['one.etcd.json', '{"ClientId":\n"', 'etcdReport', 'a value of more than 4194304 characters'],
    ['one.itf.json', '{"states":[{"event":"', 'itf', 'a value of more than 4194304 characters'],
    ['one.edn', '[{:process "', 'jepsenEdn', 'a value of more than 4194304 characters'],
    ['one.log', 'INFO jepsen.util - 0', 'jepsenLog', 'line 1, column 1048577: a line of more than 1048576 characters'],
  ])('%s', async (name, start, format, message) => {
    const { code, err } = await checkIt(endless(name, start), '--model', 'register', '--format', format);
    expect(err).toMatch(new RegExp(String.raw`^error: ${name}: line \d+, column \d+: `));
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('a million levels are refused with their place', () => {
  test.each([
    ['deep.jsonl', '{"clientId":', '['],
    ['deep.json', '[{"ClientId":0,"Input":', '{"a":'],
    ['deep.itf.json', '{"vars":[],"states":[', '{"#tup":['],
    ['deep.edn', '{:process 0 :value ', '#{['],
  ])('%s', async (name, start, level) => {
    folder.write(name, start + level.repeat(name === 'deep.jsonl' ? 1_000_000 : 100_000));
    const { code, err } = await checkIt(name, '--model', 'register');
    expect(err).toMatch(/line 1, column \d+: .*(?:nested more than 64 levels deep|the text ends)/);
    expect(code).toBe(2);
  });
});

describe('a hundred thousand operations that are open at once', () => {
  const many = 100_000;

  test('and were never answered are no harder than none', async () => {
    const lines = Array.from({ length: many }, (_, i) => operation(i, { op: 'write', key: 'x', value: i % 50 }, null, i, null));
    folder.write('unanswered.jsonl', [...lines, operation(many, { op: 'read', key: 'x' }, { value: 7 }, many, many + 1)].join('\n'));
    expect(await checkIt('unanswered.jsonl', '--model', 'register')).toMatchObject({ code: 0, out: expect.stringContaining('100000 unanswered') });
  });

  test('as events whose returns never come are read, and answered', async () => {
    const events = Array.from({ length: many }, (_, i) => JSON.stringify({ ClientId: i + 1, Kind: false, Value: { op: 'write', key: 'x', value: i }, Id: i }));
    folder.write('events.json', [...events, '{"ClientId":0,"Kind":false,"Value":{"op":"read","key":"x"},"Id":-1}', '{"ClientId":0,"Kind":true,"Value":{"value":-5},"Id":-1}'].join('\n'));
    const { code, out } = await checkIt('events.json', '--model', 'register');
    expect(out).toContain('read as porcupine, told from its text');
    expect(out).toContain('read() by client 0 returned -5, but ');
    expect(code).toBe(11);
  });

  test('and depend on each other get an answer, or none within the budget', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => operation(i, { op: 'append', key: 'x', value: 'a' }, { ok: true }, i, 20_000 + i));
    folder.write('overlap.jsonl', [...lines, operation(9_999, { op: 'get', key: 'x' }, { value: 'a'.repeat(100) }, 10, 30_000)].join('\n'));
    const { code, out } = await checkIt('overlap.jsonl', '--model', 'kv', '--budget', '2000');
    expect(out).toContain('Unknown: not decided within a budget of 2000 configurations');
    expect(code).toBe(14);
  });
});

describe('stamps that are no times', () => {
  test.each([
    ['NaN', 'line 1, column 97: expected an operation as one JSON object: expected a value, got "NaN"'],
    ['Infinity', 'line 1, column 97: expected an operation as one JSON object: expected a value, got "Infinity"'],
    ['1e999', 'line 1, column 97: return of an operation is Infinity: expected a number'],
    ['-3', 'line 1, column 97: returns at -3, before its call at 1'],
  ])('are refused: %s', async (stamp, message) => {
    const name = `stamp${stamp}.jsonl`;
    folder.write(name, operation(0, { op: 'write', key: 'x', value: 1 }, { ok: true }, 1, 12_345).replace('12345', stamp));
    expect(await checkIt(name, '--model', 'register')).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});

describe('bytes that are no text', () => {
  test('are refused with their place: else two keys might become one', async () => {
    const start = operation(0, { op: 'write', key: 'ä', value: 1 }, { ok: true }, 0, 1);
    folder.write('fine.jsonl', start.replace('ä', '\u{FFFD}'));
    writeFileSync(join(folder.path, 'bytes.jsonl'), Buffer.concat([Buffer.from(`${start}\n{"clientId":0,"input":{"op":"read","key":"`), Uint8Array.of(0xff)]));
    expect(await checkIt('bytes.jsonl', '--model', 'register')).toMatchObject({ code: 2, err: 'error: bytes.jsonl: line 2, column 43: expected text in UTF-8: byte 0xff has no place there\n' });
    expect(await checkIt('fine.jsonl', '--model', 'register')).toMatchObject({ code: 0 });
  });
  test('or a link to itself, which is no file', async () => {
    symlinkSync('loop.jsonl', join(folder.path, 'loop.jsonl'));
    expect(await checkIt('loop.jsonl', '--model', 'register')).toMatchObject({ code: 2, err: expect.stringContaining('loop.jsonl: cannot be read: ') });
  });
});

describe('check --html', () => {
  test('writes a page that needs no other file, and never over another one', async () => {
    const write = (client: number, call: number, value: number): string => operation(client, { op: 'write', key: 'x', value }, { ok: true }, call, call + 1);
    folder.write('stale.jsonl', [write(0, 0, 7), write(1, 2, 9), operation(3, { op: 'read', key: 'x' }, { value: 7 }, 4, 5)].join('\n'));
    const sentence = 'read() by client 3 returned 7, but write(9) by client 1 began after write(7) by client 0 had returned, and returned before it began: one value would have had to be there twice.';
    const first = await checkIt('stale.jsonl', '--model', 'register', '--html', 'why.html', '--json');
    expect(JSON.parse(first.out)).toMatchObject({ exitCode: 11, format: 'jsonLines', formatFrom: 'text', sentence, minimal: { operations: [0, 1, 2], proven: true, certain: true }, html: 'why.html' });
    expect(await checkIt('stale.jsonl', '--model', 'register', '--html', 'why.html')).toMatchObject({ code: 2, err: expect.stringContaining('why.html: there is such a file already, and it stays as it is') });
    folder.write('fine.jsonl', write(0, 0, 7));
    expect(await checkIt('fine.jsonl', '--model', 'register', '--html', 'fine.html')).toMatchObject({ code: 0, out: expect.stringContaining('fine.html is not written') });
  });
});
