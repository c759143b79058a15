import type { LockInput, LockOutput } from '../models/lock.ts';
import type { Codec } from './codec.ts';
import { describeEdn } from './edn.ts';
import type { Fields } from './fields.ts';
import type { Asked } from './jepsenEvents.ts';
import { Malformed } from './malformed.ts';

export const lockCodec: Codec<LockInput, LockOutput> = {
  inputFields: ['op', 'lock', 'holder'],
  outputFields: ['ok'],
  input: (fields, client) => ({
    op: fields.word('op', ['acquire', 'release']),
    lock: fields.text('lock'),
    holder: holderOf(fields, client),
  }),
  output: (fields) => ({ ok: fields.truth('ok') }),
  jepsen: { input: fromJepsen, output: () => ({ ok: true }), failure: () => ({ ok: false }) },
};

/** Without a holder the client itself asks. */
function holderOf(fields: Fields, client: number): string | number {
  if (!fields.has('holder')) return client;
  return typeof fields.any('holder') === 'string' ? fields.text('holder') : fields.integer('holder');
}

/** The value is the name of the lock, or nil where there is one lock only. */
function fromJepsen({ process, f, key, value, line }: Asked): LockInput {
  if (f !== 'acquire' && f !== 'release') throw new Malformed(`operation :${f}: a lock has :acquire and :release`, line);
  if (value.kind === 'nil') return { op: f, lock: key, holder: process };
  if (value.kind !== 'string') throw new Malformed(`lock ${describeEdn(value)}: expected a name as a string, or nil`, line);
  return { op: f, lock: value.value, holder: process };
}
