import { canonicalText } from '../canonicalText.ts';
import type { RegisterStep } from '../direct/steps.ts';
import type { Model } from '../model.ts';

/** What a register can hold. null: nothing was written yet. */
export type RegisterValue = string | number | boolean | null;

export type RegisterInput =
  | { readonly op: 'read'; readonly key: string }
  | { readonly op: 'write'; readonly key: string; readonly value: RegisterValue }
  /** Compare and set: `to` replaces `from`; where the value is not `from`, nothing happens and the answer is `ok: false`. */
  | { readonly op: 'cas'; readonly key: string; readonly from: RegisterValue; readonly to: RegisterValue };

/** `value` for a read, `ok` for the others. */
export type RegisterOutput = { readonly value: RegisterValue } | { readonly ok: boolean };

/** Registers that are read, written, and compared and set. One per key, holding null at first. */
export const register: Model<RegisterValue, RegisterInput, RegisterOutput> = {
  name: 'register',
  init: () => null,
  stateKey,
  partition: (input) => input.key,
  step: (state, input, output) => {
    switch (input.op) {
      case 'read':
        return output === null || read(output) === state ? [state] : [];
      case 'write':
        return output === null || succeeded(output) ? [input.value] : [];
      case 'cas':
        return afterCas(state, input.from === state, input.to, output);
    }
  },
  // A write that finds its own value is not pure: elsewhere it has an effect. Setting 3 to 3 never has one.
  isPure: (input, output) =>
    input.op === 'read' || (input.op === 'cas' && (input.from === input.to || (output !== null && !succeeded(output)))),
  overwrites: (input, output) => input.op === 'write' && (output === null || succeeded(output)),
  asRegister: (operations) => [{ initial: null, steps: operations.map(({ input, output }) => stepOf(input, output)) }],
  describeOperation: (input, output) => {
    const answer = output === null ? '?' : answerText(output);
    switch (input.op) {
      case 'read':
        return `read() -> ${answer}`;
      case 'write':
        return `write(${canonicalText(input.value)}) -> ${answer}`;
      case 'cas':
        return `cas(${canonicalText(input.from)}, ${canonicalText(input.to)}) -> ${answer}`;
    }
  },
};

/** Strings as they are: their hashes are known, those of new ones would have to be computed each time. A mark keeps all else apart. */
function stateKey(state: RegisterValue): string | number {
  if (typeof state === 'number') return state;
  return typeof state === 'string' && !state.startsWith('\0') ? state : `\0${typeof state} ${state}`;
}

function stepOf(input: RegisterInput, output: RegisterOutput | null): RegisterStep | null {
  switch (input.op) {
    case 'read':
      return output === null ? null : 'value' in output ? { kind: 'read', value: output.value } : { kind: 'impossible' };
    case 'write':
      return output === null || succeeded(output) ? { kind: 'write', value: input.value } : { kind: 'impossible' };
    case 'cas':
      if (output !== null && !succeeded(output)) return { kind: 'miss', values: [input.from] };
      return input.from === input.to ? (output === null ? null : { kind: 'read', value: input.from }) : { kind: 'update', from: input.from, to: input.to };
  }
}

function afterCas(
  state: RegisterValue,
  matches: boolean,
  to: RegisterValue,
  output: RegisterOutput | null,
): readonly RegisterValue[] {
  const next = matches ? to : state;
  return output === null || succeeded(output) === matches ? [next] : [];
}

/** What was read; undefined, which no register holds, if the answer is not one of a read. */
const read = (output: RegisterOutput): RegisterValue | undefined => ('value' in output ? output.value : undefined);
const succeeded = (output: RegisterOutput): boolean => 'ok' in output && output.ok;
const answerText = (output: RegisterOutput): string =>
  'value' in output ? canonicalText(output.value) : output.ok ? 'ok' : 'failed';
