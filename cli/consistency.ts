/** What `faultline check` may ask of a history: linearizability, or something weaker by name. */
import { BadInput, didYouMean } from '../hunt/bad-input.ts';

/** `bound` is in the unit of the history's stamps. */
export type Consistency = { readonly kind: 'linearizable' } | { readonly kind: 'sequential' } | { readonly kind: 'stale'; readonly bound: number };

const names = ['linearizable', 'sequential', 'stale:<bound>'];

/** Reads the value of `--consistency`. */
export function consistencyOf(text: string): Consistency {
  if (text === 'linearizable' || text === 'sequential') return { kind: text };
  const [kind, bound = ''] = text.split(':', 2);
  if (kind !== 'stale') throw new BadInput(`there is no consistency '${text}'${didYouMean(text, names)} (known are ${names.join(', ')})`);
  const number = Number(bound);
  if (bound.trim() === '' || !Number.isFinite(number) || number < 0) throw new BadInput(`--consistency ${text}: expected a bound of 0 or more, in the unit of the history's stamps, as in stale:50`);
  return { kind, bound: number };
}

/** By verdict, what is said of a history. */
export function wordsFor(consistency: Consistency): { readonly ok: string; readonly illegal: string } {
  switch (consistency.kind) {
    case 'linearizable':
      return { ok: 'linearizable', illegal: 'not linearizable' };
    case 'sequential':
      return { ok: 'sequentially consistent', illegal: 'not sequentially consistent' };
    case 'stale':
      return { ok: `linearizable with reads late by ${consistency.bound}`, illegal: `not linearizable, even with reads late by ${consistency.bound}` };
  }
}
