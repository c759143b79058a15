/** The user's functions, asked. What they throw, and answers that are none, are told as theirs. */
import { lineOf, partitionOf, recordsOf } from '../../protocols/mapreduce/application.ts';
import type { Application, Context, MapContext, Pair } from '../../protocols/mapreduce/application.ts';
import { Counter, type Counts } from '../../protocols/mapreduce/running.ts';
import { fold } from '../../sim/core/fingerprint.ts';
import { BadInput, messageOf } from '../bad-input.ts';

/** What one attempt gives to the user's functions, and what they counted. */
export interface Counting {
  readonly context: Context;
  readonly counts: () => Counts;
}

/** Draws depend on the attempt: another one may come to another end (3.3). */
export function countingOf(seed: number, attempt: number): Counting {
  const counter = new Counter();
  let draws = 0;
  const count = (name: string, by: number = 1): void => {
    if (typeof name !== 'string' || !Number.isFinite(by)) throw new TypeError(`count(${shown(name)}, ${shown(by)}): expected a name and a finite number`);
    counter.add(name, by);
  };
  const choose = (n: number): number => (fold(fold(seed, attempt), draws++) >>> 0) % n;
  return { context: { count, choose, worker: 0 }, counts: () => counter.counts };
}

/** The records of a split. */
export function recordsIn(application: Application, file: string, text: string): Iterable<string> {
  const asking: Asking = { application, asked: 'records', where: () => file };
  const records = ask(asking, () => recordsOf(application, text));
  for (const record of eachOf(asking, records)) if (typeof record !== 'string') throw noAnswer(asking, record, 'strings');
  return records;
}

/** What a map function is given: its pairs go to `take`. */
export function mapping(context: Context, take: (key: string, value: string) => void): MapContext {
  const emit = (key: string, value: string): void => {
    if (typeof key !== 'string' || typeof value !== 'string') throw new TypeError(`emit(${shown(key)}, ${shown(value)}): expected a key and a value, both strings`);
    take(key, value);
  };
  return { ...context, emit };
}

/** What `map` makes of a record is emitted, pair by pair. */
export function mapRecord(application: Application, file: string, record: string, context: MapContext): void {
  const asking: Asking = { application, asked: 'map', where: () => file };
  ask(asking, () => {
    const pairs = application.map(file, record, context);
    if (pairs === undefined && mayEmit(application)) return;
    for (const pair of eachOf(asking, pairs)) {
      if (!isPair(pair)) throw noAnswer(asking, pair, 'pairs of strings, [key, value]');
      context.emit(pair[0], pair[1]);
    }
  });
}

/** Who takes two arguments by name and no others has nothing to emit with, and gives nothing back by mistake: most often a `return` that was forgotten. */
const mayEmit = ({ map }: Application): boolean => map.length !== 1 && map.length !== 2;

const isPair = (pair: Pair): boolean => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && typeof pair[1] === 'string';

/** Values of one key, combined where the application does so. */
export function combined(application: Application, key: string, values: readonly string[]): readonly string[] {
  const { combine } = application;
  if (combine === undefined) return values;
  const asking = atKey(application, 'combine', key);
  const kept = ask(asking, () => combine(key, values));
  if (Array.isArray(kept) && kept.every((value) => typeof value === 'string')) return kept;
  throw noAnswer(asking, kept, 'an array of strings');
}

/** The number of the reduce task that a key goes to. */
export function partOf(application: Application, key: string, reduces: number): number {
  return ask(atKey(application, 'partition', key), () => partitionOf(application, key, reduces));
}

/** The line of output for a key. */
export function reduced(application: Application, key: string, values: readonly string[], context: Context): string {
  const asking = atKey(application, 'reduce', key);
  const result = ask(asking, () => application.reduce(key, values, context));
  if (typeof result !== 'string') throw noAnswer(asking, result, 'a string');
  const formatting = atKey(application, 'format', key);
  const line = ask(formatting, () => lineOf(application, key, result));
  if (typeof line !== 'string') throw noAnswer(formatting, line, 'a string');
  return line;
}

/** Which function is asked, and for what. */
interface Asking {
  readonly application: Application;
  readonly asked: string;
  /** Asked for only where it must be said: there is a call for each key. */
  readonly where: () => string;
}

const atKey = (application: Application, asked: string, key: string): Asking => ({ application, asked, where: () => `key ${shown(key)}` });

function ask<Result>({ application, asked, where }: Asking, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${application.name}: ${asked} threw at ${where()}: ${messageOf(error)}`);
  }
}

function eachOf<Item>(asking: Asking, items: Iterable<Item> | undefined): Iterable<Item> {
  if (typeof items === 'object' && items !== null && Symbol.iterator in items) return items;
  throw noAnswer(asking, items, 'something to iterate over, like an array');
}

const noAnswer = ({ application, asked, where }: Asking, got: unknown, expected: string): BadInput =>
  new BadInput(`${application.name}: ${asked} gave ${shown(got)} at ${where()}, expected ${expected}`);

const most = 80;

/** Any value, briefly. It may be hostile: nothing of it is called that may throw further. */
function shown(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  try {
    const text = typeof value === 'string' || (typeof value === 'object' && value !== null) ? JSON.stringify(value) : String(value);
    return text.length > most ? `${text.slice(0, most)}...` : text;
  } catch {
    return `some ${typeof value}`;
  }
}
