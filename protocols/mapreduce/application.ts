/** What a user of the library writes: a map function, a reduce function, and what else the paper lets them say (section 4). */
import type { Choose, NodeId } from '../../sim/core/index.ts';

/** An intermediate key with one of its values. */
export type Pair = readonly [key: string, value: string];

/** What a user's function may ask of the library. */
export interface Context {
  /** Adds to a named counter (4.9). Only what completed attempts counted is told, once per task. */
  readonly count: (counter: string, by?: number) => void;
  /** A uniform integer in [0, n). Who draws is not deterministic in the paper's sense (3.3). */
  readonly choose: Choose;
  /** The machine that the function runs on. */
  readonly worker: NodeId;
}

/** What a map function may ask of the library. */
export interface MapContext extends Context {
  /**
   * Hands over a pair at once (the paper's `EmitIntermediate`, 2.1). Cheaper than yielding it where there are millions: nothing is made for each. Pairs that
   * are given back come after all that were emitted.
   */
  readonly emit: (key: string, value: string) => void;
}

/** A range of microseconds; the host draws. */
export interface Duration {
  readonly min: number;
  readonly max: number;
}

/**
 * A MapReduce program. Where `map` and `reduce` are functions of their arguments, the output is that of a sequential run, whatever
 * machines do (3.3).
 */
export interface Application {
  readonly name: string;
  /** The pairs of one record, given back or emitted. `file` is the name of its input file; by default a whole file is one record. */
  readonly map: (file: string, record: string, context: MapContext) => Iterable<Pair> | undefined;
  /** What is written beside the key. `values` are in no particular order. */
  readonly reduce: (key: string, values: readonly string[], context: Context) => string;
  /** Merges the values of one key on the machine of the map task (4.3): the values that stay. */
  readonly combine?: (key: string, values: readonly string[]) => readonly string[];
  /** Which of `reduces` output files the key goes to (4.1). Default: by its hash. */
  readonly partition?: (key: string, reduces: number) => number;
  /** The records of a file. Default: one, the whole file. */
  readonly records?: (contents: string) => readonly string[];
  /** A line of output; with its line end. Default: `key value`. */
  readonly format?: (key: string, result: string) => string;
  /** How long a map task computes in the simulation. Default: as its volume says. */
  readonly mapTime?: Duration;
  /** The same of a reduce task; it may depend on the keys that the task reduces. */
  readonly reduceTime?: (keys: readonly string[]) => Duration;
}

const offset = 0x811c9dc5;
const prime = 0x01000193;

/** The hash that the labs partition by: FNV-1a over the UTF-8 bytes of the key, without its sign. */
export function hashOfKey(key: string): number {
  let hash = offset;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit < 0x80) hash = Math.imul(hash ^ unit, prime);
    else {
      const point = key.codePointAt(i) ?? unit;
      if (point > 0xffff) i++;
      for (const byte of bytesOf(point)) hash = Math.imul(hash ^ byte, prime);
    }
  }
  return hash & 0x7fffffff;
}

function bytesOf(point: number): readonly number[] {
  const low = 0x80 | (point & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), low];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return [0xe0 | (point >> 12), middle, low];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, low];
}

/** "hash(key) mod R" (4.1), unless the application says otherwise. Throws where it names no output file: the key would be lost without a word. */
export function partitionOf({ partition }: Application, key: string, reduces: number): number {
  if (partition === undefined) return hashOfKey(key) % reduces;
  const reduce = partition(key, reduces);
  if (Number.isInteger(reduce) && reduce >= 0 && reduce < reduces) return reduce;
  throw new RangeError(`partition gave ${String(reduce)} for key ${JSON.stringify(key)}: expected a whole number from 0 to ${reduces - 1}`);
}

/** The records of a file, as the application splits it. */
export function recordsOf({ records }: Application, contents: string): readonly string[] {
  return records === undefined ? [contents] : records(contents);
}

/** One line of an output file. */
export function lineOf({ format }: Application, key: string, result: string): string {
  return format === undefined ? `${key} ${result}\n` : format(key, result);
}

/** "Within a given partition, the intermediate key/value pairs are processed in increasing key order" (4.2): by code units. */
export const byKey = ([a]: Pair, [b]: Pair): number => (a < b ? -1 : a > b ? 1 : 0);

/** Each key with its values, in the order of the keys; within a key, in the order of the pairs. */
export function groupsOf(pairs: readonly Pair[]): readonly (readonly [key: string, values: readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const values = groups.get(key);
    if (values === undefined) groups.set(key, [value]);
    else values.push(value);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
