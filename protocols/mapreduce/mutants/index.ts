import type { Mutant } from '../../../sim/core/index.ts';
import { coordinatorMutants } from './coordinator.ts';
import { fileServerMutants } from './file-server.ts';
import { workerMutants } from './worker.ts';

/** The deliberate bugs of MapReduce. */
export const mapReduceMutants: readonly Mutant[] = [...coordinatorMutants, ...workerMutants, ...fileServerMutants];
