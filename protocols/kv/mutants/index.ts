import type { Mutant } from '../../../sim/core/index.ts';
import { appendMutants } from './append.ts';
import { journalMutants } from './journal.ts';
import { versionedMutants } from './versioned.ts';

/** The deliberate bugs of both editions and of the journal. */
export const kvMutants: readonly Mutant[] = [...versionedMutants, ...appendMutants, ...journalMutants];
