/** Words for stories about the sharded services: servers and clients of a layout, users to script, calls as operations of a model. */
import fc from 'fast-check';
import { among } from '../../sim/core/among.ts';
import type { NodeId, Protocol } from '../../sim/core/protocol.ts';
import { call, type Story } from '../../sim/hosts/script.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import { appendKv, type AppendKvInput, type AppendKvOutput } from '../../properties/linearizability/models/appendKv.ts';
import { versionedKv } from '../../properties/linearizability/models/versionedKv.ts';
import { linearizable, type Linearizable } from '../../properties/property.ts';
import type { ClerkRequest, ClerkResult, ReplicaOptions } from '../../protocols/raft/index.ts';
import { replicatedVersionedServer, storeRequest, type StoreChange, type StoreQuery, type StoreResult } from '../../protocols/replicated-kv/index.ts';
import { balanced, controllerClerk, emptyConfiguration, nextConfiguration, shardControllerServer, type ControllerOptions, type ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import { controllerLibrary, firstByte, fnv1a, shardGroupServer, shardStoreClerk, shardVersionedClerk, storeShards, versionedShards, type KeyHash, type ShardGroupOptions } from '../../protocols/shard-kv/index.ts';
import { versionedOperation } from '../kv/vocabulary.ts';
import { times } from '../scenario.ts';
import type { Layout } from './layout.ts';

/** The servers of a sharded store whose groups follow the controller. */
export function storeServers(layout: Layout, options: ReplicaOptions & Partial<Pick<ShardGroupOptions, 'shard' | 'hash' | 'reportEvery' | 'pollInterval'>> = {}, controller: ControllerOptions = {}): readonly Protocol[] {
  const { controllers, groups } = layout;
  const members = [...groups].flatMap(([gid, servers]) => times(servers.length, among(servers, shardGroupServer({ gid, shard: storeShards, controllers, ...options }))));
  return [...times(controllers.length, among(controllers, shardControllerServer(controller))), ...members];
}

/** So many clients of the sharded store, and behind them an administrator of its controller. */
export const storeClients = ({ controllers }: Layout, clients: number, hash: KeyHash = firstByte): readonly Protocol[] => [...times(clients, shardStoreClerk({ controllers, hash })), among(controllers, controllerClerk())];

/** The servers of a sharded versioned service: three for the configurations, and groups that are told what to do. Group 1 has all shards at first. Where they are split, it must be by the hash that clients go by. */
export function versionedServers(layout: Layout, { hash = fnv1a, ...options }: ReplicaOptions & Partial<Pick<ShardGroupOptions, 'hash'>> = {}, shards: number = labShards): readonly Protocol[] {
  const { controllers, groups } = layout;
  const all = Array.from({ length: shards }, (_, shard) => shard);
  const members = [...groups].flatMap(([gid, servers]) => times(servers.length, among(servers, shardGroupServer({ gid, shard: versionedShards, shards: gid === 1 ? all : [], hash, ...options }))));
  return [...times(controllers.length, among(controllers, replicatedVersionedServer(options))), ...members];
}

/** As many as in the labs from 2025 on. */
export const labShards = 12;

/** So many clients of the sharded versioned service, and behind them so many controllers. */
export const versionedClients = ({ controllers }: Layout, clients: number, libraries: number): readonly Protocol[] => [
  ...times(clients, shardVersionedClerk({ controllers })),
  ...times(libraries, controllerLibrary({ controllers })),
];

/** The configuration with which group 1 begins. */
export function firstConfiguration(layout: Layout, shards: number = labShards): ShardConfiguration {
  const empty = emptyConfiguration(shards);
  const groups = empty.groups.set(1, layout.groups.get(1) ?? []);
  return nextConfiguration(empty, balanced(empty.shards, [1]), groups);
}

/** Gets, puts and appends of keys in so many shards, by their first byte. */
export function shardedRequests({ keys = 4 }: { readonly keys?: number } = {}): fc.Arbitrary<ClerkRequest> {
  const key = fc.nat(keys - 1).map(String);
  const value = fc.nat(0xffff).map((drawn) => `${drawn.toString(36)};`);
  const change = (kind: 'put' | 'append'): fc.Arbitrary<StoreChange> => fc.record({ kind: fc.constant(kind), key, value });
  const get = key.map((key): StoreQuery => ({ kind: 'get', key }));
  return fc.oneof({ weight: 2, arbitrary: get }, { weight: 1, arbitrary: change('put') }, { weight: 3, arbitrary: change('append') }).map(storeRequest);
}

/** An append to each of so many keys, and a get of it. */
export const visitsTo = (keys: number): readonly { readonly change: ClerkRequest; readonly look: ClerkRequest }[] =>
  Array.from({ length: keys }, (_, key) => ({ change: storeRequest({ kind: 'append', key: String(key), value: '+;' }), look: storeRequest({ kind: 'get', key: String(key) }) }));

/** A client of the sharded store, for scripts: use its calls with `yield*`. */
export interface ShardUser {
  readonly node: NodeId;
  /** "" where there is no such key. */
  get(key: string): Story<string>;
  put(key: string, value: string): Story;
  append(key: string, value: string): Story;
}

/** The client at this node. */
export function shardUser(node: NodeId): ShardUser {
  const change = (asked: StoreChange): Story<ClerkResult> => call<ClerkResult>(node, storeRequest(asked));
  return {
    node,
    *get(key) {
      return (yield* call<{ readonly result: Extract<StoreResult, { kind: 'value' }> }>(node, storeRequest({ kind: 'get', key }))).result.value ?? '';
    },
    *put(key, value) {
      yield* change({ kind: 'put', key, value });
    },
    *append(key, value) {
      yield* change({ kind: 'append', key, value });
    },
  };
}

interface StoreCall extends CallRecord {
  readonly request: { readonly kind: 'submit'; readonly command: StoreChange } | { readonly kind: 'query'; readonly query: Extract<StoreQuery, { kind: 'get' }> };
  readonly result: { readonly kind: 'done'; readonly result: StoreResult } | null;
}

const typed: { operation(record: CallRecord): Operation<AppendKvInput, AppendKvOutput> | null } = {
  operation({ node: client, request, call, result, return: returned }: StoreCall) {
    const asked = request.kind === 'submit' ? request.command : request.query;
    if (call === null || (asked.kind !== 'get' && asked.kind !== 'put' && asked.kind !== 'append')) return null;
    const input: AppendKvInput = asked.kind === 'get' ? { op: 'get', key: asked.key } : { op: asked.kind, key: asked.key, value: asked.value };
    if (returned === null || result === null) return { client, input, call, output: null, return: null };
    return { client, input, call, output: outputOf(result.result, input), return: returned };
  },
};

/** What an append found is checked, too. */
function outputOf(result: StoreResult, { op }: AppendKvInput): AppendKvOutput {
  if (result.kind === 'value') return { value: result.value ?? '' };
  return result.kind === 'changed' && op === 'append' ? { value: result.before ?? '' } : { ok: true };
}

/** Every key of the sharded store is one register with appends, whoever has it. Calls of others are left out. */
export const shardedLinearizable = (layout: Layout, clients: number): Linearizable =>
  linearizable(appendKv, (record) => (record.node < layout.servers + clients ? typed.operation(record) : null));

/** Every key of the sharded versioned service is one, whoever has it. Calls of others than its clients are left out. */
export const versionedShardsLinearizable = (layout: Layout, clients: number): Linearizable =>
  linearizable(versionedKv, (record) => (record.node < layout.servers + clients ? versionedOperation(record) : null));
