/** Golden hashes: what some seeds of our own scenarios do, wherever they run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtins } from '../../scenarios/catalogue.ts';
import { packageFolder } from '../library.ts';
import { withPoisonedGlobals } from '../poison.ts';
import { runSeed } from '../run.ts';

/** Rolling hashes, by scenario and seed. */
export type Hashes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where some seeds ran, and what they did. */
export interface Computed {
  readonly node: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly hashes: Hashes;
}

/** 50 in all. */
const seedsOf: Readonly<Record<string, number>> = {
  'kv/versioned': 7,
  'kv/versioned-journaled': 7,
  'kv/append': 7,
  'kv/append-journaled': 7,
  'kv/damaged': 7,
  'lock/contended': 5,
  'lock/leases': 5,
  'kvsrv-2025/TestUnreliableNet': 1,
  'kvsrv-2024/TestUnreliableOneKey2': 1,
  'lock-2025/TestManyClientsUnreliable': 1,
  'lock-2025/TestOneClientUnreliable': 1,
  'lock-2026/TestReliableNested': 1,
};

const scenarios = await builtins(Object.keys(seedsOf));

export const goldenFile = join(packageFolder, 'hunt', 'testing', 'golden.json');

export function compute(): Computed {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const hashes = Object.entries(seedsOf).map(([name, count]) => [name, hashesOf(name, count)]);
  return { node: process.version, locale, timeZone, hashes: Object.fromEntries(hashes) };
}

function hashesOf(name: string, count: number): Readonly<Record<string, string>> {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new RangeError(`there is no scenario '${name}'`);
  // Seeds far apart: neighbours would share most of their bits.
  const seeds = Array.from({ length: count }, (_, i) => i * 1_000_003);
  return withPoisonedGlobals(() => Object.fromEntries(seeds.map((seed) => [seed, runSeed(scenario, seed).hash])));
}

/** Parsed, and trusted: it is our own. */
export function readGolden(): Hashes {
  return JSON.parse(readFileSync(goldenFile, 'utf8'));
}

export function writeGolden(hashes: Hashes): void {
  writeFileSync(goldenFile, `${JSON.stringify(hashes, null, 2)}\n`);
}
