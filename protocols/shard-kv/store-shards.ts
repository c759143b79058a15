/** The sharded store of MIT 6.824, lab 4B, and 6.5840, lab 5 of 2024: Put, Append and Get, groups that follow the shard controller by themselves. */
import type { NodeId, Protocol } from '../../sim/core/index.ts';
import { raftClerk } from '../raft/index.ts';
import type { Answer, ClerkMessage, ClerkRequest, ClerkResult, RaftClerkOptions, Sessions } from '../raft/index.ts';
import { storeService } from '../replicated-kv/index.ts';
import type { Store, StoreChange, StoreQuery } from '../replicated-kv/index.ts';
import { controllerClerk, controllerRequest } from '../shard-controller/index.ts';
import type { ControllerResult, ShardConfiguration } from '../shard-controller/index.ts';
import { shardClerk } from './clerk.ts';
import type { Directory, ShardClerkVocabulary, SingleClerk } from './clerk-words.ts';
import type { ShardService } from './group-server.ts';
import type { Divisible } from './held.ts';
import { firstByte, shardOf } from './routing.ts';
import type { KeyHash } from './routing.ts';

/** How a store is divided by its keys. */
export const storeDivisible: Divisible = {
  divide: (content, takes) => divided.store(content, takes),
  unite: (content, other) => divided.stores(content, other),
};

/** How what stands behind sessions is divided: both halves know all sessions, for nobody knows which keys their commands were about. */
export const sessionsDivisible = (inner: Divisible): Divisible => ({
  divide: (content, takes) => divided.sessions(content, (machine) => inner.divide(machine, takes)),
  unite: (content, other) => divided.united(content, other, (machine, others) => inner.unite(machine, others)),
});

/** A shard of the store, with the sessions of its clients: these need not register. */
export const storeShards: ShardService = { ...storeService(null), divisible: sessionsDivisible(storeDivisible) };

/** How a sharded clerk is set up. */
export interface ShardClerkOptions {
  /** Servers of the controller. */
  readonly controllers: readonly NodeId[];
  /** Default: the key's first byte, as in the labs. */
  readonly hash?: KeyHash;
  /** How the clerks inside ask, and for how long they wait. */
  readonly clerk?: Omit<RaftClerkOptions, 'registers'>;
  /** Pause before a group is asked again that did not have the shard, in microseconds. Default: 100 ms. */
  readonly pause?: number;
}

/** A client of the sharded store. */
export function shardStoreClerk({ controllers, hash = firstByte, clerk = {}, ...options }: ShardClerkOptions): Protocol<ShardClerkVocabulary> {
  const single: SingleClerk = {
    protocol: raftClerk(clerk),
    keyOf: (request) => typed.keyOf(request),
    isSame: (message, other) => typed.isSame(message, other),
    redirect: (message, leader, mayHappen) => typed.redirect(message, leader, mayHappen),
  };
  return shardClerk({ name: 'shardStoreClerk', single, directory: controllerDirectory(controllers, clerk), shardOf: (configuration, key) => shardOf(hash, configuration, key), ...options });
}

/** Configurations as the replicated shard controller has them. */
export const controllerDirectory = (servers: readonly NodeId[], clerk: Omit<RaftClerkOptions, 'registers'> = {}): Directory => ({
  servers,
  protocol: controllerClerk(clerk),
  request: controllerRequest({ kind: 'query', number: -1 }),
  configurationIn: (result) => typed.configurationIn(result),
});

type Asked = Extract<ClerkRequest, { kind: 'submit' | 'query' }> & ({ readonly command: StoreChange } | { readonly query: StoreQuery });

type ClientMessage = Exclude<ClerkMessage, Answer>;

const typed: { keyOf(request: unknown): string; isSame(message: unknown, other: unknown): boolean; redirect(message: unknown, leader: NodeId, mayHappen: boolean): Answer; configurationIn(result: unknown): ShardConfiguration | null } = {
  keyOf(request: Asked) {
    const asked = 'command' in request ? keyed.of(request.command) : keyed.of(request.query);
    return asked.key;
  },
  isSame: (message: ClientMessage, other: ClientMessage) => message.session === other.session && message.number === other.number,
  redirect({ session, number }: ClientMessage, leader, mayHappen) {
    return { kind: 'answer', session, number, outcome: { kind: 'notLeader', leader, mayHappen } };
  },
  configurationIn(result: ClerkResult) {
    if (result.kind !== 'done') return null;
    const told = controllerResult.of(result.result);
    return told.kind === 'configuration' ? told.configuration : null;
  },
};

/** Scans and transactions would need all their keys in one shard: they are not offered. */
const keyed: { of(asked: unknown): { readonly key: string } } = {
  of(asked: { readonly key: string }) {
    return asked;
  },
};

const controllerResult: { of(result: unknown): ControllerResult } = {
  of(result: ControllerResult) {
    return result;
  },
};

type Table = Sessions<unknown, unknown>;

const divided: {
  store(content: unknown, takes: (key: string) => boolean): Store;
  stores(content: unknown, other: unknown): Store;
  sessions(content: unknown, divide: (machine: unknown) => unknown): Table;
  united(content: unknown, other: unknown, unite: (machine: unknown, others: unknown) => unknown): Table;
} = {
  store: ({ values, revision }: Store, takes) => ({ values: [...values.keys()].reduce((kept, key) => (takes(key) ? kept : kept.delete(key)), values), revision }),
  stores: (one: Store, other: Store) => ({ values: [...other.values].reduce((all, [key, value]) => all.set(key, value), one.values), revision: Math.max(one.revision, other.revision) }),
  sessions: (sessions: Table, divide) => ({ ...sessions, machine: divide(sessions.machine) }),
  united: (one: Table, other: Table, unite) => ({
    machine: unite(one.machine, other.machine),
    table: [...other.table].reduce((table, [session, newest]) => ((table.get(session)?.number ?? -1) >= newest.number ? table : table.set(session, newest)), one.table),
    registered: Math.max(one.registered, other.registered),
    used: Math.max(one.used, other.used),
  }),
};
