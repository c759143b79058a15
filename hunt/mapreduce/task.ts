/** Map and reduce for real: what a worker thread does with one attempt. */
import type { Application, Context, Counts, Pair } from '../../protocols/mapreduce/index.ts';
import { combined, countingOf, mapping, mapRecord, partOf, recordsIn, reduced } from './asked.ts';
import { Groups } from './groups.ts';
import { placesInOrder } from './in-order.ts';
import type { FileSplit } from './input.ts';
import { Output } from './output.ts';
import { lineOfPair, merged, pairsBetween, type Offsets } from './spill.ts';
import { textOf } from './text.ts';

/** What a map attempt has left for one reduce task: a part of its file. */
export interface Spill {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

export type RealTask =
  | { readonly kind: 'map'; readonly attempt: number; readonly split: FileSplit; readonly reduces: number; readonly into: string; readonly seed: number }
  | { readonly kind: 'reduce'; readonly attempt: number; readonly spills: readonly Spill[]; readonly into: string; readonly seed: number };

/** What an attempt has come to. */
export interface RealResult {
  /** Of a map attempt: where the parts for the reduce tasks begin. */
  readonly offsets: Offsets;
  readonly counts: Counts;
  readonly bytes: number;
}

/** Runs one attempt. Throws `BadInput` where the input is no UTF-8 or has changed, the user's function throws, or a disk is full. */
export function perform(application: Application, task: RealTask): RealResult {
  const { context, counts } = countingOf(task.seed, task.attempt);
  const { offsets, bytes } = task.kind === 'map' ? map(application, task, context) : reduce(application, task, context);
  return { offsets, counts: counts(), bytes };
}

function map(application: Application, task: Extract<RealTask, { kind: 'map' }>, context: Context): Omit<RealResult, 'counts'> {
  const { split, reduces, into } = task;
  const text = textOf(split);
  const { combine } = application;
  const groups = new Groups(combine === undefined ? null : (key, values) => combined(application, key, values));
  const mapContext = mapping(context, (key, value) => groups.add(key, value));
  for (const record of recordsIn(application, split.file, text)) mapRecord(application, split.file, record, mapContext);
  const output = new Output(into);
  const offsets = [0];
  for (const places of partsOf(application, groups.keys, reduces)) {
    for (const place of places) {
      const key = groups.keys[place] ?? '';
      for (const value of combined(application, key, groups.valuesAt(place))) output.write(lineOfPair(key, value));
    }
    offsets.push(output.length);
  }
  // It dies with this process: no need to make it durable.
  output.close();
  return { offsets, bytes: output.length };
}

/** The places of the keys for each reduce task, in the order of the keys. A key is hashed once, however often it occurs. */
function partsOf(application: Application, keys: readonly string[], reduces: number): readonly (readonly number[])[] {
  const parts = Array.from({ length: reduces }, (): number[] => []);
  for (const [place, key] of keys.entries()) parts[partOf(application, key, reduces)]?.push(place);
  return parts.map((places) => placesInOrder(keys, places));
}

function reduce(application: Application, { spills, into }: Extract<RealTask, { kind: 'reduce' }>, context: Context): Omit<RealResult, 'counts'> {
  const output = new Output(into);
  // All runs together have so much memory, however many they are.
  const bytes = Math.max(1 << 12, Math.min(1 << 18, Math.floor((32 << 20) / Math.max(1, spills.length))));
  const pairs = merged(spills.map(({ file, from, to }) => pairsBetween(file, from, to, bytes)));
  for (const [key, values] of groups(pairs)) output.write(reduced(application, key, values, context));
  output.sync();
  output.close();
  return { offsets: [], bytes: output.length };
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
