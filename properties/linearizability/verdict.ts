/**
 * What a check answers. Operations are named by their index in the history that was checked.
 */

import type { Refutation } from './direct/steps.ts';

/** What there was to check, and the work that it took: counts, no times. */
export interface Statistics {
  readonly operations: number;
  /** Operations whose answer never came. */
  readonly unanswered: number;
  readonly keys: number;
  /** Most answered operations of one key that were open at one time. */
  readonly widestWindow: number;
  /** Different configurations visited, over all keys. */
  readonly configurations: number;
}

/** One operation of a legal order, and the state that it leaves. */
export interface Placed<State> {
  readonly operation: number;
  readonly state: State;
}

/** A legal order of the answered operations of one key, and of as many unanswered ones as it needs. */
export interface KeyOrder<State> {
  readonly key: string;
  readonly order: readonly Placed<State>[];
}

/** The history is linearizable. */
export interface Ok<State> {
  readonly kind: 'ok';
  /** One legal order per key: a certificate that `findFaultInOrders` checks in one pass. */
  readonly orders: readonly KeyOrder<State>[];
  readonly statistics: Statistics;
}

/** The history is not linearizable, because of the operations of `key`. */
export interface Illegal<State> {
  readonly kind: 'illegal';
  readonly key: string;
  /** The operation that cannot be placed: in order of returns, the first that no legal order gets past. */
  readonly blocked: number;
  /** The longest legal order found of operations before it. */
  readonly prefix: readonly Placed<State>[];
  /** Every state the object may be in when `blocked` must be placed and nothing else helps. */
  readonly statesThere: readonly State[];
  /** Where it was found out without a search: which operations contradict each other. Then `blocked` and `prefix` are of these only. */
  readonly refutation: Refutation | null;
  readonly statistics: Statistics;
}

/** How far the search came on a key that it could not decide. */
export interface Undecided {
  readonly key: string;
  readonly operations: number;
  readonly unanswered: number;
  readonly window: number;
  /** Most answered operations that some legal order got behind it, in order of returns. */
  readonly reached: number;
}

/** Not decided within the budget: neither linearizable nor not, as far as is known. */
export interface Unknown {
  readonly kind: 'unknown';
  /** One sentence: which limit was met. */
  readonly why: string;
  readonly undecided: readonly Undecided[];
  readonly statistics: Statistics;
}

/** The history is no history: there is nothing to decide. */
export interface Refused {
  readonly kind: 'refused';
  readonly operation: number;
  readonly why: string;
}

/** The answer of `check`. */
export type Verdict<State> = Ok<State> | Illegal<State> | Unknown | Refused;
