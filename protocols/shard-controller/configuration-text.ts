/** Configurations as texts, to be kept in a key/value service. */
import { Dictionary } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import type { Gid, Move, Shard, ShardConfiguration, Source } from './configuration.ts';

interface Written {
  readonly number: number;
  readonly shards: readonly (readonly [Shard, Gid])[];
  readonly groups: readonly (readonly [Gid, readonly NodeId[]])[];
  readonly moves: readonly (readonly [Shard, Move])[];
  readonly resting: readonly (readonly [Shard, Source])[];
}

/** The text of a configuration: equal ones have equal texts. */
export function formatConfiguration({ number, shards, groups, moves, resting }: ShardConfiguration): string {
  const written: Written = { number, shards: [...shards], groups: [...groups], moves: [...moves], resting: [...resting] };
  return JSON.stringify(written);
}

/** The configuration that was written so. */
export function parseConfiguration(text: string): ShardConfiguration {
  const { number, shards, groups, moves, resting } = written.of(JSON.parse(text));
  return { number, shards: Dictionary.from(shards), groups: Dictionary.from(groups), moves: Dictionary.from(moves), resting: Dictionary.from(resting) };
}

const written: { of(parsed: unknown): Written } = {
  of(parsed: Written) {
    return parsed;
  },
};
