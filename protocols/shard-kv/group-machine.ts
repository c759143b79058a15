/** A group as a state machine: its commands, each by the rules of `group.ts`, and looks at it. */
import { Dictionary, unreachable } from '../../sim/core/index.ts';
import type { Applied, Machine } from '../raft/index.ts';
import type { Gid, Shard, ShardConfiguration } from '../shard-controller/index.ts';
import { handedOut, nothingMoves, shardGroupRules } from './group.ts';
import type { Change, GroupCommand, GroupPiece, GroupQuery, GroupResult, ShardGroup, ShardGroupRules } from './group.ts';
import type { Held } from './held.ts';
import type { Reshaped, Reshaping } from './reshape.ts';

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
      case 'reshape':
        return this.#reshape(group, command);
      case 'configure':
        return { state: this.#rules.mayFollow(group, command.configuration) ? this.#configure(group, command.configuration) : group, result: { kind: 'done' } };
      case 'count':
        return this.#count(group, command.shard, command.looks);
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

  #count(group: ShardGroup, shard: Shard, looks: number): GroupApplied {
    const held = this.#held(group, shard);
    if (!this.#rules.serves(held, group)) return { state: group, result: { kind: 'wrongGroup' } };
    return { state: { ...group, shards: group.shards.set(shard, { ...held, traffic: held.traffic + looks }) }, result: { kind: 'done' } };
  }

  #install(group: ShardGroup, { shard, number, content, traffic }: Extract<GroupCommand, { kind: 'install' }>): GroupApplied {
    const applied = withShard(group, shard, this.#rules.installShard(this.#held(group, shard), number, content ?? this.#inner.empty, traffic));
    const source = group.awaited.get(shard);
    if (source === undefined || applied.result.kind !== 'done') return applied;
    const debt = this.#rules.debtFor(group, shard, source);
    const debts = debt === null ? group.debts : group.debts.set(debtName(shard, source.number), debt);
    return { ...applied, state: { ...applied.state, awaited: group.awaited.delete(shard), debts } };
  }

  #reshape(group: ShardGroup, order: Reshaped): GroupApplied {
    const state = this.#rules.stateOfReshape(group.shards, order);
    if (state !== 'due') return { state: group, result: { kind: state } };
    return { state: { ...group, shards: this.#reshaped(group.shards, order) }, result: { kind: 'done' } };
  }

  #reshaped(shards: ShardGroup['shards'], reshaped: Reshaped): ShardGroup['shards'] {
    return this.#rules.reshape(shards, reshaped, this.#reshaping, this.#inner.empty);
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
    return { ...group, configuration, shards: this.#reshaped(shards, configuration), awaited, kept };
  }
}

const withShard = (group: ShardGroup, shard: Shard, { held, result }: Change): GroupApplied => ({ state: { ...group, shards: group.shards.set(shard, held) }, result });
