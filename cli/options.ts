/** The values of flags: each says what it expected. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { defaultFolder } from '../hunt/corpus.ts';
import { strategyNames } from '../hunt/strategies/strategy.ts';

/** Flags that every verb has. */
export interface CommonOptions {
  readonly json?: boolean;
}

const largestSeed = Number.MAX_SAFE_INTEGER;

/** `17`, `1000000`, `1e6`. */
function wholeNumber(text: string, least: number, most: number, what: string): number {
  const value = /^\d+(?:e\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least || value > most) throw new InvalidArgumentError(`Expected ${what}.`);
  return value;
}

export const seed = (text: string): number => wholeNumber(text, 0, largestSeed, `a whole number from 0 to ${largestSeed}`);

export const count = (text: string): number => wholeNumber(text, 1, largestSeed, 'a whole number from 1 on');

export const countOrNone = (text: string): number => wholeNumber(text, 0, largestSeed, 'a whole number from 0 on');

/** For what takes time or memory by its very number. */
export const countUpTo = (most: number) => (text: string): number => wholeNumber(text, 1, most, `a whole number from 1 to ${most}`);

const workerCount = countUpTo(256);

const unitsOfTime: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** Milliseconds of `500ms`, `60s`, `1.5m`, `2h`. */
export function duration(text: string): number {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|min|h)$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (unitsOfTime[unit ?? ''] ?? Number.NaN);
  if (!(milliseconds > 0)) throw new InvalidArgumentError("Expected a time like 60s, 5m, 2h or 500ms.");
  return milliseconds;
}

/** A probability, written as in `0.05`. */
export function chance(text: string): number {
  const value = /^(?:0?\.\d{1,6}|1)$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0)) throw new InvalidArgumentError('Expected a chance above 0, and at most 1, like 0.05.');
  return value;
}

export const strategyOption = (): Option =>
  new Option('--strategy <name>', 'how runs are chosen: all faults on (uniform), another mix for each seed (swarm), at milestones, by priorities (pct), guided by what is new, or all in turn (portfolio)')
    .choices(strategyNames)
    .default('swarm');

export const strategiesOption = (): Option => new Option('--strategies <name...>', 'which strategies').choices(strategyNames).default([...strategyNames], 'all');

export const jsonOption = (): Option => new Option('--json', 'one JSON object on the standard output; all else goes to the standard error');

export const htmlOption = (): Option => new Option('--html <file>', 'draw what is not linearizable: one page that needs no other file, and no network');

export const seedOption = (): Option => new Option('--seed <number>', 'the seed').argParser(seed);

export const mutantOption = (): Option => new Option('--mutant <id>', 'run with a deliberate bug (faultline list --mutants)');

export const corpusOption = (): Option => new Option('--corpus <folder>', 'where capsules of failures are kept').default(defaultFolder);

export const workersOption = (): Option => new Option('--workers <number>', 'worker threads').argParser(workerCount).default(availableParallelism());

export const patienceOption = (): Option =>
  new Option('--patience <time>', 'real time after which a single run, or the loading of a scenario file, is given up: it hangs').argParser(duration).default(60_000, '60s');

/** What a verb that makes many runs may spend. */
export interface BudgetOptions {
  readonly runs: number;
  readonly time?: number;
}

export const budgetOptions = (runs: number): readonly Option[] => [
  new Option('--runs <number>', 'most runs to spend').argParser(count).default(runs),
  new Option('--time <time>', 'most real time to spend (500ms, 60s, 5m)').argParser(duration),
];

export const runsOption = (flag: string, description: string): Option => new Option(flag, description).argParser(countOrNone).default(20_000);
