import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';

/** Who holds the lock; null where nobody does. */
export type Holder = string | number | null;

/** `holder` is whoever asks. One holder has a lock at most once: it is not re-entrant. */
export interface LockInput {
  readonly op: 'acquire' | 'release';
  readonly lock: string;
  readonly holder: string | number;
}

/** `ok: false`: the lock was not free, or not held by the one who released it. Nothing happened. */
export interface LockOutput {
  readonly ok: boolean;
}

/** Named locks. Acquiring needs a free lock, releasing needs to be its holder. An unanswered acquire may hold for ever. */
export const lock: Model<Holder, LockInput, LockOutput> = {
  name: 'lock',
  init: () => null,
  partition: (input) => input.lock,
  step: (state, input, output) => {
    const [needed, next] = input.op === 'acquire' ? [null, input.holder] : [input.holder, null];
    const happens = state === needed;
    return output === null || output.ok === happens ? [happens ? next : state] : [];
  },
  isPure: (_, output) => output !== null && !output.ok,
  describeOperation: (input, output) => {
    const answer = output === null ? '?' : output.ok ? 'ok' : 'refused';
    return `${input.op}(${canonicalText(input.lock)}) by ${input.holder} -> ${answer}`;
  },
  describeState: (state) => (state === null ? 'free' : `held by ${state}`),
};
