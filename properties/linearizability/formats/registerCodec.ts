import type { RegisterInput, RegisterOutput, RegisterValue } from '../models/register.ts';
import type { Codec } from './codec.ts';
import { describeEdn, type Edn } from './edn.ts';
import type { Asked } from './jepsenEvents.ts';
import { Malformed } from './malformed.ts';

export const registerCodec: Codec<RegisterInput, RegisterOutput> = {
  inputFields: ['op', 'key', 'value', 'from', 'to'],
  outputFields: ['value', 'ok'],
  input: (fields) => {
    const op = fields.word('op', ['read', 'write', 'cas']);
    const key = fields.text('key');
    if (op === 'read') return { op, key };
    return op === 'write' ? { op, key, value: fields.scalar('value') } : { op, key, from: fields.scalar('from'), to: fields.scalar('to') };
  },
  output: (fields, { op }) => {
    if (op === 'read') return { value: fields.scalar('value') };
    return { ok: op === 'write' ? fields.yes('ok') : fields.truth('ok') };
  },
  jepsen: {
    input: fromJepsen,
    output: ({ f }, value, line) => (f === 'read' ? { value: scalar(value, line) } : { ok: true }),
    failure: ({ f }) => (f === 'cas' ? { ok: false } : null),
  },
};

function fromJepsen({ f, key, value, line }: Asked): RegisterInput {
  switch (f) {
    case 'read':
      return { op: 'read', key };
    case 'write':
      return { op: 'write', key, value: scalar(value, line) };
    case 'cas': {
      const [from, to] = value.kind === 'vector' && value.items.length === 2 ? value.items : [];
      if (from === undefined || to === undefined) throw new Malformed(`:cas of ${describeEdn(value)}: expected [from to]`, line);
      return { op: 'cas', key, from: scalar(from, line), to: scalar(to, line) };
    }
    default:
      throw new Malformed(`operation :${f}: a register has :read, :write and :cas`, line);
  }
}

function scalar(value: Edn, line: number): RegisterValue {
  switch (value.kind) {
    case 'nil':
      return null;
    case 'boolean':
    case 'number':
    case 'string':
      return value.value;
    case 'keyword':
      return `:${value.name}`;
    default:
      throw new Malformed(`value ${describeEdn(value)}: a register holds numbers, strings, keywords, booleans and nil`, line);
  }
}
