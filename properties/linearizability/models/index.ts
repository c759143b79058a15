import type { Model } from '../model.ts';
import { appendKv, type AppendKvInput, type AppendKvOutput } from './appendKv.ts';
import { counter, type CounterInput, type CounterOutput } from './counter.ts';
import { lease, type LeaseInput, type LeaseOutput, type LeaseState } from './lease.ts';
import { type Holder, lock, type LockInput, type LockOutput } from './lock.ts';
import { queue, type QueueInput, type QueueOutput } from './queue.ts';
import { register, type RegisterInput, type RegisterOutput, type RegisterValue } from './register.ts';
import { set, type SetInput, type SetOutput } from './set.ts';
import { stack, type StackInput } from './stack.ts';
import { store, type StoreInput, type StoreModelState, type StoreOutput } from './store.ts';
import { type Versioned, versionedKv, type VersionedKvInput, type VersionedKvOutput } from './versionedKv.ts';

/** The types of each model that has a name on the command line. */
export interface ModelTypes {
  readonly register: { readonly state: RegisterValue; readonly input: RegisterInput; readonly output: RegisterOutput };
  readonly kv: { readonly state: string; readonly input: AppendKvInput; readonly output: AppendKvOutput };
  readonly kvv: { readonly state: Versioned; readonly input: VersionedKvInput; readonly output: VersionedKvOutput };
  readonly lock: { readonly state: Holder; readonly input: LockInput; readonly output: LockOutput };
  readonly lease: { readonly state: LeaseState; readonly input: LeaseInput; readonly output: LeaseOutput };
  readonly set: { readonly state: boolean; readonly input: SetInput; readonly output: SetOutput };
  readonly queue: { readonly state: readonly RegisterValue[]; readonly input: QueueInput; readonly output: QueueOutput };
  readonly stack: { readonly state: readonly RegisterValue[]; readonly input: StackInput; readonly output: QueueOutput };
  readonly counter: { readonly state: number; readonly input: CounterInput; readonly output: CounterOutput };
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
export const models: { readonly [Name in ModelName]: ModelNamed<Name> } = {
  register,
  kv: appendKv,
  kvv: versionedKv,
  lock,
  lease,
  set,
  queue,
  stack,
  counter,
  store,
};

/** The names of all models in `models`. */
export const modelNames: readonly ModelName[] = ['register', 'kv', 'kvv', 'lock', 'lease', 'set', 'queue', 'stack', 'counter', 'store'];

/** Is there a model with this name? */
export function isModelName(name: string): name is ModelName {
  return modelNames.some((known) => known === name);
}
