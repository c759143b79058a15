/** Words for stories about the sharded services: servers and clients of a layout, calls as operations of a model, an administrator at work. */
import fc from 'fast-check';
import { among } from '../../sim/core/among.ts';
import type { NodeId, Protocol } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { ask, call, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import { appendKv, type AppendKvInput, type AppendKvOutput } from '../../properties/linearizability/models/appendKv.ts';
import { versionedKv } from '../../properties/linearizability/models/versionedKv.ts';
import { linearizable, type Linearizable } from '../../properties/property.ts';
import type { ClerkRequest, ClerkResult, ReplicaOptions } from '../../protocols/raft/index.ts';
import { replicatedVersionedServer, storeRequest, type StoreChange, type StoreQuery, type StoreResult } from '../../protocols/replicated-kv/index.ts';
import { balanced, controllerClerk, controllerRequest, emptyConfiguration, nextConfiguration, shardControllerServer, type ControllerCommand, type ControllerOptions, type ControllerResult, type Gid, type ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import { controllerLibrary, firstByte, shardGroupServer, shardStoreClerk, shardVersionedClerk, storeShards, versionedShards, type KeyHash, type LibraryRequest, type LibraryResult, type ShardGroupOptions } from '../../protocols/shard-kv/index.ts';
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

/** The servers of a sharded versioned service: three for the configurations, and groups that are told what to do. Group 1 has all shards at first. */
export function versionedServers(layout: Layout, options: ReplicaOptions = {}, shards: number = labShards): readonly Protocol[] {
  const { controllers, groups } = layout;
  const all = Array.from({ length: shards }, (_, shard) => shard);
  const members = [...groups].flatMap(([gid, servers]) => times(servers.length, among(servers, shardGroupServer({ gid, shard: versionedShards, shards: gid === 1 ? all : [], ...options }))));
  return [...times(controllers.length, among(controllers, replicatedVersionedServer(options))), ...members];
}

/** As many as in the labs from 2025 on. */
const labShards = 12;

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

/** An administrator that lets groups join and leave and moves shards, as it pleases; some group is there all the time, whatever becomes of the administrator. */
export function administration(layout: Layout, { rounds = 6, pause = milliseconds(400), shards = 10, reshapes = false }: { readonly rounds?: number; readonly pause?: number; readonly shards?: number; readonly reshapes?: boolean } = {}): Script {
  return function* (stage) {
    const node = stage.clients.at(-1) ?? 0;
    const gids = [...layout.groups.keys()];
    const drawn = (from: readonly Gid[]): Gid => from[stage.choose(from.length)] ?? 1;
    const joining = (gid: Gid): ControllerCommand => ({ kind: 'join', groups: [[gid, layout.groups.get(gid) ?? []]] });
    const first = joining(drawn(gids));
    while ((yield* ask(node, controllerRequest(first))) === null) yield* sleep(pause);
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const members = [...((yield* newestFor(node))?.groups.keys() ?? [])];
      if (members.length === 0) continue;
      const others = gids.filter((gid) => !members.includes(gid));
      const choice = stage.choose(reshapes ? 5 : 3);
      if (choice === 0 && others.length > 0) yield* ask(node, controllerRequest(joining(drawn(others))));
      else if (choice === 1 && members.length > 1) yield* ask(node, controllerRequest({ kind: 'leave', gids: [drawn(members)] }));
      else if (choice >= 3) yield* ask(node, controllerRequest({ kind: choice === 3 ? 'split' : 'merge', shard: stage.choose(shards) }));
      else yield* ask(node, controllerRequest({ kind: 'move', shard: stage.choose(shards), gid: drawn(members) }));
    }
  };
}

/** Controllers beside each other, each of which finishes what it finds half done, lets groups join and leave, and leaves nothing behind. */
export function steering(layout: Layout, libraries: number, { rounds = 4, pause = milliseconds(400), shards = labShards }: { readonly rounds?: number; readonly pause?: number; readonly shards?: number } = {}): readonly Script[] {
  return Array.from({ length: libraries }, (_, place) => (stage: Stage) => steeringBy(stage, stage.clients.at(-1 - place) ?? 0, { layout, rounds, pause, shards }));
}

interface Steering {
  readonly layout: Layout;
  readonly rounds: number;
  readonly pause: number;
  readonly shards: number;
}

function* steeringBy(stage: Stage, node: NodeId, { layout, rounds, pause, shards }: Steering): Story {
  yield* insist(node, { kind: 'initConfig', configuration: firstConfiguration(layout, shards) });
  for (let round = 0; round < rounds; round++) {
    yield* rest();
    yield* sleep(stage.choose(pause));
    yield* library(node, { kind: 'initController' });
    const found = yield* library(node, { kind: 'query' });
    if (found?.kind !== 'configuration' || found.configuration === null) continue;
    yield* library(node, { kind: 'changeConfigTo', configuration: drawnChange(stage, layout, found.configuration) });
  }
  yield* insist(node, { kind: 'initController' });
}

/** A group comes, or goes unless it is the last one. */
function drawnChange(stage: Stage, layout: Layout, before: ShardConfiguration): ShardConfiguration {
  const gid = 1 + stage.choose(layout.groups.size);
  const isMember = before.groups.has(gid);
  const groups = isMember ? before.groups.delete(gid) : before.groups.set(gid, layout.groups.get(gid) ?? []);
  const members = groups.size === 0 ? before.groups : groups;
  return nextConfiguration(before, balanced(before.shards, [...members.keys()]), members);
}

const library = (node: NodeId, request: LibraryRequest): Story<LibraryResult | null> => ask<LibraryResult>(node, request);

/** However often the controller goes down meanwhile. */
function* insist(node: NodeId, request: LibraryRequest): Story {
  while ((yield* library(node, request)) === null) yield* sleep(milliseconds(100));
}

/** The newest configuration, as this administrator sees it; null where it goes down meanwhile. */
function* newestFor(node: NodeId): Story<ShardConfiguration | null> {
  const told = yield* ask<{ readonly result: ControllerResult }>(node, controllerRequest({ kind: 'query', number: -1 }));
  return told?.result.kind === 'configuration' ? told.result.configuration : null;
}

/** Now and then all servers of a group lose their power at once, and come back one after the other. */
export function groupCrashes({ groups }: Layout, { rounds = 2, pause = milliseconds(1_500) }: { readonly rounds?: number; readonly pause?: number } = {}): Script {
  return function* (stage) {
    for (let round = 0; round < rounds; round++) {
      yield* rest();
      yield* sleep(stage.choose(pause));
      const servers = groups.get(1 + stage.choose(groups.size)) ?? [];
      for (const node of servers) yield* inflict({ kind: 'crash', node, down: stage.choose(milliseconds(800)), power: { survivors: stage.choose(3), torn: false } });
    }
  };
}
