/** The user's functions at work on one task: what a map task makes of its split, a reduce task of its pairs. */
import type { Choose, NodeId } from '../../sim/core/index.ts';
import { groupsOf, lineOf, partitionOf, recordsOf } from './application.ts';
import type { Application, Context, MapContext, Pair } from './application.ts';

/** Named sums (4.9). */
export type Counts = Readonly<Record<string, number>>;

/** What a map task has made: the pairs for each reduce task; or the record at which the user's function threw. */
export type Mapped =
  | { readonly kind: 'mapped'; readonly regions: readonly (readonly Pair[])[]; readonly counts: Counts }
  | { readonly kind: 'threw'; readonly record: number; readonly message: string };

/** What a reduce task has made; or the key at which the user's function threw, by its place in the order of keys. */
export type Reduced =
  | { readonly kind: 'reduced'; readonly output: string; readonly counts: Counts }
  | { readonly kind: 'threw'; readonly record: number; readonly message: string };

/** Where a task runs, and what it is to leave out. */
export interface Circumstances {
  readonly worker: NodeId;
  readonly choose: Choose;
  /** Records (of a map task) or keys (of a reduce task) that are skipped (4.4). */
  readonly skip: readonly number[];
}

/** A run in which nothing is left to chance. */
export const undisturbed: Circumstances = { worker: 0, choose: () => 0, skip: [] };

/** Runs the map function over each record of a split, and the combiner over what comes out for each reduce task (3.1, 4.3). */
export function runMap(application: Application, file: string, contents: string, reduces: number, { worker, choose, skip }: Circumstances = undisturbed): Mapped {
  const { counts, context } = counting(worker, choose);
  const regions = Array.from({ length: reduces }, (): Pair[] => []);
  const take = (pair: Pair): unknown => regions[partitionOf(application, pair[0], reduces)]?.push(pair);
  const mapContext: MapContext = { ...context, emit: (key, value) => void take([key, value]) };
  for (const [record, text] of recordsOf(application, contents).entries()) {
    if (skip.includes(record)) continue;
    const message = attempt(() => {
      for (const pair of application.map(file, text, mapContext) ?? []) take(pair);
    });
    if (message !== null) return { kind: 'threw', record, message };
  }
  return { kind: 'mapped', regions: regions.map((pairs) => combined(application, pairs)), counts: counts() };
}

/** Runs the reduce function over each key, in the order of the keys (4.2). */
export function runReduce(application: Application, pairs: readonly Pair[], { worker, choose, skip }: Circumstances = undisturbed): Reduced {
  const { counts, context } = counting(worker, choose);
  let output = '';
  for (const [record, [key, values]] of groupsOf(pairs).entries()) {
    if (skip.includes(record)) continue;
    const message = attempt(() => void (output += lineOf(application, key, application.reduce(key, values, context))));
    if (message !== null) return { kind: 'threw', record, message };
  }
  return { kind: 'reduced', output, counts: counts() };
}

function combined(application: Application, pairs: readonly Pair[]): readonly Pair[] {
  const { combine } = application;
  if (combine === undefined) return pairs;
  return groupsOf(pairs).flatMap(([key, values]) => combine(key, values).map((value): Pair => [key, value]));
}

function counting(worker: NodeId, choose: Choose): { readonly counts: () => Counts; readonly context: Context } {
  const counter = new Counter();
  return { counts: () => counter.counts, context: { count: (name, by = 1) => counter.add(name, by), choose, worker } };
}

/** What the user's function threw, or null. It is the user's mistake, and a value here: the library lives on (4.4). */
function attempt(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Named sums as they grow. Users name them as they like: `constructor` is a counter, too. */
export class Counter {
  private readonly sums = new Map<string, number>();

  add(name: string, by: number): void {
    this.sums.set(name, (this.sums.get(name) ?? 0) + by);
  }

  get counts(): Counts {
    return Object.fromEntries(this.sums);
  }
}

/** Two tallies in one. */
export function added(left: Counts, right: Counts): Counts {
  const sum = new Map(Object.entries(left));
  for (const [name, by] of Object.entries(right)) sum.set(name, (sum.get(name) ?? 0) + by);
  return Object.fromEntries(sum);
}
