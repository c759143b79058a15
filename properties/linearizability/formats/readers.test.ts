import { describe, expect, it } from 'vitest';
import type { ModelName } from '../models/index.ts';
import { type FormatName, problemText, readHistory, type ReadResult } from './index.ts';
import { limits } from './malformed.ts';

/** The problem in one line, or how many operations were read. */
function outcome(result: ReadResult<unknown, unknown>): string {
  return result.kind === 'history' ? `${result.history.length} operations` : problemText(result.problem);
}
const json = (text: string, model: ModelName = 'register'): string => outcome(readHistory(text, { model, format: 'jsonLines' }));
const edn = (text: string, model: ModelName = 'register'): string => outcome(readHistory(text, { model, format: 'jepsenEdn' }));
const log = (text: string): string => outcome(readHistory(text, { model: 'register', format: 'jepsenLog' }));

describe('JSON lines', () => {
  const line = (changes: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ clientId: 0, input: { op: 'read', key: 'x' }, output: { value: 1 }, call: 0, return: 3, ...changes });

  it('are read as they are documented', () => {
    const cas = { op: 'cas', key: 'x', from: null, to: 'a' };
    const text = `${line({})}\r\n\n${line({ clientId: 1, input: cas, output: null, call: 5, return: null })}\n`;
    expect(readHistory(text, { model: 'register' })).toEqual({
      kind: 'history',
      format: 'jsonLines',
      from: 'text',
      history: [
        { client: 0, input: { op: 'read', key: 'x' }, output: { value: 1 }, call: 0, return: 3 },
        { client: 1, input: cas, output: null, call: 5, return: null },
      ],
    });
  });
  it('may leave out the output of an operation without an answer', () => {
    expect(json('{"clientId":0,"input":{"op":"write","key":"x","value":1},"call":0,"return":null}')).toBe('1 operations');
  });
  it('may begin with a byte order mark', () => expect(json(`\uFEFF${line({})}`)).toBe('1 operations'));
  it('let a client go on after an operation without an answer, but not before a return', () => {
    expect(json([line({ output: null, return: null }), line({ call: 1, return: 2 })].join('\n'))).toBe('2 operations');
    expect(json([line({}), line({ call: 3, return: 5 })].join('\n'))).toBe('2 operations');
    expect(json([line({}), line({ call: 2, return: 5 })].join('\n'))).toBe(
      'line 2, column 1: client 0 calls at 2, before its operation of line 1 returns at 3',
    );
  });
  it('hold each model in its own words', () => {
    const put = { op: 'put', key: 'k', value: 'v', version: 0 };
    expect(json(line({ input: put, output: { err: 'ErrMaybe' } }), 'kvv')).toBe('1 operations');
    expect(json(line({ input: { op: 'append', key: 'k', value: 'v' }, output: { value: 'old' } }), 'kv')).toBe('1 operations');
    expect(json(line({ input: { op: 'acquire', lock: 'l' }, output: { ok: true } }), 'lock')).toBe('1 operations');
  });
  it('may leave out what a missing key does not have', () => {
    const result = readHistory(line({ input: { op: 'get', key: 'k' }, output: { err: 'ErrNoKey' } }), { model: 'kvv' });
    expect(result).toMatchObject({ history: [{ output: { err: 'ErrNoKey', value: '', version: 0 } }] });
  });
  it('take the client for the holder of a lock where none is named', () => {
    const result = readHistory(line({ clientId: 7, input: { op: 'acquire', lock: 'l' }, output: { ok: true } }), { model: 'lock' });
    expect(result).toMatchObject({ history: [{ input: { op: 'acquire', lock: 'l', holder: 7 } }] });
  });
  it('turn -0 into 0', () => {
    const result = readHistory(line({}).replace('"value":1', '"value":-0'), { model: 'register' });
    expect(result).toMatchObject({ history: [{ output: { value: 0 } }] });
  });

  it.each([
    [line({ clientId: 2 ** 60 }), 'column 13: clientId of an operation is 1152921504606847000: expected an integer'],
    [line({}).replace(',"return":3', ''), 'column 1: return of an operation is missing: expected a number'],
    [line({ return: [3] }), 'column 86: return of an operation is a list: expected a number'],
    [line({ output: null }), 'column 56: expected output, an object'],
    [line({ input: { op: 'raed', key: 'x' } }), 'column 29: op of input is "raed": expected "read" or "write" or "cas"'],
    [line({ input: { op: 'read', key: 'x', kye: 1 } }), 'column 52: unknown field "kye" in input: expected op, key, value, from, to'],
    [line({ output: { value: { a: 1 } } }), 'column 65: value of output is an object: expected a string, number, boolean or null'],
    [line({ input: { op: 'write', key: 'x', value: 1 }, output: { ok: false } }), 'column 73: ok of output is false: expected true'],
  ])('are refused with the field and what it should be: %s', (text, expected) => expect(json(text)).toBe(`line 1, ${expected}`));
});

describe('Jepsen EDN', () => {
  const invoke = '{:process 0, :type :invoke, :f :read, :value nil}';
  const written = (value: string) => readHistory(`{:process 0 :type :invoke :f :write :value ${value}}`, { model: 'register' });

  it('is read map after map, or as one vector or list', () => {
    const maps = `${invoke} {:process 0 :type :ok :f :read :value 5}`;
    const history = [{ client: 0, input: { op: 'read', key: 'register' }, call: 0, output: { value: 5 }, return: 1 }];
    for (const text of [maps, `[${maps}]`, `(${maps})`]) {
      expect(readHistory(text, { model: 'register' })).toEqual({ kind: 'history', format: 'jepsenEdn', from: 'text', history });
    }
  });
  it('skips commas, comments, tags, discarded values and the nemesis', () => {
    const nemesis = '{:process :nemesis, :type :info, :f :start}';
    expect(edn(`; a comment\n#_{:a 1} #jepsen.history.Op ${invoke},, ${nemesis}`)).toBe('1 operations');
  });
  it('takes keys from pairs and from :key', () => {
    const pair = readHistory('{:process 0 :type :invoke :f :cas :value ["a" [1 2]]}', { model: 'register' });
    expect(pair).toMatchObject({ history: [{ input: { op: 'cas', key: 'a', from: 1, to: 2 } }] });
    const plain = readHistory('{:process 0 :type :invoke :f :cas :value [1 2]}', { model: 'register' });
    expect(plain).toMatchObject({ history: [{ input: { op: 'cas', key: 'register', from: 1, to: 2 } }] });
    const named = readHistory('{:process 0 :type :invoke :f :append :key "k" :value "v"}', { model: 'kv' });
    expect(named).toMatchObject({ history: [{ input: { op: 'append', key: 'k', value: 'v' } }] });
  });
  it('drops what failed and leaves open what nobody knows', () => {
    const failed = `${invoke} {:process 0 :type :fail :f :read}`;
    const unknown = '{:process 1 :type :invoke :f :write :value 3} {:process 1 :type :info :f :write}';
    const result = readHistory(`${failed} ${unknown}`, { model: 'register' });
    expect(result).toMatchObject({ history: [{ client: 1, call: 2, output: null, return: null }] });
  });
  it('knows the escapes of strings, signed and fractional numbers, and keywords as values', () => {
    expect(written('"a\\n\\"\\u0041\\\\"')).toMatchObject({ history: [{ input: { value: 'a\n"A\\' } }] });
    expect(written('-2.5e1')).toMatchObject({ history: [{ input: { value: -25 } }] });
    expect(written('+7N')).toMatchObject({ history: [{ input: { value: 7 } }] });
    expect(written(':none')).toMatchObject({ history: [{ input: { value: ':none' } }] });
  });
  it('reads locks by their processes', () => {
    const text = '{:process 4 :type :invoke :f :acquire :value "l"} {:process 4 :type :ok :f :acquire :value "l"}';
    const history = [{ input: { op: 'acquire', lock: 'l', holder: 4 }, output: { ok: true } }];
    expect(readHistory(text, { model: 'lock' })).toMatchObject({ history });
  });
  it('does not carry versions', () => {
    expect(edn(invoke, 'kvv')).toBe('histories of kvv are not read as jepsenEdn, but as jsonLines, porcupine or itf');
  });

  it.each([
    ['{:process 0', 'line 1, column 12: the text ends inside a value'],
    ['\n  ]', 'line 2, column 3: unexpected ]'],
    ['"\\q"', 'line 1, column 3: unknown escape "\\\\q" in a string'],
    ['{:process "a" :type :invoke :f :read}', 'line 1, column 1: :process is "a": expected an integer, or a keyword for the nemesis'],
    ['{:process 0 :type :done :f :read}', 'line 1, column 1: :type is :done: expected :invoke, :ok, :fail or :info'],
    ['{:process 0 :type :invoke :f 3}', 'line 1, column 1: :f is 3: expected a keyword'],
    ['{:process 0 :type :invoke :f :txn :value [[:r 1 nil]]}', 'line 1, column 1: operation :txn: a register has :read, :write and :cas'],
    ['{:process 0 :type :invoke :f :cas :value 3}', 'line 1, column 1: :cas of 3: expected [from to]'],
    ['{:process 0 :type :invoke :f :write :value 1e999}', 'line 1, column 49: "1e999" is no finite number'],
    [`${invoke}\n{:process 0 :type :ok :f :write :value 1}`, 'line 2, column 1: :ok of :write, but line 1 invoked :read'],
    ['{:process 0 :type :invoke :f :read :value [1 nil]}\n{:process 0 :type :ok :f :read :value 3}', 'line 2, column 1: 3: expected [key value], as line 1 has'],
    ['{:process 0 :type :invoke :f :write :value [1 5]}\n{:process 1 :type :invoke :f :write :value ["1" 5]}', 'line 2, column 1: key 1 is a number before and a string here'],
  ])('is refused with the place and what was expected: %s', (text, expected) => expect(edn(text)).toBe(expected));
});

describe('Jepsen logs', () => {
  it('take a failed compare-and-set for an observation, and no other failure', () => {
    const events = ['0\t:invoke\t:cas\t[1 2]', '1\t:invoke\t:read\tnil', '0\t:fail\t:cas\t[1 2]', '1\t:fail\t:read\t:timed-out'];
    const text = events.map((event) => `INFO  jepsen.util - ${event}\n`).join('');
    expect(readHistory(text, { model: 'register' })).toEqual({
      kind: 'history',
      format: 'jepsenLog',
      from: 'text',
      history: [{ client: 0, input: { op: 'cas', key: 'register', from: 1, to: 2 }, call: 0, output: { ok: false }, return: 2 }],
    });
  });
  it('leave other lines, the nemesis and late news out', () => {
    const late = 'INFO jepsen.util - 3 :info :write :timed-out';
    expect(log(`WARN else\n2014 INFO jepsen.util - :nemesis :info :start nil\n${late}\nINFO jepsen.util - 0 :invoke :write 3\n`)).toBe('1 operations');
  });
});

describe('the format', () => {
  it('is told from the ending of the name, else from the text', () => {
    const text = '{:process 0 :type :invoke :f :read}';
    expect(readHistory(text, { model: 'register', fileName: 'a.EDN' })).toMatchObject({ format: 'jepsenEdn' });
    expect(readHistory(text, { model: 'register', fileName: 'a.txt' })).toMatchObject({ format: 'jepsenEdn' });
    expect(outcome(readHistory(text, { model: 'register', fileName: 'a.jsonl' }))).toMatch(/^line 1, column \d+: expected an operation as one JSON/);
  });
});

describe('hostile text', () => {
  it.each<readonly [what: string, format: FormatName, text: string]>([
    ['JSON 100,000 levels deep and not closed', 'jsonLines', `{"clientId":${'['.repeat(100_000)}`],
    ['EDN maps 100,000 levels deep', 'jepsenEdn', '{'.repeat(100_000)],
    ['EDN discards 100,000 levels deep', 'jepsenEdn', '#_'.repeat(100_000)],
    ['EDN tags 100,000 levels deep', 'jepsenEdn', '#a '.repeat(100_000)],
    ['a word of two million letters', 'jepsenEdn', `{:process ${'a'.repeat(2_000_000)}}`],
    ['a string that does not end', 'jepsenEdn', `"${'a'.repeat(2_000_000)}`],
    ['a line of a log that does not end', 'jepsenLog', `jepsen.util - ${'0'.repeat(limits.line)}`],
  ])('such as %s is refused', (_, format, text) => {
    expect(readHistory(text, { model: 'register', format }).kind).toBe('malformed');
  });
  it('does not reach the prototype of anything', () => {
    json('{"__proto__":{"polluted":1},"clientId":0}');
    edn('{:__proto__ {:polluted 1} :process 0 :type :invoke :f :read}');
    expect(Reflect.get({}, 'polluted')).toBe(undefined);
  });
});
