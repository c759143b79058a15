/** The applications by which the labs look into an implementation. */
import { milliseconds, seconds } from '../../../sim/core/index.ts';
import type { Application, Pair } from '../application.ts';

const exactly = (time: number): { readonly min: number; readonly max: number } => ({ min: time, max: time });
const sorted = (values: readonly string[]): string => [...values].sort((a, b) => (a < b ? -1 : 1)).join(' ');

/** Each map task takes a second and says which worker ran it. */
export const mapTiming: Application = {
  name: 'mtiming',
  mapTime: exactly(seconds(1)),
  map: (file, _text, { worker }) => [[`times-${worker}`, file]],
  reduce: (_key, values) => sorted(values),
};

/** Ten keys; each takes a second to reduce. */
export const reduceTiming: Application = {
  name: 'rtiming',
  map: () => 'abcdefghij'.split('').map((key): Pair => [key, '1']),
  reduce: (_key, values) => String(values.length),
  reduceTime: (keys) => exactly(seconds(keys.length)),
};

/** Map tasks take two to five seconds: none may be handed out twice meanwhile. */
export const jobCount: Application = {
  name: 'jobcount',
  mapTime: { min: seconds(2), max: seconds(2) + milliseconds(2_999) },
  map: () => [['a', 'x']],
  reduce: (_key, values) => String(values.length),
};

/** Some reduce tasks take three seconds longer than the others: nobody may leave before them. */
export const earlyExit: Application = {
  name: 'early_exit',
  map: (file) => [[file, '1']],
  reduce: (_key, values) => String(values.length),
  reduceTime: (keys) => exactly(seconds(3) * keys.filter((key) => key.includes('sherlock') || key.includes('tom')).length + milliseconds(1)),
};

/** What machines do to it, the scenario says; its answer is the same. */
export const crash: Application = {
  name: 'crash',
  mapTime: { min: milliseconds(10), max: milliseconds(100) },
  map: (file, text) => [['a', file], ['b', String(file.length)], ['c', String(text.length)], ['d', 'xyzzy']],
  reduce: (_key, values) => sorted(values),
  reduceTime: (keys) => exactly(milliseconds(50) * Math.max(1, keys.length)),
};

/** Reduces by chance: each execution may come to another end (3.3). */
export const pickOne: Application = {
  name: 'pick_one',
  *map(_file, text) {
    for (const word of text.match(/\p{L}+/gu) ?? []) yield [word.slice(0, 1), word];
  },
  reduce: (_key, values, { choose }) => values[choose(values.length)] ?? '',
};

/** Counts the letters of words, and throws at some of them: its bad records are skipped (4.4). */
export const fussy: Application = {
  name: 'fussy',
  records: (text) => text.match(/\p{L}+/gu) ?? [],
  *map(_file, word) {
    if (word.startsWith('poison')) throw new Error(`cannot read ${word}`);
    yield [String(word.length), '1'];
  },
  reduce: (_key, values) => String(values.length),
};
