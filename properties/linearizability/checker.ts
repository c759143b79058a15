import { assert, unreachable } from '../../sim/core/assert.ts';
import type { History } from '../history.ts';
import type { Refutation } from './direct/steps.ts';
import { complete, type Model } from './model.ts';
import { prepare, type Problem } from './search/problem.ts';
import { type Conclusion, type Progress, type Round, rounds } from './rounds.ts';
import { Trial } from './search/trial.ts';
import { item } from './search/words.ts';
import { settle } from './settle.ts';
import type { Illegal, KeyOrder, Refused, Statistics, Undecided, Unknown, Verdict } from './verdict.ts';
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
  const begun = begin(model, history);
  if (begun.kind !== 'open') return begun;
  const parts = begun.open.map(({ key, sources }) => ({ key, problem: prepare(model, history, sources) }));
  return completed(begun, decide(parts, budgetFor(history, options)));
}

/** What of a history was decided without a search; and the keys that take one, with the indices of their operations. */
export interface Begun<State> {
  readonly kind: 'open';
  readonly orders: readonly KeyOrder<State>[];
  readonly open: readonly { readonly key: string; readonly sources: readonly number[] }[];
  readonly counts: Counts;
}

/** Decides whatever takes no search: all, one key that is illegal, or as much as there is. */
export function begin<State, Input, Output>(model: Model<State, Input, Output>, history: History<Input, Output>): Refused | Illegal<State> | Begun<State> {
  const fault = findFault(history);
  if (fault !== null) return fault;
  const partitions = partition(model, history);
  const orders: KeyOrder<State>[] = [];
  const open: Begun<State>['open'][number][] = [];
  for (const [key, sources] of partitions) {
    const settled = settle(model, history, sources);
    if (settled.kind === 'illegal') return refuted(model, history, key, settled, countsOf(history, partitions));
    if (settled.kind === 'ok') orders.push({ key, order: settled.order });
    else open.push({ key, sources });
  }
  return { kind: 'open', orders, open, counts: countsOf(history, partitions) };
}

/** The verdict on the whole, from that on the keys that took a search. */
export function completed<State>({ orders, counts }: Begun<State>, searched: Searched<State>): Searched<State> {
  const statistics = { ...searched.statistics, ...counts };
  return searched.kind === 'ok' ? { ...searched, orders: [...orders, ...searched.orders], statistics } : { ...searched, statistics };
}

/** How many configurations may be visited. */
export const budgetFor = (history: History<unknown, unknown>, { budget }: CheckOptions): number => budget ?? defaultBudget + 4 * history.length;

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

/** The verdict of a search. */
export type Searched<State> = Exclude<Verdict<State>, Refused>;

/** Decides a history from its partitions (see `rounds`). */
export function decide<State, Input, Output>(parts: readonly Part<State, Input, Output>[], budget: number): Searched<State> {
  const trials = parts.map(({ key, problem }) => new Trial(key, problem));
  const course = rounds(trials.map(({ size }) => size), budget);
  for (let step = course.next(); ; step = course.next(advanced(trials, step.value))) {
    if (step.done === true) return concluded(trials, step.value, budget);
  }
}

/** Lets the keys of a round search on, one after the other, up to the first that is refuted. */
export function advanced(trials: readonly Trial<unknown, unknown, unknown>[], { turn, grants }: Round): readonly Progress[] {
  const told: Progress[] = [];
  for (const { part, allowance } of grants) {
    const trial = item(trials, part);
    told.push(trial.advance(turn, allowance));
    if (trial.outcome === 'illegal') break;
  }
  return told;
}

/** The verdict that all searches together have come to. */
export function concluded<State, Input, Output>(trials: readonly Trial<State, Input, Output>[], conclusion: Conclusion, budget: number): Searched<State> {
  const statistics = { ...statisticsOf(trials), configurations: conclusion.configurations };
  switch (conclusion.kind) {
    case 'ok':
      return { kind: 'ok', orders: trials.map((trial) => trial.order()), statistics };
    case 'illegal':
      return item(trials, conclusion.part).illegal(statistics);
    case 'unknown':
      return unknown(budget, conclusion.open.map((part) => item(trials, part).undecided()), statistics);
    default:
      return unreachable(conclusion);
  }
}

/** The verdict where the budget ended. */
export const unknown = (budget: number, undecided: readonly Undecided[], statistics: Statistics): Unknown => ({
  kind: 'unknown',
  why: `not decided within a budget of ${budget} configurations`,
  undecided,
  statistics,
});

function statisticsOf(trials: readonly Trial<unknown, unknown, unknown>[]): Counts {
  const problems = trials.map(({ problem }) => problem);
  const unanswered = problems.reduce((sum, problem) => sum + problem.unanswered, 0);
  return {
    operations: problems.reduce((sum, { size }) => sum + size, unanswered),
    unanswered,
    keys: trials.length,
    widestWindow: problems.reduce((widest, { window }) => Math.max(widest, window), 0),
  };
}

/** What there was to check. */
export type Counts = Omit<Statistics, 'configurations'>;

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
  const isPure = (source: number): boolean => {
    const found = history[source];
    return found !== undefined && model.isPure?.(found.input, found.output) === true;
  };
  if (refutation.operations.length > refutedMax) return culpritsOnly(isPure, key, refutation, { ...counts, configurations: 0 });
  const trial = new Trial(key, prepare(model, history, refutation.operations));
  trial.advance(refutedBudget, refutedBudget);
  assert(trial.outcome !== 'legal', 'what is refuted as the history of a register is illegal', () => model.name);
  const statistics = { ...counts, configurations: trial.configurations };
  if (trial.outcome === 'illegal') return { ...trial.illegal(statistics), refutation };
  return culpritsOnly(isPure, key, refutation, statistics);
}

/** Of the operations that contradict each other, one without an effect is said to be the one too many: without it, the others may be legal. */
function culpritsOnly(isPure: (operation: number) => boolean, key: string, refutation: Refutation, statistics: Statistics): Illegal<never> {
  const { culprits } = refutation.contradiction;
  const pure = culprits.findLast(isPure);
  const blocked = pure ?? culprits.at(-1) ?? -1;
  return { kind: 'illegal', key, blocked, prefix: [], statesThere: [], refutation, statistics };
}
