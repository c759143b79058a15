import type { Mutant } from '../sim/core/mutant.ts';
import { kvMutants } from '../protocols/kv/index.ts';
import { lockMutants } from '../protocols/lock/index.ts';
import { mapReduceMutants } from '../protocols/mapreduce/index.ts';
import { raftMutants } from '../protocols/raft/index.ts';
import { replicatedKvMutants } from '../protocols/replicated-kv/index.ts';
import { shardControllerMutants } from '../protocols/shard-controller/index.ts';
import { shardKvMutants } from '../protocols/shard-kv/index.ts';
import { shardTransactionsMutants } from '../protocols/shard-transactions/index.ts';

/** The deliberate bugs, by what they are bugs of: the folders of `protocols`. */
export const mutantsOf: Readonly<Record<string, readonly Mutant[]>> = {
  kv: kvMutants,
  lock: lockMutants,
  mapreduce: mapReduceMutants,
  raft: raftMutants,
  'replicated-kv': replicatedKvMutants,
  'shard-controller': shardControllerMutants,
  'shard-kv': shardKvMutants,
  'shard-transactions': shardTransactionsMutants,
};

/** Every deliberate bug, of every protocol. */
export const allMutants: readonly Mutant[] = Object.values(mutantsOf).flat();
