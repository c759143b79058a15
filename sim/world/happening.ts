/** What stands on the agenda of a world. All of it is immutable: a copied world shares it. */
import type { NodeId, WritesFailed } from '../core/protocol.ts';
import type { ActiveFault } from './active-fault.ts';
import type { Packet } from './packet.ts';
import type { Identity } from './random.ts';

/** What reaches a process: it is kept while the node is paused, put off while it is slow. */
export type Arrival =
  | Packet
  | { readonly kind: 'timer'; readonly node: NodeId; readonly timer: string; readonly serial: number }
  | RequestReceived
  | BatchesSynced
  | SyncFailed
  | TagsStored;

export interface RequestReceived {
  readonly kind: 'request';
  readonly node: NodeId;
  readonly id: number;
  readonly request: unknown;
  readonly identity: Identity;
}

/** So many batches more are on stable storage: what they withhold may go. */
export interface BatchesSynced {
  readonly kind: 'release';
  readonly node: NodeId;
  readonly incarnation: number;
  readonly count: number;
}

/** The device reports an error: everything that it has not stored is lost. */
export interface SyncFailed {
  readonly kind: 'failed';
  readonly node: NodeId;
  readonly incarnation: number;
  readonly reason: WritesFailed['reason'];
}

/** What the batches withheld has gone: now the process hears that they are stored. */
export interface TagsStored {
  readonly kind: 'stored';
  readonly node: NodeId;
  readonly incarnation: number;
  readonly tags: readonly number[];
  readonly identity: Identity;
}

export type Happening =
  | Arrival
  /** The device has come to the end of a sync. It works on while the process is paused or slow. */
  | { readonly kind: 'sync'; readonly node: NodeId; readonly serial: number }
  /** A slow node gets round to the next thing that waits for it. */
  | { readonly kind: 'attend'; readonly node: NodeId; readonly serial: number }
  | { readonly kind: 'strike'; readonly planned: number }
  | { readonly kind: 'stage'; readonly active: ActiveFault; readonly next: number }
  | { readonly kind: 'wake'; readonly token: number };
