/** `--shard`: which of several machines this one is. */
import { InvalidArgumentError } from 'commander';
import type { Shard } from '../hunt/fleet/shard.ts';

const mostShards = 100_000;

/** `2/8`; or `auto`, `auto/8`: what Kubernetes (JOB_COMPLETION_INDEX, from 0) or GitLab (CI_NODE_INDEX of CI_NODE_TOTAL) say. */
export function shard(text: string, environment: Readonly<Record<string, string | undefined>> = process.env): Shard {
  const [, index, of] = /^(\d{1,6}|auto)(?:\/(\d{1,6}))?$/.exec(text) ?? [];
  const { JOB_COMPLETION_INDEX: completion, CI_NODE_INDEX: node, CI_NODE_TOTAL: total } = environment;
  const found = index === 'auto' ? { index: completion === undefined ? Number(node) - 1 : Number(completion), of: Number(of ?? total) } : { index: Number(index) - 1, of: Number(of) };
  if (index === 'auto' && completion === undefined && node === undefined) throw new InvalidArgumentError('Expected JOB_COMPLETION_INDEX or CI_NODE_INDEX in the environment.');
  if (!isShard(found)) throw new InvalidArgumentError('Expected one of so many machines, from 1/n to n/n (2/8), or auto/n.');
  return found;
}

const isShard = ({ index, of }: Shard): boolean => Number.isInteger(index) && Number.isInteger(of) && of <= mostShards && index >= 0 && index < of;

/** As it is written: `2/8`. */
export const nameOfShard = ({ index, of }: Shard): string => `${index + 1}/${of}`;
