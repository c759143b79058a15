/** The file in which the runs stand that were chosen by `distill`: JSON, a line for each scenario, meant to be read, kept and compared. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from './bad-input.ts';
import { drawnNames, type DistilledFirst, type DrawnRun } from './strategies/strategy.ts';
import { Untrusted } from './untrusted.ts';

/** By the name of the scenario: the runs to begin with, the best first. */
export type DistilledRuns = ReadonlyMap<string, readonly DrawnRun[]>;

/** Runs to begin with, and the file in which they stand. */
export interface Distilled {
  readonly path: string;
  readonly runs: DistilledRuns;
}

/** Those of one scenario; null: none. */
export function distilledOf({ path, runs }: Distilled, scenario: string): DistilledFirst | null {
  const first = runs.get(scenario) ?? [];
  return first.length === 0 ? null : { path, first };
}

/** Throws `BadInput` where there is no such file, or it is something else. */
export function readDistilled(path: string): Distilled {
  const text = read(path);
  const file = Untrusted.parse(text, path);
  file.field('faultline').oneOf(['distilled']);
  file.field('version').whole(1, 1);
  return { path, runs: new Map(file.field('scenarios').entries((runs) => runs.list(readRun, mostRuns))) };
}

/** More of one scenario are not worth being looked at first. */
const mostRuns = 100_000;

/** In bytes. */
const largest = 64_000_000;

function read(path: string): string {
  try {
    const found = statSync(path);
    // A pipe would never end.
    if (!found.isFile()) throw new TypeError('it is no file');
    if (found.size > largest) throw new RangeError(`it has more than ${largest} bytes`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInput(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes the file whole, or not at all. Throws `BadInput` where that is refused. */
export function writeDistilled(path: string, distilled: DistilledRuns): void {
  const lines = [...distilled].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, runs]) => `${JSON.stringify(name)}: ${JSON.stringify(runs.map(({ by, seed }) => [by, seed]))}`);
  const draft = writeDraft(path, `{"faultline": "distilled", "version": 1, "scenarios": {\n${lines.join(',\n')}\n}}\n`);
  renameSync(draft, path);
}

/** Throws `BadInput` where the file could not be written: said before the work is done. */
export function refuseUnwritable(path: string): void {
  rmSync(writeDraft(path, ''));
}

function writeDraft(path: string, text: string): string {
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text);
    return draft;
  } catch (error) {
    throw new BadInput(`${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What is there already: nothing where there is no file. Throws `BadInput` where there is another one: it shall stay. */
export const distilledSoFar = (path: string): DistilledRuns => (existsSync(path) ? readDistilled(path).runs : new Map());

function readRun(run: Untrusted): DrawnRun {
  const [by, seed] = run.pair();
  return { by: by.oneOf(drawnNames), seed: seed.whole() };
}
