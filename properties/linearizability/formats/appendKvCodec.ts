import type { AppendKvInput, AppendKvOutput } from '../models/appendKv.ts';
import type { Codec } from './codec.ts';
import { describeEdn, type Edn } from './edn.ts';
import { Malformed } from './malformed.ts';

export const appendKvCodec: Codec<AppendKvInput, AppendKvOutput> = {
  inputFields: ['op', 'key', 'value'],
  outputFields: ['value', 'ok'],
  input: (fields) => {
    const op = fields.word('op', ['get', 'put', 'append']);
    const key = fields.text('key');
    return op === 'get' ? { op, key } : { op, key, value: fields.text('value') };
  },
  output: (fields, { op }) => {
    if (op === 'get' || (op === 'append' && fields.has('value'))) return { value: fields.text('value') };
    return { ok: fields.yes('ok') };
  },
  jepsen: {
    input: ({ f, key, value, line }) => {
      if (f === 'get') return { op: f, key };
      if (f === 'put' || f === 'append') return { op: f, key, value: textOf(value, line) };
      throw new Malformed(`operation :${f}: a key/value service has :get, :put and :append`, line);
    },
    output: ({ f }, value, line) => (f === 'get' ? { value: value.kind === 'nil' ? '' : textOf(value, line) } : { ok: true }),
    failure: () => null,
  },
};

function textOf(value: Edn, line: number): string {
  if (value.kind === 'string') return value.value;
  throw new Malformed(`value ${describeEdn(value)}: expected a string`, line);
}
