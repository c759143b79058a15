import { canonicalText } from '../canonicalText.ts';
import type { Model } from '../model.ts';
import { toldByVersions } from './versions.ts';

/** Version 0: there is no such key, and its value is "". */
export interface Versioned {
  readonly value: string;
  readonly version: number;
}

export type VersionedKvInput =
  | { readonly op: 'get'; readonly key: string }
  /** Takes effect where the key's version is `version`, and makes it `version + 1`. Version 0 creates the key. */
  | { readonly op: 'put'; readonly key: string; readonly value: string; readonly version: number };

export type GetOutput = { readonly err: 'OK' | 'ErrNoKey'; readonly value: string; readonly version: number };

/**
 * OK: it took effect. ErrVersion: the key had another version. ErrNoKey: there was no such key, and `version` is not 0.
 * ErrMaybe: it took effect, or at some moment after its call it could not have.
 */
export type PutOutput = { readonly err: 'OK' | 'ErrVersion' | 'ErrNoKey' | 'ErrMaybe' };

export type VersionedKvOutput = GetOutput | PutOutput;

/**
 * Versioned key/value service of MIT 6.5840 (2025). A get must show the value, the version and the error of one moment.
 *
 * A get of a missing key may answer ErrNoKey, or OK with value "" and version 0, as recorders do that have no ErrNoKey.
 */
export const versionedKv: Model<Versioned, VersionedKvInput, VersionedKvOutput> = {
  name: 'kvv',
  init: () => ({ value: '', version: 0 }),
  stateKey: (state) => `${state.version} ${state.value}`,
  partition: (input) => input.key,
  step: (state, input, output) => {
    if (input.op === 'get') return output === null || shows(output, state) ? [state] : [];
    const matches = input.version === state.version;
    const next = matches ? { value: input.value, version: state.version + 1 } : state;
    return output === null || answersPut(output, state, input.version) ? [next] : [];
  },
  isPure: (input, output) => input.op === 'get' || output?.err === 'ErrVersion' || output?.err === 'ErrNoKey',
  canLeadTo: (state, input, output) => output === null || state.version <= lastVersionFor(state, input, output),
  asRegister: toldByVersions,
  describeOperation: (input, output) => {
    if (input.op === 'get') return `get(${canonicalText(input.key)}) -> ${getAnswer(output)}`;
    const args = [input.key, input.value, input.version].map(canonicalText).join(', ');
    return `put(${args}) -> ${output === null ? '?' : output.err}`;
  },
  describeState: (state) => (state.version === 0 ? 'no such key' : valueText(state)),
};

function shows(output: VersionedKvOutput, state: Versioned): boolean {
  if (!('version' in output)) return false;
  if (output.err === 'ErrNoKey' && state.version !== 0) return false;
  return output.value === state.value && output.version === state.version;
}

function answersPut(output: VersionedKvOutput, state: Versioned, version: number): boolean {
  const exists = state.version !== 0;
  switch (output.err) {
    case 'OK':
      return version === state.version;
    case 'ErrVersion':
      return exists && version !== state.version;
    case 'ErrNoKey':
      return !exists && version !== 0;
    case 'ErrMaybe':
      return true;
  }
}

/** The last version at which the answer is possible: versions only grow. */
function lastVersionFor(state: Versioned, input: VersionedKvInput, output: VersionedKvOutput): number {
  if (output.err === 'ErrNoKey') return 0;
  if ('version' in output) return output.value === state.value ? output.version : output.version - 1;
  return input.op === 'put' && output.err === 'OK' ? input.version : Infinity;
}

function getAnswer(output: VersionedKvOutput | null): string {
  if (output === null) return '?';
  return output.err === 'OK' && 'version' in output ? valueText(output) : output.err;
}

const valueText = ({ value, version }: Versioned): string => `${canonicalText(value)} at version ${version}`;
