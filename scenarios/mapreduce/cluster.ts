/** A cluster that runs one job, as scenarios tell of it: coordinator, file server, and workers as clients. */
import type { PlannedFault } from '../../sim/world/plan.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, sleep, type Script } from '../../sim/hosts/script.ts';
import type { RunLimits } from '../../sim/hosts/simulation.ts';
import type { Property } from '../../properties/property.ts';
import { coordinator, coordinatorNode, fileServer, filesOnDisk, isDone, jobOver, runSequentially, worker } from '../../protocols/mapreduce/index.ts';
import type { Application, CoordinatorOptions, CoordinatorState, FileServerOptions, Job, SequentialRun, WorkerOptions } from '../../protocols/mapreduce/index.ts';
import { scenario, type Knobs, type Scenario, type ScenarioSpec, type Swarm } from '../scenario.ts';
import { boundedMemory, completionsKept, countersExact, jobFinishes, noNeedlessExecution, noOverload, noTaskLost, nobodyLeavesEarly, outputStays, outputWhole, politeWorkers, workersLeave } from './properties.ts';

/** Files by name and contents. */
export type InputFiles = readonly (readonly [name: string, contents: string])[];

/** What a story about a cluster says beyond its job. */
export interface ClusterStory {
  readonly title: string;
  readonly application: Application;
  readonly files: InputFiles;
  readonly reduces: number;
  readonly storage?: Job['storage'];
  /** The machines that have a copy of each file; default: none is said to. */
  readonly hosts?: readonly (readonly number[])[];
  readonly workers: number;
  readonly coordinator?: Partial<CoordinatorOptions> | ((knobs: Knobs) => Partial<CoordinatorOptions>);
  readonly fileServer?: FileServerOptions | ((knobs: Knobs) => FileServerOptions);
  /** Of each worker, by its number from 0. */
  readonly worker?: (which: number, knobs: Knobs) => Partial<WorkerOptions>;
  readonly faults?: readonly PlannedFault[];
  readonly swarm?: Swarm;
  /** Default: wait until the job is done. */
  readonly scripts?: (job: Job, reference: SequentialRun) => readonly Script[];
  readonly limits?: Partial<RunLimits>;
  readonly knobs?: ScenarioSpec['knobs'];
  readonly network?: ScenarioSpec['network'];
  readonly disk?: ScenarioSpec['disk'];
  readonly core?: ScenarioSpec['core'];
  readonly heavy?: boolean;
  /** What is demanded beyond `jobProperties`, given the job and its sequential run. */
  readonly properties?: (job: Job, reference: SequentialRun) => readonly Property[];
  /** In place of `jobProperties`. */
  readonly only?: (job: Job, reference: SequentialRun) => readonly Property[];
}

const isCoordinator: { of(state: object): CoordinatorState } = { of: (state: CoordinatorState) => state };

/** Waits until the job is done. */
export const untilDone =
  (job: Job): Script =>
  function* ({ stateOf }) {
    for (;;) {
      const state = stateOf(coordinatorNode);
      if (state !== null && isDone(isCoordinator.of(state), job)) return;
      yield* sleep(milliseconds(50));
    }
  };

/** The job must be done before that time. */
export const doneBy =
  (job: Job, deadline: number, what: string): Script =>
  function* ({ now, stateOf }) {
    for (;;) {
      const state = stateOf(coordinatorNode);
      const done = state === null ? null : isCoordinator.of(state);
      if (done !== null && isDone(done, job)) return;
      expect(now() < deadline, what, () => (done === null ? 'the coordinator is down' : `${done.maps.size} map tasks and ${done.reduces.size} reduce tasks are completed`));
      yield* sleep(milliseconds(50));
    }
  };

/** Everything that any run of a job must hold to, whatever fails, with a coordinator that has these options. */
export function jobProperties(job: Job, reference: SequentialRun, options: Partial<CoordinatorOptions>, poll: number, workers: number, slots: number = 1): readonly Property[] {
  return [...jobDemands(job, reference, poll, slots), ...jobBounds(job, options, workers)];
}

function jobDemands(job: Job, reference: SequentialRun, poll: number, slots: number): readonly Property[] {
  return [
    outputWhole(job, reference),
    outputStays(job),
    noTaskLost(job),
    noOverload(slots),
    completionsKept,
    countersExact(job, reference),
    nobodyLeavesEarly(job),
    politeWorkers(poll),
    jobFinishes(job),
    workersLeave,
  ];
}

/** What depends on the coordinator's options. */
function jobBounds(job: Job, { reissueAfter = seconds(10), backupAfter = seconds(10), compactAbove = 1_000 }: Partial<CoordinatorOptions>, workers: number): readonly Property[] {
  return [noNeedlessExecution(Math.min(reissueAfter ?? Infinity, backupAfter ?? Infinity)), boundedMemory(job, workers, compactAbove)];
}

/** The job of a story. */
export function jobOf({ files, reduces, storage = 'shared', hosts = [] }: Pick<ClusterStory, 'files' | 'reduces' | 'storage' | 'hosts'>): Job {
  const job = jobOver(files.map(([name]) => name), reduces, storage);
  return { ...job, splits: job.splits.map((split, i) => ({ ...split, hosts: hosts[i] ?? [] })) };
}

/** A story about a cluster as a scenario. */
export function cluster(story: ClusterStory): Scenario {
  const { title, application, files, workers, limits = {}, core = 'all' } = story;
  const job = jobOf(story);
  const reference = runSequentially(application, files, job.reduces);
  const ofCoordinator = (knobs: Knobs): Partial<CoordinatorOptions> => (typeof story.coordinator === 'function' ? story.coordinator(knobs) : (story.coordinator ?? {}));
  const ofFiles = (knobs: Knobs): FileServerOptions => (typeof story.fileServer === 'function' ? story.fileServer(knobs) : (story.fileServer ?? {}));
  const ofWorker = (which: number, knobs: Knobs): WorkerOptions => ({ application, job, ...story.worker?.(which, knobs) });
  const { poll = milliseconds(500), slots = 'one' } = ofWorker(0, {});
  const only = story.only?.(job, reference);
  const demanded = only ?? [...jobDemands(job, reference, poll, slots === 'one' ? 1 : 2), ...(story.properties?.(job, reference) ?? [])];
  return scenario({
    title,
    servers: (knobs) => [coordinator({ job, ...ofCoordinator(knobs) }), fileServer(ofFiles(knobs))],
    clients: (knobs) => Array.from({ length: workers }, (_, which) => worker(ofWorker(which, knobs))),
    disks: [[], filesOnDisk(files)],
    scripts: story.scripts?.(job, reference) ?? [untilDone(job)],
    limits,
    core,
    properties: demanded,
    bounds: (knobs) => (only === undefined ? jobBounds(job, ofCoordinator(knobs), workers) : []),
    ...given(story),
  });
}

/** What is passed on as it is; a field that is not there must not be there. */
function given({ faults, swarm, knobs, network, disk, heavy }: ClusterStory): Partial<ScenarioSpec> {
  const fields = { faults, swarm, knobs, network, disk, heavy };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
