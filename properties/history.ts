/**
 * Histories: what clients asked and what they were told, in the order in which it happened.
 *
 * `call` and `return` are positions on one line (event numbers in a run, stamps in a file). Intervals are closed: a return
 * at 20 and a call at 20 overlap.
 */

/** An operation whose answer is known. */
export interface Completed<Input, Output> {
  readonly client: number;
  readonly input: Input;
  readonly call: number;
  readonly output: Output;
  readonly return: number;
}

/** An operation without an answer: it may take effect at any time after its call, or never. */
export interface Unanswered<Input> {
  readonly client: number;
  readonly input: Input;
  readonly call: number;
  readonly output: null;
  readonly return: null;
}

/** What a client asked, and the answer if it came. A client is known by its number. */
export type Operation<Input, Output> = Completed<Input, Output> | Unanswered<Input>;

/** The operations of all clients. Verdicts name one by its index here. */
export type History<Input, Output> = readonly Operation<Input, Output>[];
