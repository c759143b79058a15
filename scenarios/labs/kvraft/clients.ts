/** Clients of the replicated services, for the labs' stories. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { call, expect, type Story } from '../../../sim/hosts/script.ts';
import type { CallRecord } from '../../../sim/world/view.ts';
import { linearizable, type Linearizable } from '../../../properties/property.ts';
import type { Operation } from '../../../properties/history.ts';
import { appendKv, type AppendKvInput, type AppendKvOutput } from '../../../properties/linearizability/models/appendKv.ts';
import { storeRequest, type StoreChange, type StoreQuery, type StoreResult } from '../../../protocols/replicated-kv/index.ts';
import { versionedClient, type AppendClient, type VersionedClient } from '../../kv/vocabulary.ts';
import { missed } from './harness.ts';

/** What stories ask of a client where the editions differ only in words. */
export interface LabClient {
  readonly node: NodeId;
  /** Puts the value, whatever is there, perhaps twice. */
  put(key: string, value: string): Story;
  /** Answers when the key has been read. */
  get(key: string): Story;
  /** A get must show this value; in the edition with versions, this version, too. */
  check(key: string, value: string): Story;
}

/** Makes the clients of one run. */
export type LabClients = () => (node: NodeId) => LabClient;

/** The clients of the edition with versions: they share what they know of them. */
export const versionedClients: LabClients = () => {
  const versions = new Map<string, number>();
  return (node) => {
    const clerk = versionedClient(node);
    return {
      node,
      // The labs' PutAtLeastOnce.
      *put(key, value) {
        for (let version = versions.get(key) ?? 0; ; version++) {
          const { error } = yield* clerk.put(key, value, version);
          if (error !== 'OK') continue;
          versions.set(key, version + 1);
          return;
        }
      },
      *get(key) {
        yield* clerk.get(key);
      },
      *check(key, value) {
        const got = yield* clerk.get(key);
        expect(got.error === 'OK' && got.value === value, 'a get shows what was put', () => `${key}: ${JSON.stringify(got)}, not ${value}`);
        expect(got.version === versions.get(key), 'a get shows the version that was put', () => `${key}: ${got.version}, not ${versions.get(key)}`);
      },
    };
  };
};

/** The clients of the editions with Append. */
export const appendClients: LabClients = () => (node) => {
  const clerk = storeClient(node);
  return {
    node,
    put: (key, value) => clerk.put(key, value),
    *get(key) {
      yield* clerk.get(key);
    },
    *check(key, value) {
      const got = yield* clerk.get(key);
      expect(got === value, 'a get shows what was put', () => `${key}: ${got}, not ${value}`);
    },
  };
};

/** A clerk of the replicated store in the words of the single server; a missing key holds "". */
export function storeClient(node: NodeId): AppendClient {
  function* ask<Result>(asked: LabChange | Extract<StoreQuery, { kind: 'get' }>): Story<Result> {
    const answer = yield* call<{ readonly kind: 'done'; readonly result: Result } | { readonly kind: 'expired' }>(node, storeRequest(asked));
    return answer.kind === 'done' ? answer.result : missed('a session that is in use is remembered', `client ${node}`);
  }
  function* change(asked: LabChange): Story<string> {
    return (yield* ask<Extract<StoreResult, { kind: 'changed' }>>(asked)).before ?? '';
  }
  return {
    node,
    *get(key) {
      return (yield* ask<Extract<StoreResult, { kind: 'value' }>>({ kind: 'get', key })).value ?? '';
    },
    *put(key, value) {
      yield* change({ kind: 'put', key, value });
    },
    append: (key, value) => change({ kind: 'append', key, value }),
  };
}

/** The same client, which pauses before each call. */
export function unhurried(clerk: VersionedClient, pause: () => Story): VersionedClient {
  return {
    node: clerk.node,
    *get(key) {
      yield* pause();
      return yield* clerk.get(key);
    },
    *put(key, value, version) {
      yield* pause();
      return yield* clerk.put(key, value, version);
    },
  };
}

/** What the labs' clients change. */
type LabChange = Exclude<StoreChange, { kind: 'delete' }>;

interface StoreCall extends CallRecord {
  readonly request: { readonly kind: 'submit'; readonly command: LabChange } | { readonly kind: 'query'; readonly query: { readonly key: string } };
  readonly result: { readonly kind: 'done'; readonly result: Extract<StoreResult, { kind: 'value' | 'changed' }> } | { readonly kind: 'expired' } | null;
}

const typed: { operation(record: CallRecord): Operation<AppendKvInput, AppendKvOutput> | null } = {
  operation({ node: client, request, call, result, return: returned }: StoreCall) {
    if (call === null) return null;
    const input = inputOf(request);
    if (returned === null || result?.kind !== 'done') return { client, input, call, output: null, return: null };
    return { client, input, call, output: outputOf(input, result.result), return: returned };
  },
};

function inputOf(request: StoreCall['request']): AppendKvInput {
  if (request.kind === 'query') return { op: 'get', key: request.query.key };
  const { kind, key, value } = request.command;
  return { op: kind, key, value };
}

function outputOf({ op }: AppendKvInput, result: Extract<StoreResult, { kind: 'value' | 'changed' }>): AppendKvOutput {
  if (result.kind === 'value') return { value: result.value ?? '' };
  return op === 'append' ? { value: result.before ?? '' } : { ok: true };
}

/** Gets, puts and appends of the replicated store are linearizable: model `appendKv`, appends with the value before them. */
export const storeLinearizable: Linearizable = linearizable(appendKv, (record) => typed.operation(record));
