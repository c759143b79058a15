import type { VersionedKvInput, VersionedKvOutput } from '../models/versionedKv.ts';
import type { Codec } from './codec.ts';

export const versionedKvCodec: Codec<VersionedKvInput, VersionedKvOutput> = {
  inputFields: ['op', 'key', 'value', 'version'],
  outputFields: ['value', 'version', 'err'],
  input: (fields) => {
    const op = fields.word('op', ['get', 'put']);
    const key = fields.text('key');
    return op === 'get' ? { op, key } : { op, key, value: fields.text('value'), version: fields.integer('version') };
  },
  output: (fields, { op }) => {
    if (op === 'put') return { err: fields.word('err', ['OK', 'ErrVersion', 'ErrNoKey', 'ErrMaybe']) };
    const err = fields.word('err', ['OK', 'ErrNoKey']);
    // A missing key has nothing to show.
    if (err === 'ErrNoKey' && !fields.has('value') && !fields.has('version')) return { err, value: '', version: 0 };
    return { err, value: fields.text('value'), version: fields.integer('version') };
  },
  jepsen: null,
};
