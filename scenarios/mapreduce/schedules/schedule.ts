/**
 * Schedules written by hand for the mutants of MapReduce: a small cluster with even latencies and tasks, and the faults that make a property
 * fire on one mutant, and none on the correct code.
 */
import type { Mutant } from '../../../sim/core/mutant.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { emptyPlan, type Fault, type PlannedFault } from '../../../sim/world/plan.ts';
import { wordCount, type Costs } from '../../../protocols/mapreduce/index.ts';
import { cluster, doneBy, type ClusterStory } from '../cluster.ts';
import { ScenarioRun, type Report } from '../../setup.ts';
import { impatient, smallFiles } from '../vocabulary.ts';

/** What somebody has written down to expose one mutant. */
export interface Schedule {
  /** Id of the mutant. */
  readonly id: string;
  /** Name of what fires. */
  readonly fires: string;
  readonly faults?: readonly PlannedFault[];
  /** Where the cluster is another than three files, two reduce tasks, three workers. */
  readonly story?: Partial<ClusterStory>;
}

/** Each task takes a tenth of a second. */
export const even: Partial<Costs> = { base: { min: milliseconds(100), max: milliseconds(100) } };

/** A worker of these clusters. */
export const evenWorker = { costs: even, poll: milliseconds(100), retry: milliseconds(60) } as const;

/** What a job must not exceed where nothing but its own faults holds it up. */
export const inTime = 'the job is done in time';

/** Local storage, with a coordinator that pings. */
export const local: Partial<ClusterStory> = { storage: 'local', coordinator: { ...impatient, reissueAfter: null, pingEvery: milliseconds(200) } };

/** For good where `down` is null. */
export const crash = (node: number, down: number | null): Fault => ({ kind: 'crash', node, down: down === null ? null : milliseconds(down), power: { survivors: 0, torn: false } });

/** The node stands still for so many milliseconds. */
export const pause = (node: number, lasts: number): Fault => ({ kind: 'pause', node, lasts: milliseconds(lasts) });

/** Plays a schedule with the mutant, or (null) without. */
export function play({ faults = [], story = {} }: Schedule, mutant: Mutant | null): Report {
  const scenario = cluster({
    title: 'A schedule written by hand',
    application: wordCount,
    files: smallFiles(3),
    reduces: 2,
    workers: 3,
    coordinator: impatient,
    worker: () => evenWorker,
    network: { latencyMin: milliseconds(2), latencyMax: milliseconds(2) },
    disk: { syncMin: 200, syncMax: 200 },
    scripts: (job) => [doneBy(job, seconds(30), inTime)],
    limits: { duration: seconds(40), recovery: seconds(5), steps: 20_000 },
    ...story,
  });
  const { network, disk, scripts } = scenario;
  const plan = { ...emptyPlan, network, disk, faults, scripts: scripts.map((_, script) => ({ script, rounds: null })) };
  return new ScenarioRun(scenario, { seed: 8, plan, mutant }).run();
}
