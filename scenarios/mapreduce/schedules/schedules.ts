/** One schedule for each mutant of MapReduce. Workers are nodes 2, 3 and 4. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { coordinatorMilestones, coordinatorNode, fileServerMilestones, fileServerNode, fussy, workerMilestones } from '../../../protocols/mapreduce/index.ts';
import { calmNetwork } from '../../../sim/world/plan.ts';
import { at, when, whenWrite } from '../../scenario.ts';
import { outputWholeName } from '../properties.ts';
import { impatient, smallFiles } from '../vocabulary.ts';
import { crash, evenWorker, inTime, local, pause, type Schedule } from './schedule.ts';

const needless = 'no task runs again without a reason';
const stays = 'the output is there when the job is done, and stays';
const kept = 'a task that was acknowledged as completed stays so when the coordinator starts again';
const early = 'no worker leaves before the job is done';
const leaves = 'every worker leaves';
const bounded = 'the coordinator keeps no more than its tasks and workers need';
const oneState = 'each task is idle, in progress or completed, and only one of these';
const overload = 'no worker has more tasks in hand than it has room for';

const slow = (which: number, slowness: number) => (worker: number) => ({ ...evenWorker, slowness: worker === which ? slowness : 1 });

/** The cache of the file server is written back at every step, or not at all. */
const eager = { fileServer: { writeBackWithin: 500 } } as const;
const lazy = { fileServer: { writeBackWithin: seconds(100) } } as const;

const late = (node: number, lasts: number) => ({ kind: 'clog', from: node, to: coordinatorNode, lasts: milliseconds(lasts) }) as const;

export const schedules: readonly Schedule[] = [
  { id: 'MR-02', fires: inTime, faults: [at(milliseconds(50), crash(2, null))] },
  { id: 'MR-03', fires: outputWholeName, faults: [at(milliseconds(50), pause(2, 1_210))], story: { worker: slow(2, 30) } },
  { id: 'MR-05', fires: outputWholeName, faults: [at(milliseconds(50), pause(2, 1_237))] },
  { id: 'MR-06', fires: inTime, faults: [when(coordinatorMilestones, 'reduceBegun', crash(2, null))], story: local },
  { id: 'MR-07', fires: outputWholeName, faults: [when(coordinatorMilestones, 'mapCompleted', { kind: 'wipe', node: 2, down: milliseconds(1) }, { occurrence: 3 })], story: local },
  { id: 'MR-08', fires: outputWholeName, story: { worker: slow(2, 5) } },
  { id: 'MR-11', fires: inTime, story: { coordinator: { ...impatient, reissueAfter: null }, worker: slow(2, 400), limits: { duration: seconds(50), recovery: seconds(60) } } },
  { id: 'MR-12', fires: 'a worker without a task waits before it asks again' },
  { id: 'MR-14', fires: early, faults: [at(0, { kind: 'clog', from: 2, to: coordinatorNode, lasts: milliseconds(100) })] },
  { id: 'MR-21', fires: needless, faults: [at(milliseconds(2), late(2, 90))] },
  {
    id: 'MR-22',
    fires: leaves,
    faults: [at(0, { kind: 'longDelays', kinds: ['call'], rate: 1_000, min: milliseconds(300), max: milliseconds(300), lasts: milliseconds(10) }), at(milliseconds(20), crash(2, 10))],
  },
  { id: 'MR-23', fires: early },
  {
    id: 'MR-24',
    fires: inTime,
    faults: [at(milliseconds(150), crash(2, null)), at(milliseconds(150), crash(3, null))],
    story: { ...local, coordinator: { ...impatient, reissueAfter: null, backupAfter: null, pingEvery: milliseconds(200) } },
  },
  {
    id: 'MR-25',
    fires: needless,
    faults: [when(coordinatorMilestones, 'mapCompleted', { kind: 'wipe', node: 2, down: milliseconds(1) }, { occurrence: 3 }), when(coordinatorMilestones, 'mapCompleted', late(4, 400), { occurrence: 3, delay: milliseconds(6) })],
    story: local,
  },
  { id: 'MR-26', fires: inTime, faults: [at(milliseconds(50), crash(2, null))], story: { ...local, coordinator: { ...impatient, reissueAfter: null, backupAfter: null, pingEvery: milliseconds(200) } } },
  { id: 'MR-27', fires: inTime, story: { application: fussy, files: [['in-0', 'a bc poison']] } },
  { id: 'MR-28', fires: needless, story: { worker: slow(2, 3) } },
  { id: 'MR-29', fires: kept, faults: [when(coordinatorMilestones, 'reduceBegun', crash(coordinatorNode, 50), { delay: milliseconds(10) })] },
  { id: 'MR-30', fires: outputWholeName, faults: [at(milliseconds(50), pause(3, 213)), at(milliseconds(60), crash(coordinatorNode, 50))], story: { files: smallFiles(1), workers: 2 } },
  { id: 'MR-31', fires: kept, faults: [at(milliseconds(50), { kind: 'ioError', node: coordinatorNode, count: 1 }), when(coordinatorMilestones, 'reduceCompleted', crash(coordinatorNode, 50))] },
  { id: 'MR-32', fires: bounded, story: { coordinator: { ...impatient, compactAbove: 4 } } },
  { id: 'MR-33', fires: oneState, story: { coordinator: { ...impatient, reissueAfter: null }, worker: slow(2, 30) } },
  {
    id: 'MR-34',
    fires: overload,
    faults: [at(0, { kind: 'longDelays', kinds: ['call'], rate: 1_000, min: milliseconds(220), max: milliseconds(220), lasts: milliseconds(10) }), at(milliseconds(210), crash(coordinatorNode, 9))],
    // The last to come, and slow: late copies are handed other tasks than those in hand.
    story: { files: smallFiles(9), worker: (which) => ({ ...slow(2, 3)(which), startsAfter: which === 2 ? milliseconds(5) : 0 }) },
  },
  { id: 'MR-40', fires: outputWholeName },
  { id: 'MR-41', fires: outputWholeName, faults: [when(fileServerMilestones, 'filePublished', crash(fileServerNode, 20), { occurrence: 4, delay: milliseconds(10) })], story: lazy },
  { id: 'MR-42', fires: outputWholeName, faults: [when(fileServerMilestones, 'filePublished', crash(fileServerNode, 20), { occurrence: 4, delay: milliseconds(4) })], story: { fileServer: { writeBackWithin: milliseconds(20) } } },
  { id: 'MR-43', fires: stays, faults: [when(coordinatorMilestones, 'reduceCompleted', crash(fileServerNode, 10), { occurrence: 2 })], story: lazy },
  { id: 'MR-44', fires: outputWholeName, faults: [whenWrite('writeSynced', crash(fileServerNode, 20), { node: fileServerNode, occurrence: 5 })], story: eager },
  {
    id: 'MR-45',
    fires: outputWholeName,
    story: { ...local, coordinator: { ...impatient, reissueAfter: null, pingEvery: milliseconds(200), earlyShuffle: true }, worker: (which) => ({ ...slow(2, 8)(which), slots: 'both' }) },
  },
  { id: 'MR-46', fires: inTime, faults: [when(workerMilestones, 'mapComputed', crash(2, null), { node: 2, delay: milliseconds(15) })], story: { ...local, workers: 2 } },
  { id: 'MR-47', fires: outputWholeName },
  { id: 'MR-60', fires: outputWholeName, faults: [whenWrite('writeSynced', crash(fileServerNode, 20), { node: fileServerNode, occurrence: 5 })], story: eager },
  { id: 'MR-61', fires: outputWholeName, faults: [at(0, { kind: 'setNetwork', network: { ...calmNetwork, latencyMin: milliseconds(2), latencyMax: milliseconds(2), replay: 1_000, replayMax: milliseconds(11) } })] },
  { id: 'MR-62', fires: outputWholeName, faults: [when(fileServerMilestones, 'filePublished', crash(fileServerNode, 20), { occurrence: 4, delay: milliseconds(10) })], story: lazy },
];
