import type { Mutant } from '../../../sim/core/index.ts';
import { electionMutants } from './elections.ts';
import { leaseMutants } from './leases.ts';
import { membershipMutants } from './membership.ts';
import { readMutants } from './reads.ts';
import { termMutants } from './terms.ts';
import { transferMutants } from './transfer.ts';

/** The deliberate bugs of Raft. */
export const raftMutants: readonly Mutant[] = [
  ...electionMutants,
  ...termMutants,
  ...readMutants,
  ...leaseMutants,
  ...membershipMutants,
  ...transferMutants,
];
