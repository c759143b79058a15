import { assert } from '../../sim/core/assert.ts';
import type { History } from '../history.ts';
import type { Refutation } from './direct/steps.ts';
import { complete, type Model } from './model.ts';
import { prepare, type Problem } from './search/problem.ts';
import { settle } from './settle.ts';
import { Trial } from './search/trial.ts';
import type { Illegal, KeyOrder, Refused, Statistics, Verdict } from './verdict.ts';
import { widestWindow } from './window.ts';

/** How much work a check may take. */
export interface CheckOptions {
  /**
   * Most configurations to visit, over all keys, before giving up with `unknown`. A count and not a time, so that the
   * same history always gets the same verdict. Wide configurations, and those that need many comparisons, count more: time
   * and memory are bounded too. May be exceeded by a few. Default: 2,000,000 and four per operation.
   */
  readonly budget?: number;
}

const defaultBudget = 2_000_000;
const firstTurn = 1_000;
const turnGrowth = 4;

/**
 * Decides whether the history is linearizable: whether each answered operation took effect at one moment between its call
 * and its return, and each unanswered one at most once after its call, such that `model` gives the answers that were seen.
 *
 * What takes no search comes first (see `settle`). The search is Wing and Gong's, with Lowe's memory of configurations and just-in-time order and Horn and Kroening's
 * partitions. Exponential in the number of operations open at once in the worst case (the problem is NP-complete), but
 * not in the length of the history.
 */
export function check<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  options: CheckOptions = {},
): Verdict<State> {
  const fault = findFault(history);
  if (fault !== null) return fault;
  const budget = options.budget ?? defaultBudget + 4 * history.length;
  const partitions = partition(model, history);
  const orders: KeyOrder<State>[] = [];
  const open: Part<State, Input, Output>[] = [];
  const counts = (): Counts => countsOf(history, partitions);
  for (const [key, sources] of partitions) {
    const settled = settle(model, history, sources);
    if (settled.kind === 'illegal') return refuted(model, history, key, settled, counts());
    if (settled.kind === 'ok') orders.push({ key, order: settled.order });
    else open.push({ key, problem: prepare(model, history, sources) });
  }
  const verdict = decide(open, budget);
  const statistics = { ...verdict.statistics, ...counts() };
  return verdict.kind === 'ok' ? { ...verdict, orders: [...orders, ...verdict.orders], statistics } : { ...verdict, statistics };
}

/** The first operation whose stamps make no sense. */
export function findFault(history: History<unknown, unknown>): Refused | null {
  for (const [operation, { call, return: returned }] of history.entries()) {
    const refuse = (why: string): Refused => ({ kind: 'refused', operation, why });
    if (!Number.isFinite(call)) return refuse(`its call is at ${call}, not at a finite number`);
    if (returned === null) continue;
    if (!Number.isFinite(returned)) return refuse(`its return is at ${returned}, not at a finite number`);
    if (returned < call) return refuse(`it returns at ${returned}, before its call at ${call}`);
  }
  return null;
}

/** Keys with the indices of their operations: smallest first, then in the order in which they appear. */
export function partition<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
): readonly (readonly [key: string, sources: readonly number[]])[] {
  const partitions = new Map<string, number[]>();
  const { partition: keyOf } = complete(model);
  for (const [operation, { input }] of history.entries()) {
    const key = keyOf(input);
    const sources = partitions.get(key);
    if (sources === undefined) partitions.set(key, [operation]);
    else sources.push(operation);
  }
  return [...partitions].sort(([, a], [, b]) => a.length - b.length);
}

/** The operations of one key, ready to be searched. */
export interface Part<State, Input, Output> {
  readonly key: string;
  readonly problem: Problem<State, Input, Output>;
}

/** Decides a history from its partitions: in turns that grow, so that one key that is easily refuted ends the check. */
export function decide<State, Input, Output>(parts: readonly Part<State, Input, Output>[], budget: number): Exclude<Verdict<State>, Refused> {
  const trials = parts.map(({ key, problem }) => new Trial(key, problem));
  let open = trials;
  let left = budget;
  for (let turn = firstTurn; open.length > 0 && left > 0; turn *= turnGrowth) {
    for (const trial of open) {
      if (left > 0) left -= trial.advance(turn, left);
      if (trial.outcome === 'illegal') return trial.illegal(statisticsOf(trials));
    }
    open = open.filter(({ outcome }) => outcome === 'open');
  }
  const statistics = statisticsOf(trials);
  if (open.length === 0) return { kind: 'ok', orders: trials.map((trial) => trial.order()), statistics };
  const why = `not decided within a budget of ${budget} configurations`;
  return { kind: 'unknown', why, undecided: open.map((trial) => trial.undecided()), statistics };
}

function statisticsOf(trials: readonly Trial<unknown, unknown, unknown>[]): Statistics {
  const problems = trials.map(({ problem }) => problem);
  const unanswered = problems.reduce((sum, problem) => sum + problem.unanswered, 0);
  return {
    operations: problems.reduce((sum, { size }) => sum + size, unanswered),
    unanswered,
    keys: trials.length,
    widestWindow: problems.reduce((widest, { window }) => Math.max(widest, window), 0),
    configurations: trials.reduce((sum, { configurations }) => sum + configurations, 0),
  };
}

type Counts = Omit<Statistics, 'configurations'>;

function countsOf(history: History<unknown, unknown>, partitions: readonly (readonly [key: string, sources: readonly number[]])[]): Counts {
  return {
    operations: history.length,
    unanswered: history.reduce((sum, operation) => sum + Number(operation.return === null), 0),
    keys: partitions.length,
    widestWindow: partitions.reduce((widest, [, sources]) => Math.max(widest, widestWindow(history, sources)), 0),
  };
}

/** A search of what was refuted without one may take so many configurations, of so many operations. */
const refutedBudget = 2_000;
const refutedMax = 1_000;

/** The verdict on a key that was refuted without a search. A search of the operations behind it finds the one that cannot be placed. */
function refuted<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: History<Input, Output>,
  key: string,
  refutation: Refutation,
  counts: Counts,
): Illegal<State> {
  if (refutation.operations.length > refutedMax) return culpritsOnly(key, refutation, { ...counts, configurations: 0 });
  const trial = new Trial(key, prepare(model, history, refutation.operations));
  trial.advance(refutedBudget, refutedBudget);
  assert(trial.outcome !== 'legal', 'what is refuted as the history of a register is illegal', () => model.name);
  const statistics = { ...counts, configurations: trial.configurations };
  if (trial.outcome === 'illegal') return { ...trial.illegal(statistics), refutation };
  return culpritsOnly(key, refutation, statistics);
}

function culpritsOnly(key: string, refutation: Refutation, statistics: Statistics): Illegal<never> {
  const blocked = refutation.contradiction.culprits.at(-1) ?? -1;
  return { kind: 'illegal', key, blocked, prefix: [], statesThere: [], refutation, statistics };
}
