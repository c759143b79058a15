/** The sharded key/value service: groups of replicas that move shards between them, and clients that find their way. */
export { shardClerk, shardClerkMilestones } from './clerk.ts';
export type { Directory, ShardClerkKind, ShardClerkState, ShardClerkVocabulary, SingleClerk } from './clerk.ts';
export { shardGroupMachine } from './group.ts';
export type { Debt, GroupCommand, GroupQuery, GroupResult, Held, ShardChange, ShardChanged, ShardGroup, ShardStatus } from './group.ts';
export { firstNumber, shardGroupServer } from './group-server.ts';
export type { ShardGroupOptions, ShardGroupVocabulary, ShardService } from './group-server.ts';
export { controllerLibrary } from './library-client.ts';
export type { LibraryOptions } from './library-client.ts';
export { currentKey, nextKey } from './library.ts';
export type { LibraryRequest, LibraryResult, LibraryState, LibraryTask, LibraryVocabulary, Moving } from './library.ts';
export type { Fetch, Fetched, GroupMessage, Operate, Release, Released, Steer, Steered, WrongGroup } from './messages.ts';
export { libraryMilestones, shardGroupMilestones } from './milestones.ts';
export { firstByte, fnv1a } from './routing.ts';
export type { KeyHash } from './routing.ts';
export { controllerDirectory, shardStoreClerk, storeShards } from './store-shards.ts';
export type { ShardClerkOptions } from './store-shards.ts';
export { postedDirectory, shardVersionedClerk, versionedShards } from './versioned-shards.ts';
export type { VersionedShardClerkOptions } from './versioned-shards.ts';
