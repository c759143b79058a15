/** Configurations as texts, to be kept in a key/value service. */
import { Dictionary } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import type { Gid, Move, Reshape, Shard, ShardConfiguration, Source } from './configuration.ts';

interface Written {
  readonly number: number;
  readonly roots: number;
  readonly shards: readonly (readonly [Shard, Gid])[];
  readonly groups: readonly (readonly [Gid, readonly NodeId[]])[];
  readonly moves: readonly (readonly [Shard, Move])[];
  readonly reshape: Reshape | null;
  readonly resting: readonly (readonly [Shard, Source])[];
}

/** The text of a configuration: equal ones have equal texts, in whatever order the fields of what is in them stand. */
export function formatConfiguration({ number, roots, shards, groups, moves, reshape, resting }: ShardConfiguration): string {
  const written: Written = {
    number,
    roots,
    shards: [...shards],
    groups: [...groups],
    moves: [...moves].map(([shard, move]) => [shard, inOrder(move)]),
    reshape: reshape === null ? null : { kind: reshape.kind, shard: reshape.shard },
    resting: [...resting].map(([shard, source]) => [shard, sourceInOrder(source)]),
  };
  return JSON.stringify(written);
}

const inOrder = ({ from, to, source }: Move): Move => ({ from, to, source: source === null ? null : sourceInOrder(source) });

const sourceInOrder = ({ gid, servers, number }: Source): Source => ({ gid, servers, number });

/** The configuration that was written so. */
export function parseConfiguration(text: string): ShardConfiguration {
  const { number, roots, shards, groups, moves, reshape, resting } = written.of(JSON.parse(text));
  return { number, roots, shards: Dictionary.from(shards), groups: Dictionary.from(groups), moves: Dictionary.from(moves), reshape, resting: Dictionary.from(resting) };
}

const written: { of(parsed: unknown): Written } = {
  of(parsed: Written) {
    return parsed;
  },
};
