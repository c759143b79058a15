import type { StoreAnswer, StoreEdit, StoreGuard, StoreInput, StoreLook, StoreOutput } from '../models/store.ts';
import type { Codec } from './codec.ts';
import type { Fields } from './fields.ts';

const singleFields = ['op', 'key', 'value', 'from', 'to', 'limit'] as const;
const answerFields = ['value', 'revision', 'before', 'entries'] as const;

export const storeCodec: Codec<StoreInput, StoreOutput> = {
  inputFields: [...singleFields, 'compare', 'success', 'failure'],
  outputFields: [...answerFields, 'succeeded', 'results', 'expired'],
  input: (fields) => {
    if (fields.word('op', ['get', 'scan', 'put', 'append', 'delete', 'transaction']) !== 'transaction') return single(fields);
    const branch = (field: string): readonly (StoreLook | StoreEdit)[] => fields.list(field, singleFields).map(single);
    return { op: 'transaction', compare: fields.list('compare', ['key', 'value', 'revision']).map(guard), success: branch('success'), failure: branch('failure') };
  },
  output: (fields, input) => {
    const isChange = input.op !== 'get' && input.op !== 'scan';
    if (isChange && fields.has('expired')) return { expired: fields.yes('expired') };
    if (input.op !== 'transaction') return answer(fields, input);
    const succeeded = fields.truth('succeeded');
    const operations = succeeded ? input.success : input.failure;
    return { succeeded, results: fields.list('results', answerFields, operations.length).map((result, i) => answer(result, operations[i] ?? input)) };
  },
  jepsen: null,
};

function single(fields: Fields): StoreLook | StoreEdit {
  const op = fields.word('op', ['get', 'scan', 'put', 'append', 'delete']);
  if (op === 'scan') return { op, from: fields.text('from'), to: fields.text('to'), limit: fields.integer('limit') };
  const key = fields.text('key');
  return op === 'put' || op === 'append' ? { op, key, value: fields.text('value') } : { op, key };
}

function guard(fields: Fields): StoreGuard {
  const key = fields.text('key');
  return fields.has('revision') ? { key, revision: fields.integer('revision') } : { key, value: fields.textOrNull('value') };
}

function answer(fields: Fields, { op }: StoreInput): StoreAnswer {
  if (op === 'get') return { value: fields.textOrNull('value'), revision: fields.integer('revision') };
  return op === 'scan' ? { entries: fields.pairs('entries') } : { before: fields.textOrNull('before') };
}
