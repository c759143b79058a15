import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check, explain, findFaultInOrders, isModelName, type ModelName, models, readHistory, type Verdict } from './index.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const samples = `${here}samples/`;
/** Histories that are too many for the repository, beside it: see the README in that folder. */
const shared = `${here}../../../shared/histories/`;

function judge<Name extends ModelName>(name: Name, path: string): Verdict<unknown> {
  const read = readHistory(readFileSync(path, 'utf8'), { model: name, fileName: path });
  if (read.kind === 'malformed') expect.fail(`${path}: ${read.problem.line}: ${read.problem.message}`);
  const verdict = check(models[name], read.history);
  const fault = verdict.kind === 'ok' ? findFaultInOrders(models[name], read.history, verdict.orders, true) : null;
  expect(fault, path).toBe(null);
  return verdict;
}

describe('the samples', () => {
  it.each(readdirSync(samples))('%s gets the verdict that its name says', (file) => {
    const [model, verdict] = file.split('.');
    if (model === undefined || !isModelName(model)) expect.fail(`${file}: no model of that name`);
    expect(judge(model, samples + file).kind).toBe(verdict);
  });
});

interface Entry {
  readonly file: string;
  readonly model: ModelName;
  readonly expected: 'Ok' | 'Illegal';
  /** Porcupine's time in milliseconds, where it came to a verdict. */
  readonly porcupine: number | null;
}

function entryOf(raw: unknown): Entry {
  const fields = new Map(Object.entries(Object(raw)));
  const file = String(fields.get('file'));
  const model = String(fields.get('model'));
  if (!isModelName(model)) throw new Error(`${file}: no model ${model}`);
  const run = new Map(Object.entries(Object(fields.get('porcupine'))));
  const hasVerdict = run.get('verdict') === 'Ok' || run.get('verdict') === 'Illegal';
  const time: unknown = fields.get('porcupineMedianMs') ?? (hasVerdict ? run.get('ms') : null);
  const expected = fields.get('expected') === 'Ok' ? 'Ok' : 'Illegal';
  return { file, model, expected, porcupine: typeof time === 'number' ? time : null };
}

const isThere = existsSync(`${shared}manifest.json`);
if (!isThere) console.warn(`SKIPPED: the shared histories are not in ${shared}: only the samples of this repository were checked.`);

describe.skipIf(!isThere)('the shared histories', () => {
  const manifest: unknown = isThere ? JSON.parse(readFileSync(`${shared}manifest.json`, 'utf8')) : [];
  const entries = Array.isArray(manifest) ? manifest.map(entryOf) : [];
  const quick = entries.filter(({ porcupine }) => porcupine !== null && porcupine <= 1_000);

  it('are those that Porcupine finished within a second, and some', () => {
    if (isThere) expect(quick.length).toBeGreaterThan(100);
  });

  it.each(quick)('$file is $expected', ({ file, model, expected }) => {
    expect(judge(model, shared + file).kind).toBe(expected === 'Ok' ? 'ok' : 'illegal');
  });

  const concurrentAppends = entries.filter(({ file }) => /kv-append-c(15|20)x10-g30-bad/.test(file));
  it.each(concurrentAppends)('the part of $file that is shown is illegal by itself', ({ file }) => {
    const read = readHistory(readFileSync(shared + file, 'utf8'), { model: 'kv', fileName: file });
    if (read.kind === 'malformed') expect.fail(read.problem.message);
    const verdict = check(models.kv, read.history);
    if (verdict.kind !== 'illegal') expect.fail(verdict.kind);
    const { kept, isMinimal } = explain(models.kv, read.history, verdict).minimal;
    expect(check(models.kv, kept.map(({ operation }) => operation)).kind).toBe('illegal');
    expect(isMinimal).toBe(true);
    expect(kept.length).toBeLessThan(60);
  });

  // Porcupine gave these up after a minute or nine gigabytes.
  const beyond = entries.filter(({ file }) => /reg-pending-writes-k64|reg-concurrent-reads-r256|reg-tail-timeouts-k64|reg-random-c50-r90|reg-unknown-c05-n1000|kvv-put-c50/.test(file));
  it.each(beyond)('$file is $expected, which Porcupine does not find out', ({ file, model, expected }) => {
    expect(judge(model, shared + file).kind).toBe(expected === 'Ok' ? 'ok' : 'illegal');
  });
});
