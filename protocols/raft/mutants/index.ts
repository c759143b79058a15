import type { Mutant } from '../../../sim/core/index.ts';
import { applyMutants } from './apply.ts';
import { commitMutants } from './commit.ts';
import { electionMutants } from './elections.ts';
import { leaseMutants } from './leases.ts';
import { membershipMutants } from './membership.ts';
import { readMutants } from './reads.ts';
import { replicationMutants } from './replication.ts';
import { snapshotMutants } from './snapshots.ts';
import { storageMutants } from './storage.ts';
import { termMutants } from './terms.ts';
import { transferMutants } from './transfer.ts';

/** The deliberate bugs of Raft. */
export const raftMutants: readonly Mutant[] = [
  ...electionMutants,
  ...termMutants,
  ...replicationMutants,
  ...commitMutants,
  ...storageMutants,
  ...snapshotMutants,
  ...applyMutants,
  ...readMutants,
  ...leaseMutants,
  ...membershipMutants,
  ...transferMutants,
];
