/** Map and reduce for real: what a worker thread does with one attempt, or the only thread with all of them. */
import { isUtf8 } from 'node:buffer';
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { lineOf, partitionOf, recordsOf } from '../../protocols/mapreduce/index.ts';
import type { Application, Context, Pair } from '../../protocols/mapreduce/index.ts';
import { fold } from '../../sim/core/fingerprint.ts';
import { BadInput } from '../bad-input.ts';
import type { FileSplit } from './input.ts';
import { lineOfPair, merged, pairsBetween, type Offsets } from './spill.ts';

/** What a map attempt has left: its file, and where the parts for the reduce tasks begin. */
export interface Spill {
  readonly file: string;
  readonly offsets: Offsets;
}

export type RealTask =
  | { readonly kind: 'map'; readonly attempt: number; readonly split: FileSplit; readonly reduces: number; readonly into: string; readonly seed: number }
  | { readonly kind: 'reduce'; readonly attempt: number; readonly reduce: number; readonly spills: readonly Spill[]; readonly into: string; readonly seed: number };

/** A count for the report: records mapped, or keys reduced. */
export interface RealResult {
  readonly offsets: Offsets;
  readonly counts: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/** Values of one key are combined when there are so many: few, so that they die young. */
const combineAt = 16;

/** Runs one attempt. Throws `BadInput` where the input is no UTF-8, or the user's function throws. */
export function perform(application: Application, task: RealTask): RealResult {
  const counts: Record<string, number> = {};
  let draws = 0;
  const context: Context = {
    count: (counter, by = 1) => void (counts[counter] = (counts[counter] ?? 0) + by),
    choose: (n) => (fold(fold(task.seed, task.attempt), draws++) >>> 0) % n,
    worker: 0,
  };
  const { offsets, bytes } = task.kind === 'map' ? map(application, task, context) : reduce(application, task, context);
  return { offsets, counts, bytes };
}

function map(application: Application, task: Extract<RealTask, { kind: 'map' }>, context: Context): Omit<RealResult, 'counts'> {
  const { split, reduces, into } = task;
  const text = textOf(split);
  const groups = new Map<string, string[]>();
  for (const record of recordsOf(application, text)) collect(application, split, record, groups, context);
  const parts = partsOf(application, groups, reduces);
  const output = new Output(into);
  const offsets = [0];
  for (const keys of parts) {
    for (const key of keys) for (const value of combined(application, key, groups.get(key) ?? [])) output.write(lineOfPair(key, value));
    offsets.push(output.length);
  }
  output.close();
  return { offsets, bytes: output.length };
}

/** The keys for each reduce task, in order. A key is hashed once, however often it occurs. */
function partsOf(application: Application, groups: ReadonlyMap<string, readonly string[]>, reduces: number): readonly (readonly string[])[] {
  const parts = Array.from({ length: reduces }, (): string[] => []);
  for (const key of groups.keys()) parts[partitionOf(application, key, reduces)]?.push(key);
  for (const keys of parts) keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return parts;
}

function collect(application: Application, { file }: FileSplit, record: string, groups: Map<string, string[]>, context: Context): void {
  try {
    for (const [key, value] of application.map(file, record, context)) {
      const values = groups.get(key);
      if (values === undefined) groups.set(key, [value]);
      else if (values.push(value) === combineAt && application.combine !== undefined) groups.set(key, [...application.combine(key, values)]);
    }
  } catch (error) {
    throw new BadInput(`${application.name}: map threw at ${file}: ${messageOf(error)}`);
  }
}

const combined = ({ combine }: Application, key: string, values: readonly string[]): readonly string[] => (combine === undefined ? values : combine(key, values));

const messageOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

function reduce(application: Application, { spills, reduce: part, into }: Extract<RealTask, { kind: 'reduce' }>, context: Context): Omit<RealResult, 'counts'> {
  const opened = spills.map(({ file, offsets }) => ({ descriptor: openSync(file, 'r'), from: offsets[part] ?? 0, to: offsets[part + 1] ?? 0 }));
  try {
    const output = new Output(into);
    // All runs together have so much memory, however many they are.
    const bytes = Math.max(1 << 12, Math.min(1 << 18, Math.floor((32 << 20) / Math.max(1, spills.length))));
    const pairs = merged(opened.map(({ descriptor, from, to }) => pairsBetween(descriptor, from, to, bytes)));
    for (const [key, values] of groups(pairs)) output.write(reduced(application, key, values, context));
    output.close();
    return { offsets: [], bytes: output.length };
  } finally {
    for (const { descriptor } of opened) closeSync(descriptor);
  }
}

function reduced(application: Application, key: string, values: readonly string[], context: Context): string {
  try {
    return lineOf(application, key, application.reduce(key, values, context));
  } catch (error) {
    throw new BadInput(`${application.name}: reduce threw at key ${JSON.stringify(key)}: ${messageOf(error)}`);
  }
}

/** Each key of a sorted sequence with its values. */
function* groups(pairs: Iterable<Pair>): Generator<readonly [string, readonly string[]], void, undefined> {
  let current = '';
  let values: string[] = [];
  for (const [key, value] of pairs) {
    if (key !== current && values.length > 0) {
      yield [current, values];
      values = [];
    }
    current = key;
    values.push(value);
  }
  if (values.length > 0) yield [current, values];
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf({ file, from, to }: FileSplit): string {
  const bytes = readRange(file, from, to);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BadInput(`${file}: byte ${from + firstInvalid(bytes)} is not valid UTF-8`);
  }
}

function readRange(file: string, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(to - from);
  const descriptor = openForReading(file);
  try {
    for (let length = 0; length < bytes.length; ) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, from + length);
      if (read === 0) throw new BadInput(`${file}: it has become shorter while it was read`);
      length += read;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function openForReading(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw new BadInput(`${file}: it cannot be read: ${messageOf(error)}`);
  }
}

/** Place of the first byte that is not part of valid UTF-8, by halving. */
function firstInvalid(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 8) {
    const middle = (valid + invalid) >> 1;
    // A character may be cut in two there: up to three bytes less are whole.
    const whole = [0, 1, 2, 3].some((less) => isUtf8(bytes.subarray(0, middle - less)));
    if (whole) valid = middle - 3;
    else invalid = middle;
  }
  for (let length = Math.max(0, valid); length < bytes.length; length++) if (isUtf8(bytes.subarray(0, length)) && !characterAt(bytes, length)) return length;
  return valid;
}

/** Does a whole character begin at this place? */
const characterAt = (bytes: Buffer, at: number): boolean => [1, 2, 3, 4].some((length) => at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)));

const chunk = 1 << 20;

/** A file that is written in large pieces, and is durable when it is closed. */
class Output {
  length = 0;
  private readonly descriptor: number;
  private held: string[] = [];
  private characters = 0;

  constructor(file: string) {
    this.descriptor = openSync(file, 'w');
  }

  write(text: string): void {
    this.held.push(text);
    this.characters += text.length;
    this.length += Buffer.byteLength(text);
    if (this.characters >= chunk) this.flush();
  }

  close(): void {
    this.flush();
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = Buffer.from(this.held.join(''));
    for (let from = 0; from < bytes.length; ) from += writeSync(this.descriptor, bytes, from);
    this.held = [];
    this.characters = 0;
  }
}
