/** Named situations in the lives of coordinators and workers. */
import type { Milestone } from '../../sim/core/index.ts';
import type { CoordinatorVocabulary } from './coordinator-state.ts';
import type { Tally } from './tally.ts';
import type { WorkerOutput, WorkerVocabulary } from './worker-state.ts';

const counts = (what: keyof Tally): Milestone<CoordinatorVocabulary> => ({ holds: (before, _event, after) => after.tally[what] > before.tally[what] });

const onMapCompleted: Milestone<CoordinatorVocabulary> = { holds: (before, _event, after) => after.maps.size > before.maps.size };
const onReduceCompleted: Milestone<CoordinatorVocabulary> = { holds: (before, _event, after) => after.reduces.size > before.reduces.size };
const onReduceBegun: Milestone<CoordinatorVocabulary> = {
  holds: (before, _event, after) => after.tally.attempts > before.tally.attempts && after.running.at(-1)?.kind === 'reduce',
};
const onLate: Milestone<CoordinatorVocabulary> = {
  holds: (before, _event, after) => after.tally.mapReports + after.tally.reduceReports > before.tally.mapReports + before.tally.reduceReports && after.maps === before.maps && after.reduces === before.reduces,
};
const onRepeated: Milestone<CoordinatorVocabulary> = {
  holds: (before, event, after) => event.kind === 'message' && event.message.kind === 'call' && before.workers.get(event.from)?.answer === after.workers.get(event.from)?.answer && before.workers.has(event.from),
};
const onDead: Milestone<CoordinatorVocabulary> = {
  holds: (before, _event, after) => before.workers !== after.workers && [...after.workers].some(([worker, { isDead }]) => isDead && before.workers.get(worker)?.isDead === false),
};
const onRecovered: Milestone<CoordinatorVocabulary> = { holds: (before, event) => event.kind === 'message' && before.epoch > 1 && before.maps.size + before.reduces.size > 0 };
const onGasp: Milestone<CoordinatorVocabulary> = { holds: (before, _event, after) => before.gasps !== after.gasps };
const onSkip: Milestone<CoordinatorVocabulary> = {
  holds: (_before, _event, _after, effects) => effects.some((effect) => effect.kind === 'send' && effect.message.kind === 'callAnswer' && effect.message.tasks.some(({ skip }) => skip.length > 0)),
};
const onJournalFailed: Milestone<CoordinatorVocabulary> = { holds: (before, _event, after) => before.status === 'serving' && after.status === 'suspended' };
const onOldReport: Milestone<CoordinatorVocabulary> = {
  holds: (before, event) =>
    event.kind === 'message' && event.message.kind === 'call' && before.epoch > 1 && event.message.reports.some(({ kind, attempt }) => kind === 'completed' && attempt < before.epoch * 1_000_000),
};

/** Named situations in the life of a coordinator. */
export const coordinatorMilestones = {
  mapCompleted: onMapCompleted,
  reduceCompleted: onReduceCompleted,
  reduceBegun: onReduceBegun,
  /** An attempt was given up: its time was over, its worker is gone, or it has failed. */
  attemptLost: counts('lost'),
  /** A task got a second attempt while the first is under way (3.6). */
  backupIssued: counts('backups'),
  /** A completed map task runs again, because its data is gone (3.3). */
  mapUndone: counts('undone'),
  /** The task had been completed by another attempt. */
  lateReport: onLate,
  /** A call came twice. */
  answerRepeated: onRepeated,
  workerBuried: onDead,
  /** A coordinator that has started again knows of completed tasks. */
  jobRecovered: onRecovered,
  /** An attempt that an earlier life of the coordinator had handed out has come to its end. */
  oldReport: onOldReport,
  gaspHeard: onGasp,
  /** A task was handed out with a record that is to be skipped (4.4). */
  recordSkipped: onSkip,
  journalFailed: onJournalFailed,
} as const;

const emits = (is: (output: WorkerOutput) => boolean): Milestone<WorkerVocabulary> => ({
  holds: (_before, _event, _after, effects) => effects.some((effect) => effect.kind === 'emit' && is(effect.output)),
});

const sends = (kind: string): Milestone<WorkerVocabulary> => ({ holds: (_before, _event, _after, effects) => effects.some((effect) => effect.kind === 'send' && effect.message.kind === kind) });

const onBeginAgain: Milestone<WorkerVocabulary> = {
  holds: (before, event, after) =>
    event.kind === 'message' && event.message.kind === 'fileReply' && [[before.map, after.map] as const, [before.reduce, after.reduce] as const].some(([old, now]) => old?.stage.kind === 'writing' && now?.stage.kind === 'writing' && old.stage.step > 0 && now.stage.step === 0),
};

/** Named situations in the life of a worker. */
export const workerMilestones = {
  mapComputing: emits((output) => output.kind === 'computing' && output.of === 'map'),
  reduceComputing: emits((output) => output.kind === 'computing' && output.of === 'reduce'),
  mapComputed: emits((output) => output.kind === 'computed' && output.of === 'map'),
  reduceComputed: emits((output) => output.kind === 'computed' && output.of === 'reduce'),
  /** The file server started again in the middle of its writing. */
  writingBegunAgain: onBeginAgain,
  /** It could not fetch from another worker. */
  dataUnreachable: sends('unreachable'),
  regionServed: sends('fetched'),
} as const;
