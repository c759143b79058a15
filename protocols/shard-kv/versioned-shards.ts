/** The sharded versioned service of MIT 6.5840, lab 5 from 2025 on: a controller moves the shards, and the groups do what they are told. */
import type { NodeId, Protocol } from '../../sim/core/index.ts';
import { versionedClerk } from '../kv/index.ts';
import type { Heard, VersionedMemory } from '../kv/versioned-service.ts';
import type { ClerkOptions, Get, Put, VersionedRequest, VersionedResult } from '../kv/index.ts';
import type { WrongLeader } from '../kv/wrong-leader.ts';
import { versionedReplicated } from '../replicated-kv/index.ts';
import { parseConfiguration } from '../shard-controller/index.ts';
import type { ShardConfiguration } from '../shard-controller/index.ts';
import { shardClerk } from './clerk.ts';
import type { Directory, ShardClerkVocabulary, SingleClerk } from './clerk-words.ts';
import type { ShardService } from './group-server.ts';
import { currentKey } from './library.ts';
import { fnv1a, shardOf } from './routing.ts';
import type { KeyHash } from './routing.ts';

/** A shard of versioned values, with what was heard of its clients. */
export const versionedShards: ShardService = {
  ...versionedReplicated(),
  divisible: { divide: (content, takes) => typed.divided(content, takes), unite: (content, other) => typed.united(content, other) },
};

/** How a clerk of the sharded versioned service is set up. */
export interface VersionedShardClerkOptions {
  /** Servers of the key/value service in which configurations stand. */
  readonly controllers: readonly NodeId[];
  /** Default: FNV-1a, as in the labs. */
  readonly hash?: KeyHash;
  /** When the clerks inside ask again. */
  readonly clerk?: ClerkOptions;
  /** Pause before a group is asked again that did not have the shard, in microseconds. Default: 100 ms. */
  readonly pause?: number;
}

/** A client of the sharded versioned service; its results are those of `versionedClerk`. */
export function shardVersionedClerk({ controllers, hash = fnv1a, clerk = {}, ...options }: VersionedShardClerkOptions): Protocol<ShardClerkVocabulary> {
  const single: SingleClerk = {
    protocol: versionedClerk(clerk),
    keyOf: (request) => typed.keyOf(request),
    isSame: (message, other) => typed.isSame(message, other),
    redirect: (message, leader, mayHappen) => typed.redirect(message, leader, mayHappen),
  };
  return shardClerk({ name: 'shardVersionedClerk', single, directory: postedDirectory(controllers, clerk), shardOf: (configuration, key) => shardOf(hash, configuration, key), ...options });
}

/** Configurations as they stand in a versioned key/value service. */
export const postedDirectory = (servers: readonly NodeId[], clerk: ClerkOptions = {}): Directory => ({
  servers,
  protocol: versionedClerk(clerk),
  request: { kind: 'get', key: currentKey },
  configurationIn: (result) => typed.configurationIn(result),
});

/** What these keys have to do with. Both parts know all sessions, for nobody knows which keys their puts were about. */
const divided = ({ values, heard }: VersionedMemory, takes: (key: string) => boolean): VersionedMemory => ({ values: [...values.keys()].reduce((kept, key) => (takes(key) ? kept : kept.delete(key)), values), heard });

/** Both, of different keys. A session has one put at a time: the later one says all. */
const united = (one: VersionedMemory, other: VersionedMemory): VersionedMemory => ({
  values: [...other.values].reduce((all, [key, value]) => all.set(key, value), one.values),
  heard: [...other.heard].reduce((all, [session, last]) => (isLater(last, all.get(session)) ? all.set(session, last) : all), one.heard),
});

const isLater = ({ request, attempt }: Heard, known: Heard | undefined): boolean => known === undefined || request > known.request || (request === known.request && attempt > known.attempt);

const typed: {
  divided(content: unknown, takes: (key: string) => boolean): VersionedMemory;
  united(content: unknown, other: unknown): VersionedMemory;
  keyOf(request: unknown): string;
  isSame(message: unknown, other: unknown): boolean;
  redirect(message: unknown, leader: NodeId, mayHappen: boolean): WrongLeader;
  configurationIn(result: unknown): ShardConfiguration | null;
} = {
  divided,
  united,
  keyOf: ({ key }: VersionedRequest) => key,
  isSame: (message: Get | Put, other: Get | Put) => message.session === other.session && message.request === other.request,
  redirect: ({ session, request }: Get | Put, leader, mayHappen) => ({ kind: 'wrongLeader', session, request, leader, mayHappen }),
  configurationIn: (result: VersionedResult) => (result.kind === 'get' && result.error === 'OK' ? parseConfiguration(result.value) : null),
};
