import { canonicalText } from '../canonicalText.ts';
import type { RegisterStep, Said, ToldAsRegister } from '../direct/steps.ts';
import type { Model } from '../model.ts';
import type { RegisterValue } from './register.ts';

export interface SetInput {
  readonly op: 'add' | 'remove' | 'contains';
  readonly set: string;
  readonly item: RegisterValue;
}

/** `ok`: whether the item was added, was removed, is there. `done`: an add or a remove that tells nothing. */
export type SetOutput = { readonly ok: boolean } | { readonly done: true };

/** Sets, empty at first. Items do not affect each other: each is a partition of its own, and its state is whether it is there. */
export const set: Model<boolean, SetInput, SetOutput> = {
  name: 'set',
  init: () => false,
  stateKey: (state) => Number(state),
  partition: ({ set, item }) => `${set} ${canonicalText(item)}`,
  step: (state, { op }, output) => {
    const answer = op === 'contains' ? state : state === (op === 'remove');
    const next = op === 'contains' ? state : op === 'add';
    if (output === null || ('done' in output && op !== 'contains')) return [next];
    return 'ok' in output && output.ok === answer ? [next] : [];
  },
  isPure: ({ op }, output) => op === 'contains' || (output !== null && 'ok' in output && !output.ok),
  overwrites: ({ op }, output) => op !== 'contains' && (output === null || 'done' in output),
  asRegister: toldByLife,
  describeOperation: ({ op, item }, output) => `${op}(${canonicalText(item)}) -> ${output === null ? '?' : 'ok' in output ? output.ok : 'done'}`,
  describeState: (state) => (state ? 'there' : 'not there'),
};

/** Of an item that is added once and removed once at most: it was not there, then it was, then it was gone. */
function toldByLife(operations: readonly Said<SetInput, SetOutput>[]): readonly ToldAsRegister[] | null {
  const changes = operations.filter((said) => set.isPure?.(said.input, said.output) !== true);
  const adds = changes.filter(({ input }) => input.op === 'add');
  const removes = changes.filter(({ input }) => input.op === 'remove');
  // A remove that does not say whether it removed anything may have come before the add.
  const isSaid = removes.every(({ output }) => output !== null && 'ok' in output);
  if (adds.length > 1 || removes.length > 1 || !isSaid) return null;
  return [{ initial: 'not yet', steps: operations.map(({ input, output }) => stepOf(input, output)) }];
}

const isThere: RegisterStep = { kind: 'read', value: 'there' };
const isNotThere: RegisterStep = { kind: 'miss', values: ['there'] };

function stepOf({ op }: SetInput, output: SetOutput | null): RegisterStep | null {
  const ok = output !== null && 'ok' in output ? output.ok : null;
  switch (op) {
    case 'add':
      return ok === false ? isThere : { kind: 'update', from: 'not yet', to: 'there' };
    case 'remove':
      return ok === false ? isNotThere : { kind: 'update', from: 'there', to: 'gone' };
    case 'contains':
      if (ok === null) return output === null ? null : { kind: 'impossible' };
      return ok ? isThere : isNotThere;
  }
}
