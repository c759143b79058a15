import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';

export type CounterInput =
  | { readonly op: 'get'; readonly counter: string }
  | { readonly op: 'add'; readonly counter: string; readonly by: number };

/** `value`: what a get found, or what an add left. `done`: an add that tells nothing. */
export type CounterOutput = { readonly value: number } | { readonly done: true };

/** Counters, 0 at first. */
export const counter: Model<number, CounterInput, CounterOutput> = {
  name: 'counter',
  init: () => 0,
  stateKey: (state) => state,
  partition: (input) => input.counter,
  step: (state, input, output) => {
    const next = input.op === 'add' ? state + input.by : state;
    if (output === null || ('done' in output && input.op === 'add')) return [next];
    return 'value' in output && output.value === next ? [next] : [];
  },
  isPure: (input) => input.op === 'get' || input.by === 0,
  describeOperation: (input, output) => {
    const what = input.op === 'get' ? `get(${canonicalText(input.counter)})` : `add(${canonicalText(input.counter)}, ${input.by})`;
    return `${what} -> ${output === null ? '?' : 'value' in output ? output.value : 'done'}`;
  },
};
