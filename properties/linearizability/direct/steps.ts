/** A value by its name: equal names, equal values. */
export type ValueName = string | number | boolean | null;

/**
 * An operation told as one of a register: which value it saw, and which it left. An unanswered one is told as what it does
 * where it takes effect.
 */
export type RegisterStep =
  | { readonly kind: 'read'; readonly value: ValueName }
  /** Leaves `value`, whatever was before. */
  | { readonly kind: 'write'; readonly value: ValueName }
  /** Saw `from` and left `to`, which is another value. */
  | { readonly kind: 'update'; readonly from: ValueName; readonly to: ValueName }
  /** Had no effect, because the value was none of `values`. */
  | { readonly kind: 'miss'; readonly values: readonly ValueName[] }
  /** No value at all allows its answer. */
  | { readonly kind: 'impossible' };

/** The operations of one partition, in their order, told as those of a register. null: it says nothing and does nothing. */
export interface ToldAsRegister {
  readonly initial: ValueName;
  readonly steps: readonly (RegisterStep | null)[];
  /** By operation: another one that shows that it was so, where its own answer does not. Default: each tells for itself. */
  readonly evidence?: readonly (number | null)[];
}

/** An operation told as one of a queue. `unknown`: a dequeue that was never answered. */
export type QueueStep =
  | { readonly kind: 'enqueue'; readonly value: ValueName }
  | { readonly kind: 'dequeue'; readonly value: ValueName }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'impossible' };

/** What an operation says, and when. `output` and `return` null: it was never answered. */
export interface Said<Input, Output> {
  readonly input: Input;
  readonly output: Output | null;
  readonly call: number;
  readonly return: number | null;
}

/** When operations were called and when they returned; Infinity for those that were never answered. By operation. */
export interface Times {
  readonly call: Float64Array;
  readonly return: Float64Array;
}

/** Why no order is legal: what cannot be placed, and what stands in its way. Operations by their index. */
export interface Contradiction {
  readonly kind: ContradictionKind;
  readonly culprits: readonly number[];
}

/** A contradiction, with operations that are illegal by themselves because of it. */
export interface Refutation {
  readonly contradiction: Contradiction;
  readonly operations: readonly number[];
}

/**
 * `impossible`: no value allows the answer. `unwritten`: it saw a value that nobody left. `twice`: two operations each replaced a value that was there once.
 * `order`: the second returned before the first was called, and must come after it. `between`: the value of the first two
 * was there from the one to the other without a break, and the value of the others in between.
 */
export type ContradictionKind = 'impossible' | 'unwritten' | 'twice' | 'order' | 'between';

/** A verdict without a search. `open`: it takes one. An order has all answered operations, and the unanswered ones it needs. */
export type Direct =
  | { readonly kind: 'ok'; readonly order: readonly number[] }
  | ({ readonly kind: 'illegal' } & Refutation)
  | { readonly kind: 'open' };
