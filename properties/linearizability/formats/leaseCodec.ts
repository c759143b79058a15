import type { LeaseInput, LeaseOutput } from '../models/lease.ts';
import type { Codec } from './codec.ts';

export const leaseCodec: Codec<LeaseInput, LeaseOutput> = {
  inputFields: ['op', 'lease', 'token'],
  outputFields: ['token', 'ok'],
  input: (fields) => {
    const op = fields.word('op', ['acquire', 'release', 'write']);
    const lease = fields.text('lease');
    return op === 'acquire' ? { op, lease } : { op, lease, token: fields.integer('token') };
  },
  output: (fields, { op }) => (op === 'acquire' && fields.has('token') ? { token: fields.integer('token') } : { ok: fields.truth('ok') }),
  jepsen: null,
};
