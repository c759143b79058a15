/** The words of MapReduce: what coordinator, workers and file server say to each other. */
import type { NodeId } from '../../sim/core/index.ts';
import type { Pair } from './application.ts';
import type { FileOperation } from './files.ts';
import type { TaskKind } from './job.ts';
import type { Counts } from './running.ts';

/** A task for a worker. `attempt` is unique among all attempts of the job, whatever crashes. */
export type Assignment =
  | { readonly kind: 'map'; readonly task: number; readonly attempt: number; readonly file: string; readonly skip: readonly number[] }
  /** `maps`: the completed map tasks, whose files are to be read, where storage is shared. */
  | { readonly kind: 'reduce'; readonly task: number; readonly attempt: number; readonly maps: readonly number[]; readonly skip: readonly number[] };

/** What a worker tells about an attempt that is over. */
export type Report =
  | { readonly kind: 'completed'; readonly of: TaskKind; readonly task: number; readonly attempt: number; readonly counts: Counts; readonly bytes: number }
  /**
   * `record`: the user's function threw there; the paper's last gasp (4.4). `storage`: its disk failed. `input`: what map task `map` had
   * made is not to be had. `waiting`: it will not wait any longer for a map task that has to run again.
   */
  | { readonly kind: 'failed'; readonly of: TaskKind; readonly task: number; readonly attempt: number; readonly reason: Failure };

export type Failure =
  | { readonly kind: 'record'; readonly record: number }
  | { readonly kind: 'storage' }
  | { readonly kind: 'input'; readonly map: number }
  | { readonly kind: 'waiting' };

/** A worker reports what is over and says what it is free for. Sent again until it is answered; `session` is one life of a worker. */
export interface Call {
  readonly kind: 'call';
  readonly session: number;
  /** Counts the calls of a session, from 1. */
  readonly number: number;
  readonly reports: readonly Report[];
  /** What it is free for, and how many tasks at most. */
  readonly wants: readonly TaskKind[];
  readonly most: number;
}

/** The answer to a call: no more tasks than were wanted. `isOver`: the job is done, and the worker may leave. */
export interface CallAnswer {
  readonly kind: 'callAnswer';
  readonly session: number;
  readonly number: number;
  readonly tasks: readonly Assignment[];
  readonly isOver: boolean;
}

/** The coordinator takes this session for an earlier life of the worker. Whoever lives goes on under another. */
export interface Disowned {
  readonly kind: 'disowned';
  readonly session: number;
}

/** Where the intermediate data of a completed map task is. */
export interface Location {
  readonly map: number;
  readonly attempt: number;
  readonly worker: NodeId;
}

/** A worker with a reduce task asks where to fetch from: the locations from place `since` on, as they became known. */
export interface Locate {
  readonly kind: 'locate';
  readonly task: number;
  readonly attempt: number;
  /** That of the coordinator which told it before; places of another life mean nothing. */
  readonly epoch: number;
  readonly since: number;
}

export interface Located {
  readonly kind: 'located';
  readonly attempt: number;
  readonly epoch: number;
  readonly since: number;
  /** Those that are still good, up to place `next`. */
  readonly locations: readonly Location[];
  readonly next: number;
  /** Are all map tasks completed? */
  readonly isComplete: boolean;
  /** The reduce task has been completed by another attempt. */
  readonly isOver: boolean;
}

/** A worker could not fetch this: the coordinator decides whether the map task must run again. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly locations: readonly Location[];
}

/** A worker with a reduce task asks another for its part of what map tasks have made. */
export interface Fetch {
  readonly kind: 'fetch';
  readonly attempt: number;
  readonly number: number;
  readonly reduce: number;
  readonly maps: readonly Location[];
}

export interface Fetched {
  readonly kind: 'fetched';
  readonly attempt: number;
  readonly number: number;
  readonly regions: readonly { readonly map: number; readonly pairs: readonly Pair[] }[];
  readonly missing: readonly Location[];
}

/** "The master pings every worker periodically" (3.3). */
export interface Ping {
  readonly kind: 'ping';
}

export interface Pong {
  readonly kind: 'pong';
  readonly session: number;
}

/** What a worker asks the file server to do, as one request of one conversation. Sent again until it is answered. */
export interface FileRequest {
  readonly kind: 'fileRequest';
  /** A conversation: its requests come one after the other. */
  readonly session: number;
  readonly number: number;
  /** The life of the server that it was begun with; null for one that only reads. */
  readonly boot: number | null;
  readonly operations: readonly FileOperation[];
}

export interface FileReply {
  readonly kind: 'fileReply';
  readonly session: number;
  readonly number: number;
  readonly boot: number;
  /** `restarted`: the server has lost what it had not made durable since `boot`; nothing was done. `missing`: there is no such file. */
  readonly outcome: { readonly kind: 'done'; readonly contents: readonly string[] } | { readonly kind: 'missing'; readonly name: string } | { readonly kind: 'restarted' };
}

/** What the coordinator hears. */
export type CoordinatorMessage = Call | Locate | Unreachable | Pong;

/** What a worker hears. */
export type WorkerMessage = CallAnswer | Disowned | Located | Ping | Fetch | Fetched | FileReply;

/** Anything that travels in a MapReduce cluster. */
export type MapReduceMessage = CoordinatorMessage | WorkerMessage | FileRequest;

/** The place of the coordinator among the nodes. Behind it and the file server come the workers. */
export const coordinatorNode: NodeId = 0;
/** The place of the file server among the nodes. */
export const fileServerNode: NodeId = 1;
