/** The sharded store of MIT 6.824, lab 4B, and 6.5840, lab 5 of 2024: Put, Append and Get, groups that follow the shard controller by themselves. */
import type { NodeId, Protocol } from '../../sim/core/index.ts';
import { raftClerk } from '../raft/index.ts';
import type { Answer, ClerkMessage, ClerkRequest, ClerkResult, RaftClerkOptions } from '../raft/index.ts';
import { storeService } from '../replicated-kv/index.ts';
import type { StoreChange, StoreQuery } from '../replicated-kv/index.ts';
import { controllerClerk, controllerRequest } from '../shard-controller/index.ts';
import type { ControllerResult, ShardConfiguration } from '../shard-controller/index.ts';
import { shardClerk } from './clerk.ts';
import type { Directory, ShardClerkVocabulary, SingleClerk } from './clerk-words.ts';
import type { ShardService } from './group-server.ts';
import { firstByte, shardOf } from './routing.ts';
import type { KeyHash } from './routing.ts';

/** A shard of the store, with the sessions of its clients: these need not register. */
export const storeShards: ShardService = storeService(null);

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
  configurationIn(result: Extract<ClerkResult, { kind: 'done' }>) {
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
