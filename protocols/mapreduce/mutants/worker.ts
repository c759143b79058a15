/** Deliberate bugs of workers. */
import type { Mutant } from '../../../sim/core/index.ts';
import { lineOf } from '../application.ts';
import type { FileOperation } from '../files.ts';
import { renamesOf, syncsOf, writesOf } from '../publish.ts';
import { undisturbed } from '../running.ts';
import type { AllWorkerRules } from '../worker-rules.ts';

type WorkerMutant = Mutant<AllWorkerRules>;

const syncDirectory: readonly FileOperation[] = [{ kind: 'syncDirectory' }];
const itself = (name: string): string => name;

const sharesTemporaryName: WorkerMutant = {
  id: 'MR-05',
  title: 'A temporary file is named after its task, not its attempt: two attempts write into one file.',
  protocol: 'worker',
  hardness: 'medium',
  source: 'MIT 6.5840 lab 1: temporary files have unique names',
  scheduleSize: 1,
  replaces: { temporaryName: (name) => `${name}.tmp` },
};

const polls: WorkerMutant = {
  id: 'MR-12',
  title: 'A worker without a task asks again at once.',
  protocol: 'worker',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 1: workers sleep between requests',
  scheduleSize: 0,
  replaces: { pause: () => 0 },
};

const leavesInSilence: WorkerMutant = {
  id: 'MR-14',
  title: 'A worker leaves at the first call that is not answered.',
  protocol: 'worker',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 1: a coordinator that cannot be reached may have finished, or not',
  scheduleSize: 1,
  replaces: { afterSilence: () => 'leave' },
};

const servesWhatIsMissing: WorkerMutant = {
  id: 'MR-07',
  title: 'Data that a worker does not have is served as if there were none.',
  protocol: 'worker',
  hardness: 'medium',
  source: `Dean and Ghemawat, OSDI 2004, 3.3: lost intermediate data is made again`,
  scheduleSize: 1,
  replaces: { isSame: () => true },
};

const writesInPlace: WorkerMutant = {
  id: 'MR-40',
  title: 'Output is written under its own name.',
  protocol: 'worker',
  hardness: 'easy',
  source: 'Dean and Ghemawat, OSDI 2004, 3.3: a temporary file is renamed atomically',
  scheduleSize: 0,
  replaces: { steps: (files) => [...writesOf(files, itself), syncsOf(files, itself), syncDirectory] },
};

const renamesUnsynced: WorkerMutant = {
  id: 'MR-41',
  title: 'A file gets its name before its contents are durable, and they never are: its own sync is missing.',
  protocol: 'worker',
  hardness: 'hard',
  source: 'delayed allocation in ext4, 2009: rename without fsync leaves empty files',
  scheduleSize: 1,
  replaces: { steps: (files, temporary) => [...writesOf(files, temporary), renamesOf(files, temporary), syncDirectory] },
};

const syncsAfterRename: WorkerMutant = {
  id: 'MR-42',
  title: 'A file gets its name first and is synced afterwards.',
  protocol: 'worker',
  hardness: 'very hard',
  source: 'delayed allocation in ext4, 2009: contents first, then names',
  scheduleSize: 1,
  replaces: { steps: (files, temporary) => [...writesOf(files, temporary), renamesOf(files, temporary), syncsOf(files, itself), syncDirectory] },
};

const forgetsDirectory: WorkerMutant = {
  id: 'MR-43',
  title: 'The directory is not synced: a finished file may lose its name.',
  protocol: 'worker',
  hardness: 'medium',
  source: 'fsync(2): syncing a file does not sync the entry in its directory',
  scheduleSize: 1,
  replaces: { steps: (files, temporary) => [...writesOf(files, temporary), syncsOf(files, temporary), renamesOf(files, temporary)] },
};

const goesOnAfterRestart: WorkerMutant = {
  id: 'MR-44',
  title: 'When the file server has lost what was not durable, the worker goes on with the step it had come to.',
  protocol: 'worker',
  hardness: 'hard',
  source: 'RFC 1813, 4.8: a changed write verifier means that everything is written again',
  scheduleSize: 1,
  replaces: { afterRestart: (step) => step },
};

const doesNotWaitForMaps: WorkerMutant = {
  id: 'MR-45',
  title: 'A reduce task that has everything it was told of begins to reduce, though map tasks are still running.',
  protocol: 'worker',
  hardness: 'easy',
  source: 'Dean and Ghemawat, OSDI 2004, 3.1: when it has read all intermediate data',
  scheduleSize: 0,
  replaces: { hasAll: ({ located, pairs }) => [...located.keys()].every((map) => pairs.has(map)) && located.size > 0 },
};

const waitsForTheDead: WorkerMutant = {
  id: 'MR-46',
  title: 'A reduce task tries for ever to fetch from a machine that does not answer.',
  protocol: 'worker',
  hardness: 'medium',
  source: 'Dean and Ghemawat, OSDI 2004, 3.3: whoever has not read the data is told of the re-execution',
  scheduleSize: 1,
  replaces: { hasGivenUp: () => false },
};

const doesNotSort: WorkerMutant = {
  id: 'MR-47',
  title: 'Reduce takes keys as they come: its output is in no order.',
  protocol: 'worker',
  hardness: 'easy',
  source: 'Dean and Ghemawat, OSDI 2004, 4.2: pairs are processed in increasing key order',
  scheduleSize: 0,
  replaces: {
    reduce(application, pairs, { worker, choose } = undisturbed) {
      const groups = new Map<string, string[]>();
      for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
      const context = { worker, choose, count: () => undefined };
      const lines = [...groups].map(([key, values]) => lineOf(application, key, application.reduce(key, values, context)));
      return { kind: 'reduced', output: lines.join(''), counts: {} };
    },
  },
};

export const workerMutants = [
  sharesTemporaryName,
  servesWhatIsMissing,
  polls,
  leavesInSilence,
  writesInPlace,
  renamesUnsynced,
  syncsAfterRename,
  forgetsDirectory,
  goesOnAfterRestart,
  doesNotWaitForMaps,
  waitsForTheDead,
  doesNotSort,
] as const;
