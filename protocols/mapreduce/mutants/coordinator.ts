/** Deliberate bugs of the coordinator. */
import type { Mutant } from '../../../sim/core/index.ts';
import type { AllCoordinatorRules } from '../coordinator.ts';
import { coordinatorRules } from '../hand-out.ts';

type CoordinatorMutant = Mutant<AllCoordinatorRules>;

const paper = 'Dean and Ghemawat, OSDI 2004';

const neverReassigns: CoordinatorMutant = {
  id: 'MR-02',
  title: 'A task that was handed out stays with its worker, whatever becomes of it.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 1: a task that is not completed in ten seconds goes to another worker',
  scheduleSize: 1,
  replaces: { isLost: () => false, isForgotten: () => false, chooseStraggler: () => undefined },
};

const countsReports: CoordinatorMutant = {
  id: 'MR-03',
  title: 'The map phase is over after as many reports as there are map tasks: the late one of an attempt that was given up counts, too.',
  protocol: 'coordinator',
  hardness: 'medium',
  source: `${paper}, 3.1: a completion of a task that is completed is ignored`,
  scheduleSize: 1,
  replaces: { mapsAreDone: ({ tally }, { job }) => tally.mapReports >= job.splits.length },
};

const forgetsLocalData: CoordinatorMutant = {
  id: 'MR-06',
  title: 'Completed map tasks of a machine that is gone do not run again.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: `${paper}, 3.3: completed map tasks are re-executed, for their output is on the failed machine`,
  scheduleSize: 1,
  replaces: { isUndone: () => false, mustRunAgain: () => false },
};

const countsAssigned: CoordinatorMutant = {
  id: 'MR-08',
  title: 'The map phase is over when every map task is handed out.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 1: reduces start only after the last map',
  scheduleSize: 0,
  replaces: { mapsAreDone: ({ idleMaps }) => idleMaps.length === 0 },
};

const noBackups: CoordinatorMutant = {
  id: 'MR-11',
  title: 'No backup tasks.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: `${paper}, 3.6`,
  scheduleSize: 0,
  replaces: { chooseStraggler: () => undefined },
};

const executesCopies: CoordinatorMutant = {
  id: 'MR-21',
  title: 'A call that comes twice is answered with two tasks.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'a retried request executes once',
  scheduleSize: 1,
  replaces: { isRepeated: () => false },
};

const ignoresFormer: CoordinatorMutant = {
  id: 'MR-22',
  title: 'A session that was taken for an earlier one gets no answer, ever.',
  protocol: 'coordinator',
  hardness: 'hard',
  source: 'found here: a restarted coordinator may hear a late copy after the worker itself',
  scheduleSize: 2,
  replaces: { onFormerSession: () => 'ignore' },
};

const sendsHomeEarly: CoordinatorMutant = {
  id: 'MR-23',
  title: 'Workers are sent home when no task is left to hand out.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 1: workers exit when the job is done, not before',
  scheduleSize: 0,
  replaces: { isOver: ({ idleMaps, idleReduces }) => idleMaps.length + idleReduces.length === 0 },
};

const tellsOfLostData: CoordinatorMutant = {
  id: 'MR-24',
  title: 'Reduce tasks are told of data that is known to be gone.',
  protocol: 'coordinator',
  hardness: 'medium',
  source: 'found here: the last machine waited for data that only itself could make again',
  scheduleSize: 2,
  replaces: { isGood: () => true },
};

const believesOldComplaints: CoordinatorMutant = {
  id: 'MR-25',
  title: 'A late complaint about data that was made again since undoes the new data, too.',
  protocol: 'coordinator',
  hardness: 'hard',
  source: 'a completion belongs to one attempt',
  scheduleSize: 2,
  replaces: { mustRunAgain: ({ maps }, map) => maps.has(map) },
};

const neverBuries: CoordinatorMutant = {
  id: 'MR-26',
  title: 'A worker that does not answer pings is never taken for dead.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: `${paper}, 3.3: no response in a certain time marks the worker as failed`,
  scheduleSize: 1,
  replaces: { isDead: () => false },
};

const neverSkips: CoordinatorMutant = {
  id: 'MR-27',
  title: 'A record at which the user\'s function throws is tried for ever.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: `${paper}, 4.4`,
  scheduleSize: 0,
  replaces: { isSkipped: () => false },
};

const backsUpAtOnce: CoordinatorMutant = {
  id: 'MR-28',
  title: 'Every task gets a backup as soon as there is nothing else to do.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 1: no map task runs twice while its worker is alive',
  scheduleSize: 0,
  replaces: { chooseStraggler: (state, kind, worker, settings) => coordinatorRules.chooseStraggler(state, kind, worker, { ...settings, backupTicks: 0 }) },
};

const forgetsCompletions: CoordinatorMutant = {
  id: 'MR-29',
  title: 'Completions are not in the journal.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'what is acknowledged is on the disk before',
  scheduleSize: 1,
  replaces: { recordOf: () => null },
};

const numbersAnew: CoordinatorMutant = {
  id: 'MR-30',
  title: 'A coordinator that has started again numbers its attempts from the beginning: two of one task may have one temporary file.',
  protocol: 'coordinator',
  hardness: 'hard',
  source: 'temporary names are unique',
  scheduleSize: 2,
  replaces: { firstAttempt: () => 1_000_000 },
};

const goesOnWithoutJournal: CoordinatorMutant = {
  id: 'MR-31',
  title: 'After a failed write of the journal it goes on as if nothing were missing on the disk.',
  protocol: 'coordinator',
  hardness: 'hard',
  source: 'PostgreSQL and fsync, 2018: a failed write is not written by the next sync',
  scheduleSize: 2,
  replaces: { afterFailedJournal: () => 'go on' },
};

const neverCompacts: CoordinatorMutant = {
  id: 'MR-32',
  title: 'The journal is never compacted.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: 'bounded storage: a journal grows with what happens, not with what there is to know',
  scheduleSize: 0,
  replaces: { isFull: () => false },
};

const endsOnlyOne: CoordinatorMutant = {
  id: 'MR-33',
  title: 'A completion ends its own attempt only: the task is completed, and still in progress elsewhere.',
  protocol: 'coordinator',
  hardness: 'easy',
  source: `${paper}, 3.2: each task is idle, in progress or completed; 3.6: completed whenever the primary or the backup execution completes`,
  scheduleSize: 0,
  replaces: { isEnded: (attempt, report) => attempt.number === report.attempt },
};

const handsOutTwice: CoordinatorMutant = {
  id: 'MR-34',
  title: 'What was handed to a late copy of a call stays in its worker\'s hands, who never heard of it, and it is handed the next task, too.',
  protocol: 'coordinator',
  hardness: 'hard',
  source: 'found here: a restarted coordinator may hear a late copy before the worker itself',
  scheduleSize: 2,
  replaces: { isForgotten: () => false },
};

export const coordinatorMutants = [
  neverReassigns,
  countsReports,
  forgetsLocalData,
  countsAssigned,
  noBackups,
  executesCopies,
  ignoresFormer,
  sendsHomeEarly,
  tellsOfLostData,
  believesOldComplaints,
  neverBuries,
  neverSkips,
  backsUpAtOnce,
  forgetsCompletions,
  numbersAnew,
  goesOnWithoutJournal,
  neverCompacts,
  endsOnlyOne,
  handsOutTwice,
] as const;
