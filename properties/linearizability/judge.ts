import type { Operation } from '../history.ts';
import { check } from './checker.ts';
import { complete, type CompleteModel, type Model } from './model.ts';
import type { Verdict } from './verdict.ts';

/** An operation of a sub-history, with its index in the whole. Its answer may have been forgotten. */
export interface Kept<Input, Output> {
  readonly source: number;
  readonly operation: Operation<Input, Output>;
}

export type Kepts<Input, Output> = readonly Kept<Input, Output>[];

/** No single question may take more than this part of the budget. */
const share = 8;

/** Answers whether parts of a history are legal, within a budget over all of them. */
export class Judge<State, Input, Output> {
  readonly rules: CompleteModel<State, Input, Output>;
  readonly #model: Model<State, Input, Output>;
  readonly #questionMax: number;
  #left: number;
  #undecided = 0;

  constructor(model: Model<State, Input, Output>, budget: number) {
    this.#model = model;
    this.rules = complete(model);
    this.#left = budget;
    this.#questionMax = budget / share;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** How many questions have been left open so far. */
  get undecided(): number {
    return this.#undecided;
  }

  /** The verdict on a part; null where the budget does not suffice. */
  judge(kept: Kepts<Input, Output>): Verdict<State> | null {
    const history = kept.map(({ operation }) => operation);
    // Each configuration looks at every unanswered operation.
    const price = 1 + history.filter((operation) => operation.return === null).length / 16;
    const budget = Math.floor(Math.min(this.#left, this.#questionMax) / price);
    const verdict = budget < 1 ? null : check(this.#model, history, { budget });
    const configurations = verdict !== null && 'statistics' in verdict ? verdict.statistics.configurations : 0;
    this.#left -= configurations * price + history.length / 16;
    if (verdict !== null && verdict.kind !== 'unknown') return verdict;
    this.#undecided++;
    return null;
  }

  isIllegal(kept: Kepts<Input, Output>): boolean {
    return this.judge(kept)?.kind === 'illegal';
  }

  isLegal(kept: Kepts<Input, Output>): boolean {
    return this.judge(kept)?.kind === 'ok';
  }

  /**
   * The operation made weaker: none in place of one without an effect; another one has its answer forgotten. Both leave
   * every legal order legal.
   */
  weakened({ source, operation }: Kept<Input, Output>): Kepts<Input, Output> {
    const { client, input, output, call } = operation;
    if (this.rules.isPure(input, output) || this.rules.isPure(input, null)) return [];
    return [{ source, operation: { client, input, call, output: null, return: null } }];
  }
}

export const isAnswered = ({ operation }: Kept<unknown, unknown>): boolean => operation.return !== null;
