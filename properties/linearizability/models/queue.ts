import { canonicalText } from '../canonicalText.ts';
import type { QueueStep, Said } from '../direct/steps.ts';
import type { Model } from '../model.ts';
import type { RegisterValue } from './register.ts';

export type QueueInput =
  | { readonly op: 'enqueue'; readonly queue: string; readonly item: RegisterValue }
  | { readonly op: 'dequeue'; readonly queue: string };

/** `done`: of an enqueue. `item`: the oldest one, which is gone now. `empty`: there was none. */
export type QueueOutput = { readonly done: true } | { readonly item: RegisterValue } | { readonly empty: true };

/** First in, first out. Queues are empty at first. */
export const queue: Model<readonly RegisterValue[], QueueInput, QueueOutput> = {
  name: 'queue',
  init: () => [],
  partition: (input) => input.queue,
  step: (items, input, output) => {
    if (input.op === 'enqueue') return output === null || 'done' in output ? [[...items, input.item]] : [];
    if (items.length === 0) return output === null || 'empty' in output ? [items] : [];
    return output === null || ('item' in output && output.item === items[0]) ? [items.slice(1)] : [];
  },
  isPure: (input, output) => input.op === 'dequeue' && output !== null && 'empty' in output,
  asQueue: (operations) => operations.map(stepOf),
  describeOperation: (input, output) => {
    const what = input.op === 'enqueue' ? `enqueue(${canonicalText(input.item)})` : 'dequeue()';
    return `${what} -> ${output === null ? '?' : answerText(output)}`;
  },
};

function stepOf({ input, output }: Said<QueueInput, QueueOutput>): QueueStep {
  if (input.op === 'enqueue') return output === null || 'done' in output ? { kind: 'enqueue', value: input.item } : { kind: 'impossible' };
  if (output === null) return { kind: 'unknown' };
  if ('empty' in output) return { kind: 'empty' };
  return 'item' in output ? { kind: 'dequeue', value: output.item } : { kind: 'impossible' };
}

/** What a queue or a stack answered. */
export function answerText(output: QueueOutput): string {
  if ('item' in output) return canonicalText(output.item);
  return 'empty' in output ? 'empty' : 'done';
}
