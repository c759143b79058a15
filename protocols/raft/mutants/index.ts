import type { Mutant } from '../../../sim/core/index.ts';
import { electionMutants } from './elections.ts';

/** The deliberate bugs of Raft. */
export const raftMutants: readonly Mutant[] = [...electionMutants];
