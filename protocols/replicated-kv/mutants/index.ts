import type { Mutant } from '../../../sim/core/index.ts';
import { clerkMutants } from './clerk.ts';
import { serviceMutants } from './service.ts';
import { sessionMutants } from './sessions.ts';
import { storeMutants } from './store.ts';
import { versionedMutants } from './versioned.ts';

/** The deliberate bugs of the replicated services. */
export const replicatedKvMutants: readonly Mutant[] = [...sessionMutants, ...clerkMutants, ...serviceMutants, ...storeMutants, ...versionedMutants];
