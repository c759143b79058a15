/** Words for stories about the sharded services: servers and clients of a layout, calls as operations of a model, an administrator at work. */
import fc from 'fast-check';
import { among } from '../../sim/core/among.ts';
import type { NodeId, Protocol } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { ask, rest, sleep, type Script, type Story } from '../../sim/hosts/script.ts';
import type { CallRecord } from '../../sim/world/view.ts';
import type { Operation } from '../../properties/history.ts';
import { appendKv, type AppendKvInput, type AppendKvOutput } from '../../properties/linearizability/models/appendKv.ts';
import { linearizable, type Linearizable } from '../../properties/property.ts';
import type { ClerkRequest, ReplicaOptions } from '../../protocols/raft/index.ts';
import { storeRequest, type StoreChange, type StoreQuery, type StoreResult } from '../../protocols/replicated-kv/index.ts';
import { controllerClerk, controllerRequest, shardControllerServer, type ControllerCommand, type ControllerOptions, type ControllerResult, type Gid, type ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import { shardGroupServer, shardStoreClerk, storeShards } from '../../protocols/shard-kv/index.ts';
import { times } from '../scenario.ts';
import type { Layout } from './layout.ts';

/** The servers of a sharded store whose groups follow the controller. */
export function storeServers(layout: Layout, options: ReplicaOptions = {}, controller: ControllerOptions = {}): readonly Protocol[] {
  const { controllers, groups } = layout;
  const members = [...groups].flatMap(([gid, servers]) => times(servers.length, among(servers, shardGroupServer({ gid, shard: storeShards, controllers, ...options }))));
  return [...times(controllers.length, among(controllers, shardControllerServer(controller))), ...members];
}

/** So many clients of the sharded store, and behind them an administrator of its controller. */
export const storeClients = ({ controllers }: Layout, clients: number): readonly Protocol[] => [...times(clients, shardStoreClerk({ controllers })), among(controllers, controllerClerk())];

/** Gets, puts and appends of keys in so many shards, by their first byte. */
export function shardedRequests({ keys = 4 }: { readonly keys?: number } = {}): fc.Arbitrary<ClerkRequest> {
  const key = fc.nat(keys - 1).map(String);
  const value = fc.nat(0xffff).map((drawn) => `${drawn.toString(36)};`);
  const change = (kind: 'put' | 'append'): fc.Arbitrary<StoreChange> => fc.record({ kind: fc.constant(kind), key, value });
  const get = key.map((key): StoreQuery => ({ kind: 'get', key }));
  return fc.oneof({ weight: 2, arbitrary: get }, { weight: 1, arbitrary: change('put') }, { weight: 3, arbitrary: change('append') }).map(storeRequest);
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

/** An administrator that lets groups join and leave and moves shards, as it pleases; some group is there all the time, whatever becomes of the administrator. */
export function administration(layout: Layout, { rounds = 6, pause = milliseconds(400), shards = 10 }: { readonly rounds?: number; readonly pause?: number; readonly shards?: number } = {}): Script {
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
      const choice = stage.choose(3);
      if (choice === 0 && others.length > 0) yield* ask(node, controllerRequest(joining(drawn(others))));
      else if (choice === 1 && members.length > 1) yield* ask(node, controllerRequest({ kind: 'leave', gids: [drawn(members)] }));
      else yield* ask(node, controllerRequest({ kind: 'move', shard: stage.choose(shards), gid: drawn(members) }));
    }
  };
}

/** The newest configuration, as this administrator sees it; null where it goes down meanwhile. */
function* newestFor(node: NodeId): Story<ShardConfiguration | null> {
  const told = yield* ask<{ readonly result: ControllerResult }>(node, controllerRequest({ kind: 'query', number: -1 }));
  return told?.result.kind === 'configuration' ? told.result.configuration : null;
}
