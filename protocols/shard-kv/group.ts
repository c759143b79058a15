/**
 * A group as a state machine: the shards that it has, and what it does with each of them (MIT 6.824, lab 4B; 6.5840, lab 5).
 *
 * A shard is a service of its own, with the sessions of its clients in it: what moves it moves them. It is frozen where it leaves, installed
 * where it arrives, and deleted where it has left, all through the logs of the groups; each of these names the number of the
 * configuration that it belongs to, and what comes too late is told so.
 */
import { Dictionary, unreachable } from '../../sim/core/index.ts';
import type { Applied, Machine } from '../raft/index.ts';
import type { Gid, Move, Shard, ShardConfiguration, Source } from '../shard-controller/index.ts';
import type { Held } from './held.ts';
import { reshaped } from './reshape.ts';
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
  /** The shard was deleted where it came from. */
  | { readonly kind: 'settle'; readonly shard: Shard; readonly number: number };

/** What happens to a shard that moves. */
export type ShardChange =
  | { readonly kind: 'freeze'; readonly shard: Shard; readonly number: number }
  /** Null: it is empty. */
  | { readonly kind: 'install'; readonly shard: Shard; readonly number: number; readonly content: unknown; readonly traffic: number }
  | { readonly kind: 'delete'; readonly shard: Shard; readonly number: number };

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
interface Change {
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
  /** Is the content still wanted by somebody, though the shard is this group's again? */
  isKept(held: Held): boolean;
  /** What is owed to the group that the shard came from; null: nothing. */
  debtFor(group: ShardGroup, shard: Shard, source: Source): Debt | null;
  snapshotGroup(group: ShardGroup): readonly GroupPiece[];
  restoreGroup(gid: Gid, pieces: readonly GroupPiece[]): ShardGroup;
}

const changed = (held: Held): Change => ({ held, result: { kind: 'done' } });
const handedOut = ({ content, traffic }: Held): ShardChanged => ({ kind: 'frozen', content, traffic });
const unchanged = (held: Held, kind: 'done' | 'stale' | 'refused'): Change => ({ held, result: { kind } });

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

  isKept: ({ status }) => status === 'frozen',

  debtFor: ({ gid }, shard, source) => (source.gid === gid ? null : { shard, source }),

  snapshotGroup: ({ configuration, awaited, debts, kept, shards }) => [{ kind: 'group', configuration, awaited, debts, kept }, ...[...shards].map(([shard, held]) => ({ kind: 'shard' as const, shard, held }))],

  restoreGroup(gid, pieces) {
    const { configuration, awaited, debts, kept } = pieces.find((piece) => piece.kind === 'group') ?? { configuration: null, ...nothingMoves };
    return { gid, configuration, awaited, debts, kept, shards: Dictionary.from(pieces.flatMap((piece) => (piece.kind === 'shard' ? [[piece.shard, piece.held] as const] : []))) };
  },
};

/** A debt by its name. */
export const debtName = (shard: Shard, number: number): string => `${shard}@${number}`;

/** What a group begins with. */
export interface FirstShards {
  readonly gid: Gid;
  /** The configuration that it follows; null: it is told what to do shard by shard. */
  readonly configuration: ShardConfiguration | null;
  /** Shards that it has from the beginning, empty, by the configuration of this number. */
  readonly shards: readonly Shard[];
  readonly number: number;
  /** How shards are split and merged. */
  readonly reshaping: Reshaping;
}

const nothingMoves: Pick<ShardGroup, 'awaited' | 'debts' | 'kept'> = { awaited: Dictionary.empty(), debts: Dictionary.empty(), kept: Dictionary.empty() };

/** A group whose shards are machines of this kind. */
export function shardGroupMachine(inner: Machine<unknown>, first: FirstShards, rules: ShardGroupRules = shardGroupRules): Machine<ShardGroup, GroupCommand, GroupQuery, GroupResult, GroupPiece> {
  const steps = new GroupSteps(inner, rules, first.reshaping);
  const { gid, configuration, shards, number } = first;
  return {
    empty: {
      gid,
      configuration,
      shards: Dictionary.from(shards.map((shard) => [shard, { status: 'serving', number, content: inner.empty, traffic: 0 }] as const)),
      ...nothingMoves,
    },
    apply: (group, command) => steps.apply(group, command),
    query: (group, query) => steps.query(group, query),
    snapshot: (group) => rules.snapshotGroup(group),
    restore: (pieces) => rules.restoreGroup(gid, pieces),
  };
}

type GroupApplied = Applied<ShardGroup, GroupResult>;

class GroupSteps {
  readonly #inner: Machine<unknown>;
  readonly #rules: ShardGroupRules;
  readonly #reshaping: Reshaping;

  constructor(inner: Machine<unknown>, rules: ShardGroupRules, reshaping: Reshaping) {
    this.#inner = inner;
    this.#rules = rules;
    this.#reshaping = reshaping;
  }

  apply(group: ShardGroup, command: GroupCommand): GroupApplied {
    switch (command.kind) {
      case 'operate':
        return this.#operate(group, command.shard, command.command);
      case 'freeze':
        return withShard(group, command.shard, this.#rules.freezeShard(this.#held(group, command.shard), command.number));
      case 'delete':
        return this.#delete(group, command.shard, command.number);
      case 'install':
        return this.#install(group, command);
      case 'configure':
        return { state: this.#rules.mayFollow(group, command.configuration) ? this.#configure(group, command.configuration) : group, result: { kind: 'done' } };
      case 'settle':
        return { state: { ...group, debts: group.debts.delete(debtName(command.shard, command.number)) }, result: { kind: 'done' } };
      default:
        return unreachable(command);
    }
  }

  query(group: ShardGroup, query: GroupQuery): GroupResult {
    const held = this.#held(group, query.shard);
    switch (query.kind) {
      case 'operate':
        return this.#rules.answersReads(held, group, this.#rules) ? { kind: 'served', result: this.#inner.query(held.content, query.query) } : { kind: 'wrongGroup' };
      case 'fetch':
        return this.#fetch(group, group.kept.get(debtName(query.shard, query.number)) ?? held, query.number);
      default:
        return unreachable(query);
    }
  }

  #fetch(group: ShardGroup, held: Held, number: number): GroupResult {
    return this.#rules.isHandedOut(held, number, group) ? handedOut(held) : { kind: 'refused' };
  }

  #delete(group: ShardGroup, shard: Shard, number: number): GroupApplied {
    const name = debtName(shard, number);
    if (group.kept.has(name)) return { state: { ...group, kept: group.kept.delete(name) }, result: { kind: 'done' } };
    return withShard(group, shard, this.#rules.deleteShard(this.#held(group, shard), number, this.#inner.empty));
  }

  #held({ shards }: ShardGroup, shard: Shard): Held {
    return shards.get(shard) ?? { status: 'gone', number: 0, content: this.#inner.empty, traffic: 0 };
  }

  #operate(group: ShardGroup, shard: Shard, command: unknown): GroupApplied {
    const held = this.#held(group, shard);
    if (!this.#rules.serves(held, group)) return { state: group, result: { kind: 'wrongGroup' } };
    const { state: content, result } = this.#inner.apply(held.content, command);
    return { state: { ...group, shards: group.shards.set(shard, { ...held, content, traffic: held.traffic + 1 }) }, result: { kind: 'served', result } };
  }

  #install(group: ShardGroup, { shard, number, content, traffic }: Extract<GroupCommand, { kind: 'install' }>): GroupApplied {
    const applied = withShard(group, shard, this.#rules.installShard(this.#held(group, shard), number, content ?? this.#inner.empty, traffic));
    const source = group.awaited.get(shard);
    if (source === undefined || applied.result.kind !== 'done') return applied;
    const debt = this.#rules.debtFor(group, shard, source);
    const debts = debt === null ? group.debts : group.debts.set(debtName(shard, source.number), debt);
    return { ...applied, state: { ...applied.state, awaited: group.awaited.delete(shard), debts } };
  }

  #configure(group: ShardGroup, configuration: ShardConfiguration): ShardGroup {
    const { number, moves } = configuration;
    let { shards, awaited, kept } = group;
    for (const [shard, move] of moves) {
      const held = this.#held(group, shard);
      if (move.from === group.gid) shards = shards.set(shard, this.#rules.giveUp(held, number));
      if (move.to !== group.gid) continue;
      const taken = this.#rules.takeOver(held, number, move, this.#inner.empty);
      shards = shards.set(shard, taken);
      if (taken.status !== 'awaited' || move.source === null) continue;
      awaited = awaited.set(shard, move.source);
      if (this.#rules.isKept(held)) kept = kept.set(debtName(shard, held.number), held);
    }
    return { ...group, configuration, shards: this.#rules.reshape(shards, configuration, this.#reshaping, this.#inner.empty), awaited, kept };
  }
}

const withShard = (group: ShardGroup, shard: Shard, { held, result }: Change): GroupApplied => ({ state: { ...group, shards: group.shards.set(shard, held) }, result });
