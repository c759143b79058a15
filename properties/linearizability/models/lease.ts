import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';

export type LeaseInput =
  | { readonly op: 'acquire'; readonly lease: string }
  /** Gives the lease back. */
  | { readonly op: 'release'; readonly lease: string; readonly token: number }
  /** Writes to what the lease protects, which refuses tokens older than one that it has seen. */
  | { readonly op: 'write'; readonly lease: string; readonly token: number };

/** `token`: the lease was granted, with a number greater than all before it. `ok`: a release or a write took effect, or not. */
export type LeaseOutput = { readonly token: number } | { readonly ok: boolean };

/** The last token granted, whether its holder may still have the lease, and the greatest token that was used to write. */
export interface LeaseState {
  readonly granted: number;
  readonly isHeld: boolean;
  readonly used: number;
}

/**
 * Leases with fencing tokens (Kleppmann, "How to do distributed locking", 2016). A lease that is held may run out at any time, so that it
 * may be granted again at any time, but each time with the next token; an acquire that is refused found it held.
 */
export const lease: Model<LeaseState, LeaseInput, LeaseOutput> = {
  name: 'lease',
  init: () => ({ granted: 0, isHeld: false, used: 0 }),
  stateKey: ({ granted, isHeld, used }) => `${granted} ${isHeld} ${used}`,
  partition: (input) => input.lease,
  step: (state, input, output) => {
    switch (input.op) {
      case 'acquire':
        return acquired(state, output);
      case 'release':
        return answered(state, state.isHeld && input.token === state.granted, { ...state, isHeld: false }, output);
      case 'write':
        return answered(state, input.token >= state.used && input.token <= state.granted, { ...state, used: input.token }, output);
    }
  },
  isPure: (_, output) => output !== null && 'ok' in output && !output.ok,
  describeOperation: (input, output) => {
    const args = input.op === 'acquire' ? '' : `, ${input.token}`;
    return `${input.op}(${canonicalText(input.lease)}${args}) -> ${output === null ? '?' : 'token' in output ? `token ${output.token}` : output.ok ? 'ok' : 'refused'}`;
  },
  describeState: ({ granted, isHeld, used }) => `token ${granted}${isHeld ? '' : ' (given back)'}, written with ${used}`,
};

function acquired(state: LeaseState, output: LeaseOutput | null): readonly LeaseState[] {
  const granted = { ...state, granted: state.granted + 1, isHeld: true };
  if (output === null) return state.isHeld ? [granted, state] : [granted];
  if ('token' in output) return output.token === granted.granted ? [granted] : [];
  return !output.ok && state.isHeld ? [state] : [];
}

function answered(state: LeaseState, happens: boolean, after: LeaseState, output: LeaseOutput | null): readonly LeaseState[] {
  const next = happens ? after : state;
  return output === null || ('ok' in output && output.ok === happens) ? [next] : [];
}
