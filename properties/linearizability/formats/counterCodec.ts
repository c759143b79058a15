import type { CounterInput, CounterOutput } from '../models/counter.ts';
import type { Codec } from './codec.ts';

export const counterCodec: Codec<CounterInput, CounterOutput> = {
  inputFields: ['op', 'counter', 'by'],
  outputFields: ['value', 'done'],
  input: (fields) => {
    const op = fields.word('op', ['get', 'add']);
    const counter = fields.text('counter');
    return op === 'get' ? { op, counter } : { op, counter, by: fields.integer('by') };
  },
  output: (fields, { op }) => (op === 'add' && fields.has('done') ? { done: fields.yes('done') } : { value: fields.integer('value') }),
  jepsen: null,
};
