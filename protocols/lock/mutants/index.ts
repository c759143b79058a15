import type { Mutant } from '../../../sim/core/index.ts';
import { leaseMutants } from './lease.ts';
import { lockOnlyMutants } from './lock.ts';

/** The deliberate bugs of locks, leases and fencing. */
export const lockMutants: readonly Mutant[] = [...lockOnlyMutants, ...leaseMutants];
