import type { QueueInput, QueueOutput } from '../models/queue.ts';
import type { StackInput } from '../models/stack.ts';
import type { Codec } from './codec.ts';
import type { Fields } from './fields.ts';

export const queueCodec: Codec<QueueInput, QueueOutput> = {
  inputFields: ['op', 'queue', 'item'],
  outputFields: ['item', 'empty', 'done'],
  input: (fields) => {
    const op = fields.word('op', ['enqueue', 'dequeue']);
    const queue = fields.text('queue');
    return op === 'dequeue' ? { op, queue } : { op, queue, item: fields.scalar('item') };
  },
  output: (fields, { op }) => (op === 'enqueue' ? { done: fields.yes('done') } : taken(fields)),
  jepsen: null,
};

export const stackCodec: Codec<StackInput, QueueOutput> = {
  inputFields: ['op', 'stack', 'item'],
  outputFields: ['item', 'empty', 'done'],
  input: (fields) => {
    const op = fields.word('op', ['push', 'pop']);
    const stack = fields.text('stack');
    return op === 'pop' ? { op, stack } : { op, stack, item: fields.scalar('item') };
  },
  output: (fields, { op }) => (op === 'push' ? { done: fields.yes('done') } : taken(fields)),
  jepsen: null,
};

/** What came out, or that there was nothing. */
const taken = (fields: Fields): QueueOutput => (fields.has('empty') ? { empty: fields.yes('empty') } : { item: fields.scalar('item') });
