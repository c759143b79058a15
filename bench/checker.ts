/**
 * The checker against Porcupine, both timed on the same histories after these were read. Porcupine runs live where Go is installed
 * (`bench/porcupine`). Recorded histories, in a folder with a `manifest.json` of their files, models, verdicts and Porcupine's times, come first.
 *
 *     node --max-old-space-size=3000 dist/bench/checker.js [seconds per history for Porcupine, default 5] [folder of recorded histories]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalText } from '../properties/linearizability/canonicalText.ts';
import { check, type CheckOptions } from '../properties/linearizability/checker.ts';
import { readHistory } from '../properties/linearizability/formats/index.ts';
import { models } from '../properties/linearizability/models/index.ts';
import type { History, Operation } from '../properties/history.ts';
import { type Case, halfUnknown, hardFamilies, manyKeys } from './families.ts';
import { median } from './median.ts';

const seconds = Number(process.argv[2] ?? 5);
const runs = 5;

interface Timed {
  readonly verdict: string;
  readonly milliseconds: number;
}

/** Porcupine's time as it was recorded once, null: it gave up; undefined: nobody knows. */
type Subject = Case & { readonly recorded?: number | null };

function judge({ model, history }: Case, options: CheckOptions): string {
  switch (model) {
    case 'register':
      return check(models.register, history, options).kind;
    case 'kv':
      return check(models.kv, history, options).kind;
    case 'kvv':
      return check(models.kvv, history, options).kind;
  }
}

/** The fastest of some runs, as for Porcupine; of one where it takes over a second. */
function time(subject: Case): Timed {
  let milliseconds = Infinity;
  let verdict = '';
  for (let run = 0; run < runs && (run === 0 || milliseconds < 1_000); run++) {
    const begin = performance.now();
    verdict = judge(subject, {});
    milliseconds = Math.min(milliseconds, performance.now() - begin);
  }
  return { verdict, milliseconds };
}

/** What the Go programme reads. Every value is a text there. */
function forGo({ model, history }: Case): string {
  const operations = (history satisfies History<object, object>).map((operation: Operation<object, object>) => {
    const input = Object.fromEntries(Object.entries(operation.input).map(([name, value]) => [name, textOf(name, value)]));
    const answer = operation.output === null ? null : Object.fromEntries(Object.entries(operation.output).map(([name, value]) => [name, textOf(name, value)]));
    return { client: operation.client, call: operation.call, return: operation.return, ...input, answer };
  });
  return JSON.stringify({ model, initial: model === 'register' ? 'null' : '', operations });

  function textOf(name: string, value: unknown): unknown {
    const isRegisterValue = model === 'register' && ['value', 'from', 'to'].includes(name);
    return isRegisterValue ? canonicalText(value) : value;
  }
}

/** Porcupine's times, or null where Go is not installed. */
function timePorcupine(subjects: readonly Case[]): readonly Timed[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-porcupine-'));
  try {
    const programme = join(folder, 'porcupine');
    const sources = fileURLToPath(new URL('../../bench/porcupine', import.meta.url));
    const built = spawnSync('go', ['build', '-o', programme, '.'], { cwd: sources, encoding: 'utf8' });
    if (built.status !== 0) {
      console.log(`Porcupine is not run: ${built.error?.message ?? built.stderr}`);
      return null;
    }
    return subjects.map((subject) => {
      const file = join(folder, 'history.json');
      writeFileSync(file, forGo(subject));
      const { stdout, status, stderr } = spawnSync(programme, [String(seconds), String(runs), file], { encoding: 'utf8', env: { ...process.env, GOMEMLIMIT: '6GiB' } });
      if (status !== 0) throw new Error(`${subject.name}: ${stderr}`);
      const fields = new Map(Object.entries(Object(JSON.parse(stdout))));
      return { verdict: String(fields.get('verdict')), milliseconds: Number(fields.get('ms')) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Histories of a folder, with Porcupine's times as they were recorded. */
function recordedSubjects(folder: string): readonly Subject[] {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return (Array.isArray(manifest) ? manifest : []).flatMap((raw: unknown): readonly Subject[] => {
    const fields = new Map(Object.entries(Object(raw)));
    const name = String(fields.get('file'));
    const expected = fields.get('expected') === 'Ok' ? 'ok' : 'illegal';
    const ran = new Map(Object.entries(Object(fields.get('porcupine'))));
    const hasVerdict = ran.get('verdict') === 'Ok' || ran.get('verdict') === 'Illegal';
    const time: unknown = fields.get('porcupineMedianMs') ?? (hasVerdict ? ran.get('ms') : null);
    const recorded = typeof time === 'number' ? time : null;
    const text = readFileSync(join(folder, name), 'utf8');
    switch (fields.get('model')) {
      case 'register': {
        const read = readHistory(text, { model: 'register', fileName: name });
        return read.kind === 'malformed' ? [] : [{ name, model: 'register', expected, history: read.history, recorded }];
      }
      case 'kv': {
        const read = readHistory(text, { model: 'kv', fileName: name });
        return read.kind === 'malformed' ? [] : [{ name, model: 'kv', expected, history: read.history, recorded }];
      }
      default: {
        const read = readHistory(text, { model: 'kvv', fileName: name });
        return read.kind === 'malformed' ? [] : [{ name, model: 'kvv', expected, history: read.history, recorded }];
      }
    }
  });
}

const figure = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 10 ? 2 : 0);

function compare(title: string, subjects: readonly Subject[]): void {
  for (const subject of subjects) judge(subject, { budget: 20_000 });
  const ours = subjects.map(time);
  const theirs = timePorcupine(subjects);
  console.log(`\n${title}\n${'history'.padEnd(46)} ${'operations'.padStart(10)} ${'verdict'.padEnd(8)} ${'ms'.padStart(9)} ${'Porcupine'.padStart(10)} ${'recorded'.padStart(9)}`);
  for (const [i, { name, history, expected, recorded }] of subjects.entries()) {
    const { verdict, milliseconds } = ours[i] ?? { verdict: '', milliseconds: Number.NaN };
    const live = theirs?.[i];
    const told = live === undefined ? '-' : live.verdict === 'Unknown' ? 'gave up' : figure(live.milliseconds);
    const known = recorded === undefined ? '-' : recorded === null ? 'gave up' : figure(recorded);
    console.log(`${name.padEnd(46)} ${String(history.length).padStart(10)} ${verdict.padEnd(8)} ${figure(milliseconds).padStart(9)} ${told.padStart(10)} ${known.padStart(9)}${verdict === expected ? '' : `  NOT ${expected}`}`);
  }
  if (theirs !== null) conclude(subjects, ours, theirs);
}

function conclude(subjects: readonly Subject[], ours: readonly Timed[], theirs: readonly Timed[]): void {
  const pairs = subjects.flatMap(({ name }, i) => {
    const [own, other] = [ours[i], theirs[i]];
    return own === undefined || other === undefined ? [] : [{ name, own, other }];
  });
  const decided = pairs.filter(({ other }) => other.verdict !== 'Unknown');
  const slower = decided.filter(({ own, other }) => other.milliseconds > 5 && own.milliseconds > other.milliseconds);
  const ratios = pairs.map(({ own, other }) => other.milliseconds / own.milliseconds);
  const beyond = pairs.filter(({ other }) => other.verdict === 'Unknown').map(({ own }) => own);
  console.log(`slower than Porcupine where that takes over 5 ms: ${slower.length}${slower.map(({ name }) => `, ${name}`).join('')}  (bar: 0)`);
  console.log(`times faster, in the median of ${pairs.length}: ${median(ratios).toFixed(1)}, what Porcupine gave up after ${seconds} s counted as that  (bar: 10 over the hard families)`);
  console.log(`given up by Porcupine: ${beyond.length}; of these undecided here: ${beyond.filter(({ verdict }) => verdict === 'unknown').length}, the slowest ${figure(Math.max(0, ...beyond.map(({ milliseconds }) => milliseconds)))} ms  (bar: 5,000)`);
  const contradicting = decided.filter(({ own, other }) => own.verdict !== 'unknown' && own.verdict !== other.verdict.toLowerCase());
  console.log(`verdicts that differ: ${contradicting.length}${contradicting.map(({ name }) => `, ${name}`).join('')}`);
}

/** A process of its own, so that its memory is that of this history alone. */
function million(): void {
  const subject = manyKeys(1_000, 1_000);
  const before = process.resourceUsage().maxRSS;
  const begin = performance.now();
  const verdict = judge(subject, {});
  const took = performance.now() - begin;
  console.log(`\n${subject.name}: ${verdict} in ${(took / 1_000).toFixed(2)} s, the first check of its process (bar: 2 s); peak memory ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB, of which ${(before / 1_024).toFixed(0)} MiB held the history before  (bar: 500)`);
}

if (process.argv[2] === 'million') {
  million();
} else {
  const folder = process.argv[3];
  if (folder !== undefined) compare('Recorded histories', recordedSubjects(folder));
  compare('Hard families', hardFamilies());
  for (const subject of halfUnknown()) {
    const { verdict, milliseconds } = time(subject);
    const unknown = subject.history.filter((operation) => operation.return === null).length;
    console.log(`\n${subject.name}, ${unknown} of ${subject.history.length} outcomes unknown: ${verdict} in ${figure(milliseconds)} ms  (bar: 10,000)`);
  }
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'million'], { encoding: 'utf8' });
  console.log(stdout + stderr);
}
