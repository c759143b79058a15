/** What travels between groups, their clients, and whoever moves shards between them. */
import type { WrongLeader } from '../kv/wrong-leader.ts';
import type { Poll, Polled, Shard, TrafficReport } from '../shard-controller/index.ts';
import type { ShardChange, ShardChanged } from './group.ts';

/** A client's message to the service of a shard. The answer comes as that service says it. */
export interface Operate {
  readonly kind: 'operate';
  readonly shard: Shard;
  readonly message: unknown;
}

/** The group does not serve the shard, or not yet (labs: ErrWrongGroup): nothing came of the message. */
export interface WrongGroup {
  readonly kind: 'wrongGroup';
  readonly shard: Shard;
  readonly message: unknown;
}

/** Asks for a shard that is frozen by the configuration of this number. Any server that has it answers; the others say nothing. */
export interface Fetch {
  readonly kind: 'fetch';
  readonly shard: Shard;
  readonly number: number;
}

/** Here it is. */
export interface Fetched {
  readonly kind: 'fetched';
  readonly shard: Shard;
  readonly number: number;
  readonly content: unknown;
  /** Commands that it has executed so far. */
  readonly traffic: number;
}

/** The shard has arrived: it may be deleted where it was frozen by the configuration of this number. */
export interface Release {
  readonly kind: 'release';
  readonly shard: Shard;
  readonly number: number;
}

/** It is not there any more. */
export interface Released {
  readonly kind: 'released';
  readonly shard: Shard;
  readonly number: number;
}

/** A controller's order; `session` and `request` identify it, and the answer repeats them. */
export interface Steer {
  readonly kind: 'steer';
  readonly session: number;
  readonly request: number;
  readonly change: ShardChange;
}

/** What became of it. */
export interface Steered {
  readonly kind: 'steered';
  readonly session: number;
  readonly request: number;
  readonly result: ShardChanged;
}

/** All that a server of a group understands or says, but for the answers of a shard's own service. */
export type GroupMessage = Operate | WrongGroup | Poll | Polled | Fetch | Fetched | Release | Released | Steer | Steered | TrafficReport | WrongLeader;
