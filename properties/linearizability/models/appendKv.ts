import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';
import { toldByTokens } from './appendTokens.ts';

export type AppendKvInput =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'append'; readonly key: string; readonly value: string };

/** `value`: what a get found, or what an append found before it appended. `ok`: a put or append that tells nothing. */
export type AppendKvOutput = { readonly value: string } | { readonly ok: true };

/** Key/value service of MIT 6.824 (to 2024), of strings. A missing key holds "". */
export const appendKv: Model<string, AppendKvInput, AppendKvOutput> = {
  name: 'kv',
  init: () => '',
  stateKey: (state) => state,
  partition: (input) => input.key,
  step: (state, input, output) => {
    if (output !== null && !isPossible(state, input, output)) return [];
    switch (input.op) {
      case 'get':
        return [state];
      case 'put':
        return [input.value];
      case 'append':
        return [state + input.value];
    }
  },
  isPure: (input) => input.op === 'get' || (input.op === 'append' && input.value === ''),
  overwrites: (input, output) => input.op === 'put' && (output === null || 'ok' in output),
  canLeadTo: (state, _, output) => output === null || !('value' in output) || output.value.startsWith(state),
  asRegister: toldByTokens,
  describeOperation: (input, output) => {
    const args = input.op === 'get' ? [input.key] : [input.key, input.value];
    return `${input.op}(${args.map(canonicalText).join(', ')}) -> ${answerText(output)}`;
  },
};

function isPossible(state: string, input: AppendKvInput, output: AppendKvOutput): boolean {
  if ('value' in output) return input.op !== 'put' && output.value === state;
  return input.op !== 'get';
}

function answerText(output: AppendKvOutput | null): string {
  if (output === null) return '?';
  return 'value' in output ? canonicalText(output.value) : 'ok';
}
