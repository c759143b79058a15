import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelName } from '../models/index.ts';
import { type FormatName, HistoryReader, problemText, readHistory } from './index.ts';

const sample = (name: string): string => readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8');

/** The history, or the problem in one line. */
function read(text: string, model: ModelName = 'register', format?: FormatName): unknown {
  const result = readHistory(text, { model, ...(format === undefined ? {} : { format }) });
  return result.kind === 'history' ? result.history : problemText(result.problem);
}

const goOperation = (changes: object): string => JSON.stringify({ ClientId: 0, Input: { Op: 0, Key: 'x' }, Call: 1, Output: { Value: 'a' }, Return: 2, ...changes });
const goEvent = (ClientId: number, Kind: boolean, Id: number, Value: object): string => JSON.stringify({ ClientId, Kind, Value, Id });

describe('operations for Porcupine', () => {
  it('have stamps in nanoseconds since 1970, of which no two become one', () => {
    expect(read(sample('register.ok.porcupine.json'))).toMatchObject([{ call: 0, return: 4 }, { call: 1, return: 3 }, { call: 5, output: null, return: null }]);
  });
  it('are in the words of the labs: numbers of operations, fields with a capital', () => {
    const put = goOperation({ Input: { Op: 1, Key: 'x', Value: 'v' }, Output: { Value: '' } });
    expect(read(goOperation({}), 'kv')).toEqual([{ client: 0, input: { op: 'get', key: 'x' }, call: 1, output: { value: 'a' }, return: 2 }]);
    expect(read(put, 'kv')).toMatchObject([{ input: { op: 'put', value: 'v' }, output: { ok: true } }]);
    const versioned = goOperation({ Input: { Op: 1, Key: 'x', Value: 'v', Version: 3 }, Output: { Value: '', Version: 0, Err: 'ErrMaybe' } });
    expect(read(versioned, 'kvv')).toMatchObject([{ input: { op: 'put', version: 3 }, output: { err: 'ErrMaybe' } }]);
  });
  it('may overlap where nobody set a client, and only there', () => {
    expect(read([goOperation({}), goOperation({})].join('\n'), 'kv')).toHaveLength(2);
    expect(read(`[${goOperation({ ClientId: 1 })},\n  ${goOperation({ ClientId: 1 })}]`, 'kv')).toBe('line 2, column 3: client 1 calls at 1, before its operation of line 1 returns at 2');
  });
  it.each([
    [goOperation({ Call: 3 }), 'line 1, column 83: returns at 2, before its call at 3'],
    ['[{"ClientId":0,\n  "Input":{"Op":9,"Key":"x"},"Call":1,"Output":{},"Return":2}]', 'line 2, column 17: op of Input is 9: expected "get" or "put" or "append"'],
    ['[{"ClientId":0,"Call":NaN}]', 'line 1, column 23: expected an operation or an event as a JSON object: expected a value, got "NaN"'],
    [goOperation({}).replace('"Call":1', '"Call":1e999'), 'line 1, column 49: Call of an operation is Infinity: expected a number'],
    ['[1 2]', 'line 1, column 2: expected an operation, an object'],
    ['[] 5', 'line 1, column 4: expected nothing after the end of the history, got "5"'],
    [`[${goOperation({})}`, 'line 1, column 86: the text ends inside the history'],
  ])('are refused with the place: %s', (text, expected) => expect(read(text, 'kv', 'porcupine')).toBe(expected));
});

describe('events for Porcupine', () => {
  it('that never return have no answer', () => {
    expect(read(goEvent(1, false, 7, { op: 0, key: 'x' }), 'kv')).toEqual([{ client: 1, input: { op: 'get', key: 'x' }, call: 0, output: null, return: null }]);
  });
  it.each([
    [[goEvent(0, true, 7, { value: 'a' })], 'line 1, column 54: a return with the id 7, which nothing was called with'],
    [[goEvent(0, false, 7, { op: 0, key: 'x' }), goEvent(1, false, 7, { op: 0, key: 'x' })], 'line 2, column 60: a call with the id 7, which another call has had'],
    [[goEvent(0, false, 7, { op: 0, key: 'x' }), goEvent(0, true, 7, { value: 'a' }), goEvent(0, true, 7, { value: 'a' })], 'line 3, column 54: a return with the id 7, which has returned already'],
    [[goEvent(0, false, 7, { op: 0, key: 'x' }), goEvent(1, true, 7, { value: 'a' })], 'line 2, column 13: a return of client 1, but client 0 called with the id 7'],
  ])('are refused with the place: %s', (lines, expected) => expect(read(lines.join('\n'), 'kv')).toBe(expected));
});

describe("reports of etcd's robustness tests", () => {
  it('are registers: errors are unknown, leased keys and reads of the past say nothing', () => {
    expect(read(sample('register.ok.etcd.json'))).toEqual([
      { client: 1, input: { op: 'write', key: 'key0', value: '1' }, call: 100, output: { ok: true }, return: 200 },
      { client: 2, input: { op: 'read', key: 'key0' }, call: 150, output: { value: '1' }, return: 250 },
      { client: 1, input: { op: 'write', key: 'key0', value: '2' }, call: 300, output: null, return: null },
      { client: 2, input: { op: 'read', key: 'key0' }, call: 400, output: { value: '2' }, return: 500 },
    ]);
  });
  it('are of that model only, and refused with the place', () => {
    expect(read(sample('register.ok.etcd.json'), 'kvv')).toBe('reports of etcd are read as histories of register, not of kvv');
    expect(read('{"ClientId":1,\n"Input":5,"Call":1,"Output":{},"Return":2}', 'register', 'etcdReport')).toBe("line 2, column 9: Input is no object as etcd's robustness tests record it");
  });
});

describe('traces in the Informal Trace Format', () => {
  const trace = (...events: readonly object[]): string => JSON.stringify({ vars: ['event'], states: events.map((event) => ({ event })) });
  const call = { client: { '#bigint': '1' }, kind: 'call', input: { op: 'write', key: 'x', value: { tag: 'None', value: {} } } };

  it('have the events in one variable, or all in the last state', () => {
    const put = { client: 1, input: { op: 'put', key: 'k', value: 'a', version: 0 }, call: 0, output: { err: 'OK' } };
    expect(read(sample('kvv.ok.itf.json'), 'kvv')).toMatchObject([{ ...put, return: 2 }, { client: 2, call: 1, output: { value: 'a', version: 1 }, return: 3 }]);
    expect(read(sample('kvv.illegal.itf.json'), 'kvv')).toMatchObject([{ ...put, return: 1 }, { client: 2, call: 2, output: { err: 'ErrNoKey' }, return: 3 }]);
  });
  it('may fail, or stay without an answer; an option is null or its value', () => {
    expect(read(trace(call))).toEqual([{ client: 1, input: { op: 'write', key: 'x', value: null }, call: 0, output: null, return: null }]);
    expect(read(trace(call, { client: 1, kind: 'fail' }))).toBe('no operation found in it, read as itf');
  });
  it.each([
    [trace(call, call), 'line 1, column 166: client 1 calls while its operation is open'],
    [trace({ client: 1, kind: 'return', output: { ok: true } }), 'line 1, column 48: a return of client 1, which has called nothing'],
    [trace({ client: 1, kind: 'start' }), 'line 1, column 57: kind of an event is "start": expected "call" or "return" or "fail" or "none"'],
    [trace({ client: { '#bigint': 'one' }, kind: 'fail' }), 'line 1, column 48: "#bigint": expected an integer of at most 100 digits in quotes'],
    ['{"states": 5}', 'line 1, column 12: expected a state as an object, got "5"'],
    ['{"vars": []}', 'a trace without states: expected {"vars": [...], "states": [...]}'],
    ['{"states": [', 'line 1, column 13: the text ends inside the history'],
  ])('are refused with the place: %s', (text, expected) => expect(read(text, 'register', 'itf')).toBe(expected));
});

describe('a text that comes in chunks', () => {
  const samples = ['register.ok.jsonl', 'register.ok.log', 'register.ok.edn', 'register.ok.porcupine.json', 'register.illegal.porcupine.json', 'register.ok.etcd.json', 'register.illegal.edn'];
  it.each(samples)('of any size gives the same history: %s', (name) => {
    for (const size of [1, 2, 3, 7, 64]) expect(readIn(size, sample(name)), `chunks of ${size}`).toEqual(readHistory(sample(name), { model: 'register' }));
  });
  it.each(samples)('of any size gives the same fault, at the same place: %s', (name) => {
    for (const size of [1, 2, 3, 7, 64]) {
      const text = sample(name).replaceAll(/(\d)(?=[^\d]*$)/g, '$1 }');
      expect(readIn(size, text), `chunks of ${size}`).toEqual(readHistory(text, { model: 'register' }));
    }
  });

  function readIn(size: number, text: string): unknown {
    const reader = new HistoryReader({ model: 'register' });
    for (let at = 0; at < text.length && reader.feed(text.slice(at, at + size)); at += size);
    return reader.end();
  }
});

describe('nested discards of EDN', () => {
  it('discard whole values', () => {
    expect(read('#_ #_ {:a 1} {:b 2}\n{:process 0 :type :invoke :f :read}')).toHaveLength(1);
    expect(read('#_ {:a 1} [{:process 0 :type :invoke :f :read}]')).toHaveLength(1);
    expect(read('#_ #_ {:a 1}', 'register', 'jepsenEdn')).toBe('line 1, column 13: the text ends inside a value');
  });
});
