/** Words for stories about MapReduce: clusters that are quick to give up, so that seeds are short. */
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { Costs, CoordinatorOptions, WorkerOptions } from '../../protocols/mapreduce/index.ts';
import { coordinatorMilestones, fileServerMilestones, workerMilestones } from '../../protocols/mapreduce/index.ts';
import { diskFaults, linkFaults, networkFamilies, processFaults, type Family } from '../../properties/schedules/families.ts';
import { writeMilestones } from '../../sim/world/plan.ts';
import type { Knobs } from '../scenario.ts';
import { filesOf } from './texts.ts';

/** A coordinator that gives up after one second, not ten. */
export const impatient: Partial<CoordinatorOptions> = { reissueAfter: seconds(1), deadAfter: seconds(1), backupAfter: seconds(1), tick: milliseconds(100) };

/** Tasks that take long enough for something to happen meanwhile. */
export const leisurely: Partial<Costs> = { base: { min: milliseconds(20), max: milliseconds(400) } };

/** A worker for short runs. */
export const briskWorker: Partial<WorkerOptions> = { costs: leisurely, poll: milliseconds(100), retry: milliseconds(60) };

/** How many times as long as the others the first worker may take: a straggler (section 3.6) needs no fault. */
export const stragglers = { slowness: [1, 1, 1, 40] } as const;

/** What takes a task from whoever does not finish it: time (0), or silence when it is pinged (1). */
export const watches = { pings: [0, 1] } as const;

/** A coordinator that gives up soon, by what these knobs say. */
export const watchful = ({ pings = 0 }: Knobs): Partial<CoordinatorOptions> => (pings === 0 ? impatient : { ...impatient, reissueAfter: null, pingEvery: milliseconds(200) });

/** Workers for short runs, of which the first is as slow as these knobs say. */
export const briskWorkers = (which: number, { slowness = 1 }: Knobs): Partial<WorkerOptions> => (which === 0 ? { ...briskWorker, slowness } : briskWorker);

/** Everything that may go wrong with machines and what is between them, but for damaged disks. */
export const anything: readonly Family[] = [...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults];

/** Where faults are triggered. */
export const momentsOfCluster: readonly string[] = [...writeMilestones, ...Object.keys(coordinatorMilestones), ...Object.keys(workerMilestones), ...Object.keys(fileServerMilestones)];

/** So many small input files. */
export const smallFiles = (count: number, words: number = 30): ReturnType<typeof filesOf> => filesOf(Array.from({ length: count }, (_, i) => `in-${i}`), words, 60);
