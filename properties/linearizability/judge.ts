import type { Operation } from '../history.ts';
import { canonicalText } from './canonicalText.ts';
import { check } from './checker.ts';
import { complete, type CompleteModel, type Model } from './model.ts';
import type { Statistics } from './verdict.ts';

/** An operation of a part of a history, with its index in the whole. */
export interface Kept<Input, Output> {
  readonly source: number;
  readonly operation: Operation<Input, Output>;
}

export type Kepts<Input, Output> = readonly Kept<Input, Output>[];

/** No single question may take more than this part of the budget. */
const share = 16;

/** Answers whether parts of a history are legal, within a budget over all of them. */
export class Judge<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #rules: CompleteModel<State, Input, Output>;
  readonly #questionMax: number;
  #left: number;
  #undecided = 0;

  constructor(model: Model<State, Input, Output>, budget: number) {
    this.#model = model;
    this.#rules = complete(model);
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

  isIllegal(kept: Kepts<Input, Output>): boolean {
    return this.judge(kept) === 'illegal';
  }

  isLegal(kept: Kepts<Input, Output>): boolean {
    return this.judge(kept) === 'ok';
  }

  /** null where the budget does not suffice. */
  judge(kept: Kepts<Input, Output>): 'ok' | 'illegal' | null {
    const answer = this.isSpent ? null : this.#ask(kept);
    if (answer === null) this.#undecided++;
    return answer;
  }

  #ask(kept: Kepts<Input, Output>): 'ok' | 'illegal' | null {
    const history = kept.map(({ operation }) => operation);
    // Each configuration looks at every kind of unanswered operation.
    const unanswered = history.filter((operation) => operation.return === null);
    const price = 1 + new Set(unanswered.map(({ input }) => canonicalText(input))).size / 16;
    const verdict = check(this.#model, history, { budget: Math.min(this.#left, this.#questionMax) / price });
    if ('statistics' in verdict) this.#left -= workOf(verdict.statistics);
    return verdict.kind === 'ok' || verdict.kind === 'illegal' ? verdict.kind : null;
  }

  isPossible({ operation }: Kept<Input, Output>, state: State): boolean {
    return this.#rules.step(state, operation.input, operation.output).length > 0;
  }

  isPure({ operation }: Kept<Input, Output>): boolean {
    return this.#rules.isPure(operation.input, operation.output);
  }

  /**
   * The operation made weaker: none in place of one without an effect; another one has its answer forgotten, and may have
   * taken effect or not. Both leave every legal order legal.
   */
  weakened({ source, operation }: Kept<Input, Output>): Kepts<Input, Output> {
    const { client, input, call } = operation;
    if (this.isPure({ source, operation }) || this.#rules.isPure(input, null)) return [];
    return [{ source, operation: { client, input, call, output: null, return: null } }];
  }
}

/** A configuration looks at all operations that are open, and at all unanswered ones. */
function workOf({ configurations, operations, unanswered, widestWindow }: Statistics): number {
  return (configurations + operations) * (1 + (unanswered + widestWindow) / 16);
}
