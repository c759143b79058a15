/**
 * Configurations: which group of servers has which shard (MIT 6.824, lab 4 of 2022; 6.5840, lab 5 of 2024 and 2025).
 *
 * They are numbered, and there is one of each number. What they hold is shared by reference: a configuration of a thousand shards costs
 * no more to be sent or remembered than its number.
 */
import { Dictionary } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';

/** Number of a group, from 1. */
export type Gid = number;

/** Number of a shard, from 0. */
export type Shard = number;

/** The group of a shard that no group has. */
export const nobody: Gid = 0;

/** Which group has each shard. */
export type Assignment = Dictionary<Shard, Gid>;

/** Where the content of a shard waits for whoever has the shard next: the group has stopped to serve it in the configuration of this number. */
export interface Source {
  readonly gid: Gid;
  readonly servers: readonly NodeId[];
  readonly number: number;
}

/** A shard changes hands; either may be nobody. No source: nobody has ever had it, and it is empty. */
export interface Move {
  readonly from: Gid;
  readonly to: Gid;
  readonly source: Source | null;
}

/** Who has what, from this configuration to the next. */
export interface ShardConfiguration {
  readonly number: number;
  readonly shards: Assignment;
  /** Servers of each group. */
  readonly groups: Dictionary<Gid, readonly NodeId[]>;
  /** What has changed hands since the configuration before: all that a group needs to look at. */
  readonly moves: Dictionary<Shard, Move>;
  /** Shards that are nobody's, though they have been somebody's. */
  readonly resting: Dictionary<Shard, Source>;
}

/** Configuration 0: there is no group, and each of so many shards is nobody's. */
export function emptyConfiguration(shards: number): ShardConfiguration {
  return { number: 0, shards: Dictionary.from(Array.from({ length: shards }, (_, shard) => [shard, nobody] as const)), groups: Dictionary.empty(), moves: Dictionary.empty(), resting: Dictionary.empty() };
}

/** The configuration that follows. */
export function nextConfiguration(before: ShardConfiguration, shards: Assignment, groups: ShardConfiguration['groups']): ShardConfiguration {
  const number = before.number + 1;
  let { moves, resting }: Pick<ShardConfiguration, 'moves' | 'resting'> = { moves: Dictionary.empty(), resting: before.resting };
  for (const [shard, to] of shards) {
    const from = before.shards.get(shard) ?? nobody;
    if (from === to) continue;
    const source = sourceOf(before, shard, from, number);
    moves = moves.set(shard, { from, to, source });
    resting = to === nobody && source !== null ? resting.set(shard, source) : resting.delete(shard);
  }
  return { number, shards, groups, moves, resting };
}

function sourceOf({ groups, resting }: ShardConfiguration, shard: Shard, from: Gid, number: number): Source | null {
  const servers = groups.get(from);
  return servers === undefined ? (resting.get(shard) ?? null) : { gid: from, servers, number };
}

/** Servers of the group that has the shard; null: nobody has it. */
export function serversOf({ shards, groups }: ShardConfiguration, shard: Shard): readonly NodeId[] | null {
  return groups.get(shards.get(shard) ?? nobody) ?? null;
}
