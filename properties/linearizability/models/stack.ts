import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';
import { answerText, type QueueOutput } from './queue.ts';
import type { RegisterValue } from './register.ts';

export type StackInput =
  | { readonly op: 'push'; readonly stack: string; readonly item: RegisterValue }
  | { readonly op: 'pop'; readonly stack: string };

/** Last in, first out. Stacks are empty at first, and answer as queues do. */
export const stack: Model<readonly RegisterValue[], StackInput, QueueOutput> = {
  name: 'stack',
  init: () => [],
  partition: (input) => input.stack,
  step: (items, input, output) => {
    if (input.op === 'push') return output === null || 'done' in output ? [[...items, input.item]] : [];
    if (items.length === 0) return output === null || 'empty' in output ? [items] : [];
    return output === null || ('item' in output && output.item === items.at(-1)) ? [items.slice(0, -1)] : [];
  },
  isPure: (input, output) => input.op === 'pop' && output !== null && 'empty' in output,
  describeOperation: (input, output) => {
    const what = input.op === 'push' ? `push(${canonicalText(input.item)})` : 'pop()';
    return `${what} -> ${output === null ? '?' : answerText(output)}`;
  },
};
