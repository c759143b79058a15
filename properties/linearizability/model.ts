import { canonicalText } from './canonicalText.ts';
import type { QueueStep, Said, ToldAsRegister } from './direct/steps.ts';

/**
 * What an object does when its operations come one at a time. Pure: the same arguments give the same answer.
 *
 * A counter, whole:
 *
 *     const counter: Model<number, { add: number } | 'get', { value?: number }> = {
 *       name: 'counter',
 *       init: () => 0,
 *       step: (count, input, output) =>
 *         input !== 'get' ? [count + input.add] : output === null || output.value === count ? [count] : [],
 *       isPure: (input) => input === 'get',
 *     };
 */
export interface Model<State, Input, Output> {
  readonly name: string;
  /** The state of one partition before its first operation. */
  init(): State;
  /**
   * Every state in which `input` may leave the object, having been answered with `output`: none where that answer is
   * impossible in `state`, several for a non-deterministic object. States are values, never changed in place.
   *
   * `output` null: no answer came. Then every state that some answer could leave behind. That the operation never took
   * effect need not be listed: the checker always allows it.
   */
  step(state: State, input: Input, output: Output | null): readonly State[];
  /** Operations with different keys do not affect each other and are checked apart. Default: one partition. */
  partition?(input: Input): string;
  /** Exact identity of a state: equal keys, equal states. Default: by `equal` where that is given, else its canonical text. */
  stateKey?(state: State): string | number;
  /** Whether two states are one, where they are no plain data and have no key. */
  equal?(a: State, b: State): boolean;
  /** For `equal`: equal states have equal hashes. Default: all have the same, which is slow for many states. */
  hash?(state: State): string | number;
  /**
   * True where the operation leaves the state as it is in *every* state in which `output` is possible: reads, failed
   * compare-and-set. "Happened to change nothing this time" is not enough: a write of 5 onto 5 is not pure. Default: false.
   */
  isPure?(input: Input, output: Output | null): boolean;
  /**
   * True where the operation, answered with `output`, is possible in every state and leaves the same one state whatever was
   * before: plain writes. With it, many writes open at once are checked quickly. Default: false.
   */
  overwrites?(input: Input, output: Output | null): boolean;
  /**
   * False only where no operations at all, but overwriting ones, can lead from `state` to one in which `input` can be answered
   * with `output`: a string that was appended to never gets shorter. Lets searches give up early. Default: true.
   */
  canLeadTo?(state: State, input: Input, output: Output | null): boolean;
  /**
   * The operations of one partition told as those of a register (read, write, replace one value by another, or nothing), where
   * that says all that they say: in several ways, where one of them must be true. null where they cannot be told so. With it, histories in which every value is left by one
   * operation only are decided in O(n log n), and many others refuted. Default: null.
   */
  asRegister?(operations: readonly Said<Input, Output>[]): readonly ToldAsRegister[] | null;
  /**
   * The operations of one partition told as those of a queue, which is decided without a search where each item is enqueued
   * once. Default: null.
   */
  asQueue?(operations: readonly Said<Input, Output>[]): readonly QueueStep[] | null;
  /** One line for people, e.g. `put("x", 1) -> OK`. */
  describeOperation?(input: Input, output: Output | null): string;
  describeState?(state: State): string;
}

/** A model with the optional parts filled in. */
export type CompleteModel<State, Input, Output> = Required<Omit<Model<State, Input, Output>, 'equal' | 'hash'>>;

/** The model with a default in place of each part that it leaves out. */
export function complete<State, Input, Output>(model: Model<State, Input, Output>): CompleteModel<State, Input, Output> {
  return {
    name: model.name,
    init: () => model.init(),
    step: (state, input, output) => model.step(state, input, output),
    partition: (input) => model.partition?.(input) ?? '',
    stateKey: stateKeys(model),
    isPure: (input, output) => model.isPure?.(input, output) ?? false,
    canLeadTo: (state, input, output) => model.canLeadTo?.(state, input, output) ?? true,
    overwrites: (input, output) => model.overwrites?.(input, output) ?? false,
    asRegister: (operations) => model.asRegister?.(operations) ?? null,
    asQueue: (operations) => model.asQueue?.(operations) ?? null,
    describeOperation: (input, output) => model.describeOperation?.(input, output) ?? describe(input, output),
    describeState: (state) => model.describeState?.(state) ?? canonicalText(state),
  };
}

/** Keys of states: the model's own; or numbers, given to states in the order in which they are met; or texts. */
function stateKeys<State, Input, Output>(model: Model<State, Input, Output>): (state: State) => string | number {
  if (model.stateKey !== undefined || model.equal === undefined) return (state) => model.stateKey?.(state) ?? canonicalText(state);
  const met = new Map<string | number, { readonly state: State; readonly key: number }[]>();
  let count = 0;
  return (state) => {
    const hash = model.hash?.(state) ?? 0;
    const alike = met.get(hash) ?? [];
    const known = alike.find((other) => model.equal?.(other.state, state) === true);
    if (known !== undefined) return known.key;
    met.set(hash, [...alike, { state, key: count }]);
    return count++;
  };
}

function describe(input: unknown, output: unknown): string {
  return `${canonicalText(input)} -> ${output === null ? '?' : canonicalText(output)}`;
}
