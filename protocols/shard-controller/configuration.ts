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

/** A shard changes hands; either may be nobody. */
export interface Move {
  readonly from: Gid;
  readonly to: Gid;
}

/** Who has what, from this configuration to the next. */
export interface ShardConfiguration {
  readonly number: number;
  readonly shards: Assignment;
  /** Servers of each group. */
  readonly groups: Dictionary<Gid, readonly NodeId[]>;
  /** What has changed hands since the configuration before: all that a group needs to look at. */
  readonly moves: Dictionary<Shard, Move>;
}

/** Configuration 0: there is no group, and each of so many shards is nobody's. */
export function emptyConfiguration(shards: number): ShardConfiguration {
  return { number: 0, shards: Dictionary.from(Array.from({ length: shards }, (_, shard) => [shard, nobody] as const)), groups: Dictionary.empty(), moves: Dictionary.empty() };
}

/** The configuration that follows. */
export function nextConfiguration({ number, shards: before }: ShardConfiguration, shards: Assignment, groups: ShardConfiguration['groups']): ShardConfiguration {
  return { number: number + 1, shards, groups, moves: movesBetween(before, shards) };
}

function movesBetween(before: Assignment, after: Assignment): ShardConfiguration['moves'] {
  let moves: ShardConfiguration['moves'] = Dictionary.empty();
  for (const [shard, to] of after) {
    const from = before.get(shard) ?? nobody;
    if (from !== to) moves = moves.set(shard, { from, to });
  }
  return moves;
}

/** Servers of the group that has the shard; null: nobody has it. */
export function serversOf({ shards, groups }: ShardConfiguration, shard: Shard): readonly NodeId[] | null {
  return groups.get(shards.get(shard) ?? nobody) ?? null;
}
