import type { Mutant } from '../../../sim/core/index.ts';
import { applyMutants } from './apply.ts';
import { commitMutants } from './commit.ts';
import { electionMutants } from './elections.ts';
import { replicationMutants } from './replication.ts';
import { snapshotMutants } from './snapshots.ts';
import { storageMutants } from './storage.ts';

/** The deliberate bugs of Raft. */
export const raftMutants: readonly Mutant[] = [
  ...electionMutants,
  ...replicationMutants,
  ...commitMutants,
  ...storageMutants,
  ...snapshotMutants,
  ...applyMutants,
];
