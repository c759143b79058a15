import type { Mutant } from '../../../sim/core/index.ts';
import { shardClerkMutants } from './clerk.ts';
import { groupMutants } from './group.ts';
import { libraryMutants } from './library.ts';

/** The deliberate bugs of sharded services. */
export const shardKvMutants: readonly Mutant[] = [...groupMutants, ...libraryMutants, ...shardClerkMutants];
