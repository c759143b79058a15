import type { SetInput, SetOutput } from '../models/set.ts';
import type { Codec } from './codec.ts';

export const setCodec: Codec<SetInput, SetOutput> = {
  inputFields: ['op', 'set', 'item'],
  outputFields: ['ok', 'done'],
  input: (fields) => ({ op: fields.word('op', ['add', 'remove', 'contains']), set: fields.text('set'), item: fields.scalar('item') }),
  output: (fields, { op }) => (op !== 'contains' && fields.has('done') ? { done: fields.yes('done') } : { ok: fields.truth('ok') }),
  jepsen: null,
};
