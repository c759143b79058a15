/** Words of a client of a sharded service: what it is made of, and what it remembers. */
import type { Dictionary, NodeId, Protocol, Vocabulary } from '../../sim/core/index.ts';
import type { Gid, Shard, ShardConfiguration } from '../shard-controller/index.ts';

/** What the clerk of a single service remembers of its servers. */
export interface Routed {
  readonly servers: readonly NodeId[];
  /** Place of the one that it asks. */
  readonly target: number;
  readonly searched: number;
}

/** Types of a clerk of a single service, as far as a sharded one needs to know them. */
export interface RoutedVocabulary extends Vocabulary {
  readonly state: Routed;
  readonly timer: 'retry';
  readonly record: never;
  readonly output: never;
}

/** A clerk of the service that each shard is. */
export interface SingleClerk {
  readonly protocol: Protocol<RoutedVocabulary>;
  /** The key that a request is about. */
  keyOf(request: unknown): string;
  /** Are they sendings of one request? */
  isSame(message: unknown, other: unknown): boolean;
  /** What says to the clerk that this message should be sent to `leader`: as it is where nothing came of it, and as one more sending where something may. */
  redirect(message: unknown, leader: NodeId, mayHappen: boolean): unknown;
}

/** Where configurations are found. */
export interface Directory {
  readonly servers: readonly NodeId[];
  readonly protocol: Protocol<RoutedVocabulary>;
  /** Asks for the newest. */
  readonly request: unknown;
  /** Null: there is none yet. */
  configurationIn(result: unknown): ShardConfiguration | null;
}

/** What tells one kind of sharded clerk from another. */
export interface ShardClerkKind {
  readonly name: string;
  readonly single: SingleClerk;
  readonly directory: Directory;
  readonly shardOf: (configuration: ShardConfiguration, key: string) => Shard;
  /** Pause before a group is asked again that did not have the shard, where there is no newer configuration, in microseconds. Default: 100 ms. */
  readonly pause?: number;
}

/** State of a sharded clerk. */
export interface ShardClerkState {
  readonly single: Routed;
  readonly directory: Routed;
  /** The newest that it has seen; null: none yet. */
  readonly configuration: ShardConfiguration | null;
  /** Place of the leader of each group that has answered. */
  readonly leaders: Dictionary<Gid, number>;
  readonly task: ShardTask | null;
  /** A configuration was asked for, and was not shown yet. */
  readonly isLooking: boolean;
  /** Asked for while a task was worked on, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: unknown }[];
}

/** The request that is worked on. */
export interface ShardTask {
  readonly id: number;
  readonly request: unknown;
  /** It waits for an answer of a group, for a configuration, or for time to pass. */
  readonly stage: 'asking' | 'looking' | 'pausing';
  /** The newest message to a group; null before the first. */
  readonly sent: unknown;
  /** Sendings to the present group of which nothing was heard. */
  readonly unanswered: number;
}

/** Types of a sharded clerk. */
export interface ShardClerkVocabulary extends Vocabulary {
  readonly state: ShardClerkState;
  /** To and from groups, and those of the directory. */
  readonly message: unknown;
  readonly timer: 'retry' | 'directory' | 'pause';
  readonly record: never;
  readonly request: unknown;
  readonly result: unknown;
  readonly output: never;
}
