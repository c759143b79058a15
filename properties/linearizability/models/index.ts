import type { Model } from '../model.ts';
import { appendKv, type AppendKvInput, type AppendKvOutput } from './appendKv.ts';
import { type Holder, lock, type LockInput, type LockOutput } from './lock.ts';
import { register, type RegisterInput, type RegisterOutput, type RegisterValue } from './register.ts';
import { store, type StoreInput, type StoreModelState, type StoreOutput } from './store.ts';
import { type Versioned, versionedKv, type VersionedKvInput, type VersionedKvOutput } from './versionedKv.ts';

/** The types of each model that has a name on the command line. */
export interface ModelTypes {
  readonly register: { readonly state: RegisterValue; readonly input: RegisterInput; readonly output: RegisterOutput };
  readonly kv: { readonly state: string; readonly input: AppendKvInput; readonly output: AppendKvOutput };
  readonly kvv: { readonly state: Versioned; readonly input: VersionedKvInput; readonly output: VersionedKvOutput };
  readonly lock: { readonly state: Holder; readonly input: LockInput; readonly output: LockOutput };
  readonly store: { readonly state: StoreModelState; readonly input: StoreInput; readonly output: StoreOutput };
}

/** A name by which the command line knows a model. */
export type ModelName = keyof ModelTypes;

/** The type of the model with this name. */
export type ModelNamed<Name extends ModelName> = Model<
  ModelTypes[Name]['state'],
  ModelTypes[Name]['input'],
  ModelTypes[Name]['output']
>;

/** The models by their names on the command line. */
export const models: { readonly [Name in ModelName]: ModelNamed<Name> } = { register, kv: appendKv, kvv: versionedKv, lock, store };

/** The names of all models in `models`. */
export const modelNames: readonly ModelName[] = ['register', 'kv', 'kvv', 'lock', 'store'];

/** Is there a model with this name? */
export function isModelName(name: string): name is ModelName {
  return modelNames.some((known) => known === name);
}
