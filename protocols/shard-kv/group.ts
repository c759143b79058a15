/**
 * A group: the shards that it has, and the rules of what it does with each of them (MIT 6.824, lab 4B; 6.5840, lab 5).
 *
 * A shard is a service of its own, with the sessions of its clients in it: what moves it moves them. It is frozen where it leaves, installed
 * where it arrives, and deleted where it has left, all through the logs of the groups; each of these names the number of the
 * configuration that it belongs to, and what comes too late is told so.
 */
import { Dictionary } from '../../sim/core/index.ts';
import type { Gid, Move, Shard, ShardConfiguration, Source } from '../shard-controller/index.ts';
import type { Held } from './held.ts';
import { reshaped, stateOfReshape } from './reshape.ts';
import type { Reshaped, Reshaping } from './reshape.ts';

/** A shard that has arrived, and may be deleted where it came from. */
export interface Debt {
  readonly shard: Shard;
  readonly source: Source;
}

/** What a group remembers. */
export interface ShardGroup {
  readonly gid: Gid;
  /** The configuration that it follows; null: it is told what to do shard by shard. */
  readonly configuration: ShardConfiguration | null;
  readonly shards: Dictionary<Shard, Held>;
  /** Shards of its configuration that have not arrived yet. */
  readonly awaited: Dictionary<Shard, Source>;
  /** Shards that have arrived, and are not known to have been deleted where they came from; by shard and number. */
  readonly debts: Dictionary<string, Debt>;
  /**
   * Frozen shards that were not deleted yet when they came to be this group's again; by shard and number. Whoever had them in between may be
   * behind this group, and has not fetched them yet: what this group awaits now will be made of them.
   */
  readonly kept: Dictionary<string, Held>;
}

/** What changes a group. */
export type GroupCommand =
  /** A client's command to a shard. */
  | { readonly kind: 'operate'; readonly shard: Shard; readonly command: unknown }
  | ShardChange
  /** The next configuration: shards that leave are frozen, those that come are awaited. */
  | { readonly kind: 'configure'; readonly configuration: ShardConfiguration }
  /** So many looks at a shard were answered. */
  | { readonly kind: 'count'; readonly shard: Shard; readonly looks: number }
  /** The shard was deleted where it came from. */
  | { readonly kind: 'settle'; readonly shard: Shard; readonly number: number };

/** What happens to a shard that moves, or is split or merged. */
export type ShardChange =
  | { readonly kind: 'freeze'; readonly shard: Shard; readonly number: number }
  /** Null: it is empty. */
  | { readonly kind: 'install'; readonly shard: Shard; readonly number: number; readonly content: unknown; readonly traffic: number }
  | { readonly kind: 'delete'; readonly shard: Shard; readonly number: number }
  /** A shard is split, or its halves are merged, where they are. */
  | (Reshaped & { readonly kind: 'reshape' });

/** A look at a group. */
export type GroupQuery =
  | { readonly kind: 'operate'; readonly shard: Shard; readonly query: unknown }
  /** The content of a shard that is frozen by the configuration of this number: it does not change any more. */
  | { readonly kind: 'fetch'; readonly shard: Shard; readonly number: number };

/** What became of a shard that was to be changed. */
export type ShardChanged =
  | { readonly kind: 'frozen'; readonly content: unknown; readonly traffic: number }
  /** It is so, now or already. Of a freeze: the shard has arrived where it was going, and was deleted here. */
  | { readonly kind: 'done' }
  /** A later configuration has changed it already. */
  | { readonly kind: 'stale' }
  /** The shard is not in a state in which that could be done. */
  | { readonly kind: 'refused' };

/** What a group answers. */
export type GroupResult =
  | { readonly kind: 'served'; readonly result: unknown }
  /** This group does not serve the shard, or not yet. */
  | { readonly kind: 'wrongGroup' }
  | ShardChanged;

/** A piece of a group, in a snapshot. */
export type GroupPiece =
  | { readonly kind: 'group'; readonly configuration: ShardConfiguration | null; readonly awaited: ShardGroup['awaited']; readonly debts: ShardGroup['debts']; readonly kept: ShardGroup['kept'] }
  | { readonly kind: 'shard'; readonly shard: Shard; readonly held: Held };

/** A shard after a change, and what is said of it. */
export interface Change {
  readonly held: Held;
  readonly result: ShardChanged;
}

/** How a group works. */
export interface ShardGroupRules {
  /** Is the shard served here: do commands take effect? */
  serves(held: Held, group: ShardGroup): boolean;
  /** Are questions answered from what is here of the shard? */
  answersReads(held: Held, group: ShardGroup, rules: ShardGroupRules): boolean;
  /** The shard stops to be served, and is handed out; however often it is asked for. */
  freezeShard(held: Held, number: number): Change;
  /** May the content be handed out to whoever comes for it by the configuration of this number? */
  isHandedOut(held: Held, number: number, group: ShardGroup): boolean;
  /** Is the shard awaited that was frozen where it was by the configuration of this number? */
  expects(group: ShardGroup, shard: Shard, number: number): boolean;
  /** The shard has arrived. */
  installShard(held: Held, number: number, content: unknown, traffic: number): Change;
  /** The shard is not needed here any more. */
  deleteShard(held: Held, number: number, empty: unknown): Change;
  /** "process re-configurations one at a time, in order": is this the next one, and is everything here that belongs to the present one? */
  mayFollow(group: ShardGroup, configuration: ShardConfiguration): boolean;
  /** A shard leaves this group: the content stays, for whoever comes for it. */
  giveUp(held: Held, number: number): Held;
  /** A shard is this group's from now on: served at once where nobody has ever had it, or where it was given up and never fetched. */
  takeOver(held: Held, number: number, move: Move, empty: unknown): Held;
  /** Shards are split or merged, where the configuration says so. */
  reshape(shards: ShardGroup['shards'], configuration: Reshaped, reshaping: Reshaping, empty: unknown): ShardGroup['shards'];
  /** An order to split or merge: is it due, or carried out already? */
  stateOfReshape(shards: ShardGroup['shards'], order: Reshaped): 'due' | Exclude<ShardChanged['kind'], 'frozen'>;
  /** Is the content still wanted by somebody, though the shard is this group's again? */
  isKept(held: Held): boolean;
  /** What is owed to the group that the shard came from; null: nothing. */
  debtFor(group: ShardGroup, shard: Shard, source: Source): Debt | null;
  snapshotGroup(group: ShardGroup): readonly GroupPiece[];
  restoreGroup(gid: Gid, pieces: readonly GroupPiece[]): ShardGroup;
}

const changed = (held: Held): Change => ({ held, result: { kind: 'done' } });
/** The content of a shard, for whoever comes for it. */
export const handedOut = ({ content, traffic }: Held): ShardChanged => ({ kind: 'frozen', content, traffic });
const unchanged = (held: Held, kind: 'done' | 'stale' | 'refused'): Change => ({ held, result: { kind } });

/** A group that waits for nothing, and owes nothing. */
export const nothingMoves: Pick<ShardGroup, 'awaited' | 'debts' | 'kept'> = { awaited: Dictionary.empty(), debts: Dictionary.empty(), kept: Dictionary.empty() };

/** The rules of a group. */
export const shardGroupRules: ShardGroupRules = {
  serves: ({ status }) => status === 'serving',

  answersReads: (held, group, rules) => rules.serves(held, group),

  freezeShard(held, number) {
    if (number < held.number) return unchanged(held, 'stale');
    if (number === held.number) return held.status === 'frozen' ? { held, result: handedOut(held) } : unchanged(held, held.status === 'gone' ? 'done' : 'refused');
    if (held.status !== 'serving') return unchanged(held, 'refused');
    return { held: { ...held, status: 'frozen', number }, result: handedOut(held) };
  },

  isHandedOut: (held, number) => held.status === 'frozen' && held.number === number,

  expects: ({ awaited }, shard, number) => awaited.get(shard)?.number === number,

  installShard(held, number, content, traffic) {
    if (number < held.number) return unchanged(held, 'stale');
    // It has arrived before, and was written to since.
    if (number === held.number && held.status === 'serving') return unchanged(held, 'done');
    const isExpected = number === held.number ? held.status === 'awaited' : held.status === 'gone' || held.status === 'frozen';
    return isExpected ? changed({ status: 'serving', number, content, traffic }) : unchanged(held, 'refused');
  },

  deleteShard(held, number, empty) {
    if (number < held.number) return unchanged(held, 'stale');
    if (number === held.number && held.status === 'gone') return unchanged(held, 'done');
    return number === held.number && held.status === 'frozen' ? changed({ status: 'gone', number, content: empty, traffic: 0 }) : unchanged(held, 'refused');
  },

  mayFollow: ({ configuration: present, awaited }, { number }) => present !== null && number === present.number + 1 && awaited.size === 0,

  giveUp: (held, number) => ({ ...held, status: 'frozen', number }),

  takeOver(held, number, { source }, empty) {
    if (source === null) return { status: 'serving', number, content: empty, traffic: 0 };
    // Nobody has had it in between: what is frozen here is what there is.
    if (held.status === 'frozen' && held.number === source.number) return { ...held, status: 'serving', number };
    return { status: 'awaited', number, content: empty, traffic: 0 };
  },

  reshape: reshaped,

  stateOfReshape,

  isKept: ({ status }) => status === 'frozen',

  debtFor: ({ gid }, shard, source) => (source.gid === gid ? null : { shard, source }),

  snapshotGroup: ({ configuration, awaited, debts, kept, shards }) => [{ kind: 'group', configuration, awaited, debts, kept }, ...[...shards].map(([shard, held]) => ({ kind: 'shard' as const, shard, held }))],

  restoreGroup(gid, pieces) {
    const { configuration, awaited, debts, kept } = pieces.find((piece) => piece.kind === 'group') ?? { configuration: null, ...nothingMoves };
    return { gid, configuration, awaited, debts, kept, shards: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'shard' ? [[piece.shard, piece.held] as const] : []))) };
  },
};
