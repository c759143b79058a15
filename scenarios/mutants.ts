import type { Mutant } from '../sim/core/mutant.ts';
import { kvMutants } from '../protocols/kv/index.ts';
import { lockMutants } from '../protocols/lock/index.ts';
import { raftMutants } from '../protocols/raft/index.ts';

/** Every deliberate bug, of every protocol. */
export const allMutants: readonly Mutant[] = [...kvMutants, ...lockMutants, ...raftMutants];
