/** The lines that several shards of a hunt have left (`--jsonl`), put together: each seed once, and what is missing by name. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CapsuleError } from '../../sim/world/capsule.ts';
import { BadInput } from '../bad-input.ts';
import { readCapsule, type Kept } from '../corpus.ts';
import { strategyNames, type StrategyName } from '../strategies/strategy.ts';
import type { MergedScenario } from './merge.ts';
import { readRecord, type RangeRecord } from './range-record.ts';
import { Untrusted } from '../untrusted.ts';

export interface Journals {
  readonly scenarios: readonly MergedScenario[];
  readonly records: readonly RangeRecord[];
  /** What was to be run, and was not, in words. */
  readonly holes: readonly string[];
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  /** The capsules that the lines name, where they are found. */
  readonly capsules: readonly Kept[];
}

interface Journal {
  readonly path: string;
  readonly shard: { readonly index: number; readonly of: number } | null;
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  readonly planned: readonly Planned[];
  readonly records: readonly RangeRecord[];
  readonly capsules: readonly string[];
}

interface Planned extends MergedScenario {
  readonly from: number;
  /** Null: without an end. */
  readonly to: number | null;
}

/** Throws `BadInput` for files that are no journals, or do not belong together. */
export function readJournals(paths: readonly string[]): Journals {
  const journals = paths.map(readJournal);
  const [first] = journals;
  if (first === undefined) throw new BadInput('expected files that were written by hunt --jsonl');
  const stranger = journals.find((other) => about(other) !== about(first));
  if (stranger !== undefined) throw new BadInput(`${stranger.path} is about ${about(stranger)}, ${first.path} about ${about(first)}`);
  const scenarios = [...new Map(journals.flatMap(({ planned }) => planned.map((scenario) => [scenario.name, scenario]))).values()];
  const records = journals.flatMap((journal) => journal.records);
  for (const { name } of scenarios) refuseOverlap(name, records);
  const holes = [...missingShards(journals), ...journals.flatMap(holesOf)];
  return { scenarios, records, holes, mutant: first.mutant, strategy: first.strategy, capsules: journals.flatMap((journal) => journal.capsules.flatMap((capsule) => locate(capsule, journal.path))) };
}

const about = ({ mutant, strategy }: Journal): string => `${mutant ?? 'the correct code'}, by ${strategy}`;

function readJournal(path: string): Journal {
  const [head, ...lines] = linesOf(path);
  if (head?.field('event').text() !== 'begun') throw new BadInput(`${path}: expected the first line of a hunt (event: begun)`);
  const ran = lines.filter((line) => line.field('event').text() === 'ran');
  const found = lines.filter((line) => ['found', 'shrunk'].includes(line.field('event').text()));
  return {
    path,
    shard: head.field('shard').orNull((shard) => shardOf(shard.matching(/^\d{1,6}\/\d{1,6}$/, 'i/n'))),
    mutant: head.field('mutant').orNull((mutant) => mutant.text(100)),
    strategy: head.field('strategy').oneOf(strategyNames),
    planned: head.field('scenarios').list(readPlanned, 10_000),
    records: ran.map(readRan),
    capsules: [...new Set(found.flatMap((line) => line.field('capsule').orNull((capsule) => capsule.text(4_000)) ?? []))],
  };
}

function shardOf(text: string): { readonly index: number; readonly of: number } {
  const [index = 0, of = 0] = text.split('/').map(Number);
  return { index, of };
}

/** The last line of a hunt that was killed may be torn. Canaries come before the beginning. */
function linesOf(path: string): readonly Untrusted[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInput(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line, i) => Untrusted.parse(line, `${path}:${i + 1}`)).filter((line) => line.field('event').text() !== 'canary');
}

function readPlanned(it: Untrusted): Planned {
  return {
    name: it.field('name').text(1_000),
    file: it.field('file').orNull((file) => file.text(1_000)),
    title: it.field('title').text(1_000),
    from: it.field('from').whole(),
    to: it.field('to').orNull((to) => to.whole()),
    situations: it.field('situations').list((situation) => ({ name: situation.field('name').text(1_000), within: situation.field('within').whole() })),
    properties: it.field('properties').list((property) => property.text(1_000)),
  };
}

function readRan(it: Untrusted): RangeRecord {
  const from = it.field('from').whole();
  return readRecord(it.raw, { id: it.field('id').text(), scenario: it.field('scenario').text(1_000), from, to: from + it.field('seeds').whole() });
}

function refuseOverlap(name: string, records: readonly RangeRecord[]): void {
  const mine = records.filter(({ scenario }) => scenario === name).toSorted((a, b) => a.from - b.from);
  const twice = mine.find(({ from }, i) => i > 0 && from < (mine[i - 1]?.from ?? 0) + (mine[i - 1]?.seeds ?? 0));
  if (twice !== undefined) throw new BadInput(`seed ${twice.from} of ${name} was run in two of these files: name one of them`);
}

function missingShards(journals: readonly Journal[]): readonly string[] {
  const shards = journals.flatMap(({ shard }) => shard ?? []);
  const of = Math.max(0, ...shards.map((shard) => shard.of));
  const present = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !present.has(index));
  return missing.map((index) => `shard ${index}/${of} has left no file`);
}

function holesOf({ path, planned, records }: Journal): readonly string[] {
  return planned.flatMap(({ name, from, to }) => {
    if (to === null) return [];
    const run = records.filter(({ scenario }) => scenario === name).reduce((sum, { seeds }) => sum + seeds, 0);
    return run >= to - from ? [] : [`${to - from - run} of ${to - from} seeds of ${name} (${path})`];
  });
}

/** Paths in the lines are from where the hunt ran: its folder may have been moved here as a whole. */
function locate(capsule: string, journal: string): readonly Kept[] {
  const beside = dirname(journal);
  const path = [capsule, join(beside, capsule), join(dirname(beside), capsule)].find((candidate) => existsSync(candidate));
  if (path === undefined) return [];
  try {
    return [{ kind: 'capsule', path, capsule: readCapsule(path) }];
  } catch (error) {
    if (error instanceof CapsuleError) return [];
    throw error;
  }
}
