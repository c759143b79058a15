/**
 * The shard controller as a library (MIT 6.5840, 2025 edition, lab 5): its words and its rules. It has no service of its own: configurations
 * stand in a versioned key/value service, under one key the current one, under another the next, which is the same unless a change is under way.
 *
 * Whoever replaces the next configuration, by the version that it has seen, has the change of that number; nobody else can. It moves the
 * shards, and makes it the current one. Whoever finds a change under way can finish it: orders to groups are repeated without harm, and carry
 * the number of the configuration, by which a group tells a controller of the past.
 */
import type { NodeId, Vocabulary } from '../../sim/core/index.ts';
import type { PutError, VersionedClerkState, VersionedMessage } from '../kv/index.ts';
import type { ClerkState } from '../kv/clerk.ts';
import { halvesOf, nobody } from '../shard-controller/index.ts';
import type { Gid, Move, Shard, ShardConfiguration } from '../shard-controller/index.ts';
import type { Dictionary } from '../../sim/core/index.ts';
import type { ShardChange, ShardChanged } from './group.ts';
import type { GroupMessage } from './messages.ts';

/** Key of the current configuration. */
export const currentKey = 'configuration';
/** Key of the next configuration: of the current one where no change is under way. */
export const nextKey = 'next configuration';

/** What an administrator asks of the library. */
export type LibraryRequest =
  /** The very first configuration (labs: InitConfig). */
  | { readonly kind: 'initConfig'; readonly configuration: ShardConfiguration }
  /** Finishes a change that an earlier controller has left behind (labs: InitController). */
  | { readonly kind: 'initController' }
  /** Makes this the current configuration, and moves shards accordingly (labs: ChangeConfigTo). */
  | { readonly kind: 'changeConfigTo'; readonly configuration: ShardConfiguration }
  /** The current configuration (labs: Query). */
  | { readonly kind: 'query' };

/** What the library tells its user. */
export type LibraryResult =
  | { readonly kind: 'initialised' }
  /** Nothing is left to be done. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'changed' }
  /** Another controller was, or is, ahead: what is there now is not, or not only, of this one's making. */
  | { readonly kind: 'superseded' }
  /** Null: there is none yet. */
  | { readonly kind: 'configuration'; readonly configuration: ShardConfiguration | null };

/** A change of one shard, ordered of the group of these servers. */
export interface Order {
  readonly gid: Gid;
  readonly servers: readonly NodeId[];
  readonly change: ShardChange;
}

/** A configuration and the version of its key; a key that is not there has version 0. */
export interface Posted {
  readonly configuration: ShardConfiguration;
  readonly version: number;
}

/** The request that is worked on, and what it waits for. */
export type LibraryTask =
  | { readonly kind: 'initialising'; readonly id: number }
  | { readonly kind: 'querying'; readonly id: number }
  /** The current configuration is looked for, then the next. `goal`: what it is to be changed to; null: only to be finished. */
  | { readonly kind: 'looking'; readonly id: number; readonly goal: ShardConfiguration | null; readonly current: Posted | null }
  /** The goal takes the place of the next configuration; or it is looked up whether it has. */
  | { readonly kind: 'posting'; readonly id: number; readonly goal: ShardConfiguration; readonly current: Posted }
  | Moving
  /** All shards have moved: the goal becomes the current configuration. */
  | { readonly kind: 'concluding'; readonly id: number; readonly isOwn: boolean };

/** Shards are split or merged, and moved, one after the other. */
export interface Moving {
  readonly kind: 'moving';
  readonly id: number;
  readonly goal: ShardConfiguration;
  /** Version of the key of the current configuration. */
  readonly version: number;
  /** Was it asked for by the user, or found under way? */
  readonly isOwn: boolean;
  /** Those that are left: the first is on its way. */
  readonly moves: readonly (readonly [shard: Shard, move: Move])[];
  readonly stage: ShardChange['kind'];
  /** Of the shard that is on its way; null: nobody has ever had it. */
  readonly content: unknown;
  /** Commands that it has executed. */
  readonly traffic: number;
}

/** State of the library: a clerk of the key/value service, one of the groups, and what it does for its user. */
export interface LibraryState {
  readonly store: VersionedClerkState;
  readonly groups: ClerkState<ShardChange>;
  /** Place of the leader of each group that has answered. */
  readonly leaders: Dictionary<Gid, number>;
  readonly task: LibraryTask | null;
  /** Asked for while a task was worked on, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: LibraryRequest }[];
}

/** Types of the library. */
export interface LibraryVocabulary extends Vocabulary {
  readonly state: LibraryState;
  readonly message: VersionedMessage | GroupMessage;
  readonly timer: 'retry' | 'order';
  readonly record: never;
  readonly request: LibraryRequest;
  readonly result: LibraryResult;
  readonly output: never;
}

/** How the library works. */
export interface LibraryRules {
  /** Do these two belong together? Else the current one was replaced between the two looks. */
  areConsistent(current: ShardConfiguration, next: ShardConfiguration): boolean;
  /** Was a change left half done, or is it under way? */
  isUnderWay(current: ShardConfiguration, next: ShardConfiguration): boolean;
  /** Is the goal what comes after the current configuration? */
  follows(current: ShardConfiguration, goal: ShardConfiguration): boolean;
  /** Is a change that was found under way finished by whoever wants another one? Else only by `initController`. */
  helps(goal: ShardConfiguration | null): boolean;
  /** The version that a new configuration replaces. */
  versionToReplace(seen: Posted): number;
  /** What the answer to the posting of the next configuration says: it is there, another one is, or it has to be looked up. */
  judgePosting(error: PutError): 'posted' | 'superseded' | 'unknown';
  /** What is to be ordered now; null: nothing, at this stage. */
  orderFor(moving: Moving): Order | null;
  /** What follows the answer to an order; null: a later configuration is there, and this one is history. */
  afterOrder(moving: Moving, result: ShardChanged): Pick<Moving, 'moves' | 'stage' | 'content' | 'traffic'> | null;
}

/** The rules of the library. */
export const libraryRules: LibraryRules = {
  // There is one configuration of each number, and one change at a time.
  areConsistent: ({ number: current }, { number: next }) => next === current || next === current + 1,

  isUnderWay: (current, next) => next.number > current.number,

  follows: (current, goal) => goal.number === current.number + 1,

  helps: (goal) => goal === null,

  versionToReplace: ({ version }) => version,

  judgePosting(error) {
    if (error === 'OK') return 'posted';
    return error === 'ErrMaybe' ? 'unknown' : 'superseded';
  },

  orderFor({ goal, moves, stage, content, traffic }) {
    const [first] = moves;
    if (stage === 'reshape') return orderToReshape(goal);
    if (first === undefined) return null;
    const [shard, { to, source }] = first;
    if (stage === 'install') {
      const servers = goal.groups.get(to);
      return servers === undefined ? null : { gid: to, servers, change: { kind: 'install', shard, number: goal.number, content, traffic } };
    }
    return source === null ? null : { gid: source.gid, servers: source.servers, change: { kind: stage, shard, number: source.number } };
  },

  afterOrder({ moves, stage }, result) {
    if (stage === 'reshape') return result.kind === 'done' ? { moves, ...beginning(moves) } : null;
    const [first, ...others] = moves;
    if (result.kind === 'stale' || result.kind === 'refused' || first === undefined) return null;
    const [, { to, source }] = first;
    const next = { moves: others, ...beginning(others) };
    switch (stage) {
      case 'freeze':
        // It was deleted where it was: it has arrived before.
        if (result.kind !== 'frozen') return next;
        return to === nobody ? next : { moves, stage: 'install', content: result.content, traffic: result.traffic };
      case 'install':
        return source === null || source.gid === to ? next : { moves, stage: 'delete', content: null, traffic: 0 };
      case 'delete':
        return next;
    }
  },
};

/** The group that has what is split or merged has what is made of it. */
function orderToReshape({ number, roots, reshape, shards, groups }: ShardConfiguration): Order | null {
  if (reshape === null) return null;
  const gid = shards.get(reshape.kind === 'merge' ? reshape.shard : halvesOf(roots, reshape.shard)[0]) ?? nobody;
  const servers = groups.get(gid);
  return servers === undefined ? null : { gid, servers, change: { kind: 'reshape', number, roots, reshape } };
}

/** How a change begins: where shards are split or merged, with that. */
export const beginningOf = ({ moves, reshape }: ShardConfiguration): Pick<Moving, 'moves' | 'stage' | 'content' | 'traffic'> =>
  reshape === null ? { moves: [...moves], ...beginning([...moves]) } : { moves: [...moves], stage: 'reshape', content: null, traffic: 0 };

/** How the first of these moves begins: what nobody has ever had needs not be frozen anywhere. */
export function beginning([first]: Moving['moves']): Pick<Moving, 'stage' | 'content' | 'traffic'> {
  return { stage: first !== undefined && first[1].source === null ? 'install' : 'freeze', content: null, traffic: 0 };
}
