/**
 * Toy nodes that took something ambient along when their module was loaded: no poison reaches it, and in one process it may
 * answer the same each time. Another process gives them away.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import { noting, type ToyState } from './toy.ts';

const { now } = Date;
const { random } = Math;
const { env, pid, version } = process;
const TheDate = Date;
const collator = new Intl.Collator();
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** Words in the order of their first use in this process. */
const words = new Map<string, number>();

function numberOf(word: string): number {
  const number = words.get(word) ?? words.size;
  words.set(word, number);
  return number;
}

export const captured = {
  clock: noting(() => now()),
  random: noting(() => random()),
  environment: noting(() => env['LANG'] ?? ''),
  process: noting(() => pid),
  version: noting(() => version),
  'time zone': noting(() => new TheDate(0).getHours() * 60 + new TheDate(0).getMinutes()),
  'date format': noting(() => format.format(0)),
  collation: noting(() => ['ı', 'i', 'ö', 'z', 'I'].toSorted((a, b) => collator.compare(a, b))),
  /** Seeds before this one decide which number a word gets. */
  cache: noting(({ self, count }, _, choose) => numberOf(`${self}/${count}/${choose(50)}`)),
  /** None at all. */
  nothing: noting(({ count }: ToyState) => count),
} satisfies Readonly<Record<string, Scenario>>;
