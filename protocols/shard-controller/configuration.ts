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

/** A shard was split into its two halves, or these were merged: within the group that has them, so that nothing moves. */
export interface Reshape {
  readonly kind: 'split' | 'merge';
  /** The whole. */
  readonly shard: Shard;
}

/** Who has what, from this configuration to the next. */
export interface ShardConfiguration {
  readonly number: number;
  /** How many shards there were at the very beginning: those from 0 on. Others are parts of these. */
  readonly roots: number;
  readonly shards: Assignment;
  /** Servers of each group. */
  readonly groups: Dictionary<Gid, readonly NodeId[]>;
  /** What has changed hands since the configuration before: all that a group needs to look at. */
  readonly moves: Dictionary<Shard, Move>;
  /** What the shards of this configuration are made of, where these are not those of the one before; null: they are. */
  readonly reshape: Reshape | null;
  /** Shards that are nobody's, though they have been somebody's. */
  readonly resting: Dictionary<Shard, Source>;
}

/** Configuration 0: there is no group, and each of so many shards is nobody's. */
export function emptyConfiguration(shards: number): ShardConfiguration {
  return { number: 0, roots: shards, shards: Dictionary.from(Array.from({ length: shards }, (_, shard) => [shard, nobody] as const)), groups: Dictionary.empty(), moves: Dictionary.empty(), reshape: null, resting: Dictionary.empty() };
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
  return { number, roots: before.roots, shards, groups, moves, reshape: null, resting };
}

function sourceOf({ groups, resting }: ShardConfiguration, shard: Shard, from: Gid, number: number): Source | null {
  const servers = groups.get(from);
  return servers === undefined ? (resting.get(shard) ?? null) : { gid: from, servers, number };
}

/** Servers of the group that has the shard; null: nobody has it. */
export function serversOf({ shards, groups }: ShardConfiguration, shard: Shard): readonly NodeId[] | null {
  return groups.get(shards.get(shard) ?? nobody) ?? null;
}

/** The configuration in which a shard is split, or its halves are merged; the groups stay. Null: it is not there, nobody has it, or the halves are apart. */
export function reshapedConfiguration(before: ShardConfiguration, reshape: Reshape): ShardConfiguration | null {
  const { roots, number } = before;
  const halves = halvesOf(roots, reshape.shard);
  const gone: readonly Shard[] = reshape.kind === 'split' ? [reshape.shard] : halves;
  const made: readonly Shard[] = reshape.kind === 'split' ? halves : [reshape.shard];
  const owners = new Set(gone.map((shard) => before.shards.get(shard) ?? nobody));
  const [gid = nobody] = owners;
  if (owners.size !== 1 || gid === nobody) return null;
  const kept = gone.reduce<Assignment>((shards, shard) => shards.delete(shard), before.shards);
  return { ...before, number: number + 1, shards: made.reduce<Assignment>((shards, shard) => shards.set(shard, gid), kept), moves: Dictionary.empty(), reshape };
}

/** The two parts of a shard, of so many at the beginning: each shard has two of its own. */
export const halvesOf = (roots: number, shard: Shard): readonly [Shard, Shard] => [roots + 2 * shard, roots + 2 * shard + 1];
