import type { ModelName, ModelTypes } from '../models/index.ts';
import { appendKvCodec } from './appendKvCodec.ts';
import type { Codec } from './codec.ts';
import { counterCodec } from './counterCodec.ts';
import { leaseCodec } from './leaseCodec.ts';
import { lockCodec } from './lockCodec.ts';
import { queueCodec, stackCodec } from './queueCodec.ts';
import { registerCodec } from './registerCodec.ts';
import { setCodec } from './setCodec.ts';
import { storeCodec } from './storeCodec.ts';
import { versionedKvCodec } from './versionedKvCodec.ts';

export const codecs: { readonly [Name in ModelName]: Codec<ModelTypes[Name]['input'], ModelTypes[Name]['output']> } = {
  register: registerCodec,
  kv: appendKvCodec,
  kvv: versionedKvCodec,
  lock: lockCodec,
  lease: leaseCodec,
  set: setCodec,
  queue: queueCodec,
  stack: stackCodec,
  counter: counterCodec,
  store: storeCodec,
};
