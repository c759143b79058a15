import type { Mutant } from '../../../sim/core/index.ts';
import { clerkMutants } from './clerk.ts';
import { contentMutants } from './content.ts';
import { followingMutants } from './following.ts';
import { groupMutants } from './group.ts';
import { libraryMutants } from './library.ts';

/** The deliberate bugs of groups, and of those who ask and steer them. */
export const shardKvMutants: readonly Mutant[] = [...groupMutants, ...followingMutants, ...contentMutants, ...libraryMutants, ...clerkMutants];
