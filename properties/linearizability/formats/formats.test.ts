import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isModelName, type ModelName } from '../models/index.ts';
import { formatNames, problemText, readHistory, writeJsonLines, type FormatName } from './index.ts';

const write = '{"clientId":0,"input":{"op":"write","key":"x","value":1},"output":{"ok":true},"call":0,"return":3}';

function problem(text: string, model: ModelName = 'register', format: FormatName = 'jsonLines'): string {
  const result = readHistory(text, { model, format });
  return result.kind === 'malformed' ? problemText(result.problem) : `a history of ${result.history.length}`;
}

/** Text of the well-formed operation with something else in one place. */
const altered = (from: string, to: string): string => write.replace(from, to);

const deep = (open: string, close: string): string => open.repeat(100_000) + close.repeat(100_000);

describe('malformed JSON lines are refused with their line and what was expected:', () => {
  test.each<readonly [what: string, text: string, message: RegExp]>([
    ['an empty file', '', /no operation/],
    ['half a line', `${write}\n{"clientId":`, /^line 2, column \d+: expected an operation as one JSON object/],
    ['an array', '[]', /^line 1, column \d+: /],
    ['a number', '7', /^line 1, column \d+: /],
    ['a return before the call', altered('"call":0', '"call":9'), /^line 1, column \d+: returns at 3, before its call at 9$/],
    ['a call that is a word', altered('"call":0', '"call":"soon"'), /^line 1, column \d+: .*call/],
    ['a call beyond all numbers', altered('"call":0', '"call":1e999'), /^line 1, column \d+: .*call/],
    ['no client', altered('"clientId":0,', ''), /^line 1, column \d+: .*clientId/],
    ['a client that is half', altered('"clientId":0', '"clientId":0.5'), /^line 1, column \d+: .*clientId/],
    ['an unknown operation', altered('"write"', '"wirte"'), /^line 1, column \d+: .*wirte/],
    ['a field that nobody knows', altered('"call":0', '"call":0,"cal":1'), /^line 1, column \d+: .*cal/],
    ['a field named __proto__', altered('"call":0', '"call":0,"__proto__":{"x":1}'), /^line 1, column \d+: .*__proto__/],
    ['an output and no return', altered('"return":3', '"return":null'), /^line 1, column \d+: an output but no return/],
    ['a client that overlaps itself', `${write}\n${altered('"call":0', '"call":2').replace('"return":3', '"return":5')}`, /^line 2, column \d+: /],
    ['input nested without end', altered('{"op":"write","key":"x","value":1}', deep('[', ']')), /^line 1, column \d+: /],
    ['an endless line', altered('"x"', `"${'x'.repeat(2_000_000)}"`), /^line 1, column 1048577: a line of more than 1048576 characters/],
  ])('%s', (_what, text, message) => {
    expect(problem(text)).toMatch(message);
  });
});

describe('malformed EDN is refused with its line:', () => {
  test.each<readonly [what: string, text: string, message: RegExp]>([
    ['an unclosed map', '{:type :invoke', /^line 1/],
    ['an unclosed vector', '[{:type :invoke, :f :read, :value nil, :process 0}', /the text ends inside the history/],
    ['an unclosed string', '{:type "invoke', /^line 1/],
    ['vectors nested without end', deep('[', ']'), /^line 1/],
    ['a type that nobody knows', '{:type :done, :f :read, :value nil, :process 0}', /^line 1.*done/],
    ['an answer without a call', '{:type :ok, :f :read, :value 1, :process 0}', /^line 1/],
    ['two calls of one process', '{:type :invoke, :f :read, :value nil, :process 0}\n{:type :invoke, :f :read, :value nil, :process 0}', /^line 2/],
    ['a number of a million digits', `{:type :invoke, :f :write, :process 0, :value ${'9'.repeat(2_000_000)}}`, /^line 1/],
    ['text after the end', '[] 5', /after the end of the history/],
    ['an odd map', '{:type}', /^line 1/],
  ])('%s', (_what, text, message) => {
    expect(problem(text, 'register', 'jepsenEdn')).toMatch(message);
  });
});

describe('malformed logs are refused with their line:', () => {
  test.each<readonly [what: string, text: string, message: RegExp]>([
    ['nothing that is an event', 'hello\nworld', /no operation/],
    ['an event without a value', 'INFO jepsen.util - 0 :invoke', /^line 1/],
    ['an operation that nobody knows', 'INFO jepsen.util - 0 :invoke :wirte 1', /^line 1/],
    ['an answer without a call', 'INFO jepsen.util - 0 :ok :read 1', /^line 1/],
    ['a value that is no EDN', 'INFO jepsen.util - 0 :invoke :write [1', /^line 1/],
  ])('%s', (_what, text, message) => {
    expect(problem(text, 'register', 'jepsenLog')).toMatch(message);
  });
});

test('a format that cannot be told is asked for', () => {
  expect(readHistory('what is this', { model: 'register' })).toMatchObject({ kind: 'malformed', problem: { message: expect.stringMatching(/its format cannot be told/) } });
});

const samples = new URL('../samples/', import.meta.url);

/** Each sample of this project, with its model. */
const texts: readonly (readonly [ModelName, FormatName, string])[] = readdirSync(samples).flatMap((name) => {
  const [model = ''] = name.split('.');
  const text = readFileSync(new URL(name, samples), 'utf8');
  const result = isModelName(model) ? readHistory(text, { model, fileName: name }) : null;
  return isModelName(model) && result?.kind === 'history' ? [[model, result.format, text] as const] : [];
});

describe.each(formatNames)('the reader of %s', (format) => {
  const ofFormat = texts.filter(([, name]) => name === format);

  test('has samples to be fuzzed with', () => {
    expect(ofFormat.length).toBeGreaterThan(1);
  });

  test('answers any text with a history or with what is wrong, and throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300, size: 'max' }), fc.constantFrom<ModelName>('register', 'kv', 'kvv', 'lock', 'store'), (text, model) => {
        expect(['history', 'malformed']).toContain(readHistory(text, { model, format }).kind);
      }),
      { numRuns: 2_000 },
    );
  });

  test('answers damaged files with a history or with what is wrong, and throws nothing', () => {
    const damage = fc.record({ sample: fc.constantFrom(...ofFormat), at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(30), put: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('null', '"__proto__":', '[', '{', '1e999', '-0', ':info', '\n')) });
    fc.assert(
      fc.property(damage, ({ sample: [model, , text], at, cut, put }) => {
        const place = Math.floor(at * text.length);
        const result = readHistory(text.slice(0, place) + put + text.slice(place + cut), { model, format });
        if (result.kind === 'malformed') expect(result.problem.message).not.toBe('');
        else expect(result.history.length).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });
});

test('what is written as JSON lines is read back the same', () => {
  for (const [model, format, text] of texts) {
    const read = readHistory(text, { model, format });
    if (read.kind !== 'history') continue;
    const again = readHistory(writeJsonLines(read.history), { model, format: 'jsonLines' });
    expect(again).toMatchObject({ kind: 'history', history: read.history });
  }
});
