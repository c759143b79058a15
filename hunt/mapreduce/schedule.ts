/**
 * The simulated cluster behind a run on real files: it decides which machine runs which attempt, which of them crash, stand still or are cut off, and
 * whose data a reduce task reads. Its tasks move tokens; the real bytes are moved beside it.
 */
import { coordinator, coordinatorNode, fileServer, filesOnDisk, isDone, jobOver, statusOf, worker } from '../../protocols/mapreduce/index.ts';
import type { Application, CoordinatorState, Job, JobStatus, Pair, WorkerOutput, WorkerVocabulary } from '../../protocols/mapreduce/index.ts';
import type { Family } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { sleep } from '../../sim/hosts/script.ts';
import type { Simulation } from '../../sim/hosts/simulation.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { scenario, swarm, type Scenario } from '../../scenarios/scenario.ts';
import { ScenarioRun } from '../../scenarios/setup.ts';
import { drawPlan } from '../run.ts';

export interface ScheduleOptions {
  readonly seed: number;
  /** Bytes of each split. */
  readonly sizes: readonly number[];
  readonly reduces: number;
  readonly machines: number;
  /** What may go wrong. */
  readonly faults: readonly Family[];
}

/** What a machine of the simulated cluster begins or ends to compute. */
export type Computation = Extract<WorkerOutput, { kind: 'computing' | 'computed' }>;

/** Each map task leaves its number for each reduce task; each reduce task collects them. */
const tokens: Application = {
  name: 'tokens',
  map: (_file, text) => text.split(' ').slice(1).map((reduce): Pair => [reduce, '']),
  reduce: (_key, values) => String(values.length),
  partition: (key) => Number(key),
};

/** Bytes per second of a simulated machine. */
const rate = 4_000_000;

export class Schedule {
  readonly job: Job;
  private readonly simulation: Simulation;
  private fresh: Computation[] = [];
  private lost = 0;

  constructor(options: ScheduleOptions) {
    const { seed, sizes, reduces } = options;
    this.job = jobOver(sizes.map((_, i) => `split-${i}`), reduces, 'local');
    const story = storyOf(options, this.job);
    const plan = drawPlan(story, seed);
    const run = new ScenarioRun(story, { seed, plan, hashed: false, onlooker: { property: 'the schedule is followed', observe: (step) => this.observe(step) } });
    this.simulation = run.simulation;
    this.simulation.begin();
  }

  /** Lets virtual time go on until machines compute something, or end to. Null: the job is done. */
  next(): readonly Computation[] | null {
    while (this.fresh.length === 0) if (this.isDone || !this.simulation.advance()) return null;
    return this.fresh.splice(0);
  }

  /** The job's end, in virtual microseconds, and why it has none. */
  get problem(): string | null {
    return this.isDone ? null : (this.simulation.outcome().failure?.message ?? 'the simulated cluster has stopped');
  }

  get virtualTime(): number {
    return this.simulation.world.now;
  }

  get status(): JobStatus | null {
    const state = this.coordinator;
    return state === null ? null : statusOf(state, this.job);
  }

  /** Machines that crashed, stood still, or were cut off so far. */
  get faults(): number {
    return Object.values(this.simulation.world.counters.faults).reduce((sum, count) => sum + count, 0);
  }

  /** Attempts of tasks that had been begun before. */
  get repeated(): number {
    return this.lost;
  }

  /** The attempt whose output a reduce task has published; null while it is not completed. */
  publishedBy(reduce: number): number | null {
    return this.coordinator?.reduces.get(reduce)?.attempt ?? null;
  }

  private get isDone(): boolean {
    const state = this.coordinator;
    return state !== null && isDone(state, this.job);
  }

  private get coordinator(): CoordinatorState | null {
    const state = this.simulation.world.stateOf(coordinatorNode);
    return state === null ? null : asCoordinator.of(state);
  }

  private observe(step: Observed): null {
    if (step.role === 'client') for (const output of outputs.of(step)) if (output.kind !== 'moved') this.fresh.push(this.count(output));
    return null;
  }

  private readonly begun = new Set<string>();

  private count(computation: Computation): Computation {
    const task = `${computation.of} ${computation.task}`;
    if (computation.kind === 'computing' && this.begun.has(task)) this.lost++;
    this.begun.add(task);
    return computation;
  }
}

const asCoordinator: { of(state: object): CoordinatorState } = { of: (state: CoordinatorState) => state };

const outputs: { of(step: Observed): readonly WorkerOutput[] } = {
  of: (step: Observed<WorkerVocabulary>) => step.effects.flatMap((effect) => (effect.kind === 'emit' ? [effect.output] : [])),
};

/** Faults strike while the job is likely to run. */
function storyOf({ sizes, reduces, machines, faults }: ScheduleOptions, job: Job): Scenario {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const expected = seconds(2) + Math.ceil((bytes / rate / machines) * seconds(1));
  const all = Array.from({ length: reduces }, (_, reduce) => String(reduce)).join(' ');
  const costs = { volume: (text: string) => Number(text.split(' ')[0]) || 0, mapRate: rate, base: { min: milliseconds(100), max: milliseconds(300) } };
  return scenario({
    title: 'A job on real files',
    servers: [coordinator({ job, backupAfter: seconds(5), deadAfter: seconds(3), pingEvery: seconds(1) }), fileServer()],
    clients: Array.from({ length: machines }, () => worker({ application: tokens, job, costs, poll: milliseconds(200) })),
    disks: [[], filesOnDisk(sizes.map((size, i) => [`split-${i}`, `${size} ${all}`]))],
    scripts: [
      function* ({ stateOf }) {
        for (;;) {
          const state = stateOf(coordinatorNode);
          if (state !== null && isDone(asCoordinator.of(state), job)) return;
          yield* sleep(seconds(1));
        }
      },
    ],
    swarm: swarm(faults, { victims: 'all', disks: 'victims', most: Math.min(40, 4 + machines), during: expected }),
    limits: { duration: 4 * expected + seconds(60), recovery: 100 * expected + seconds(600), steps: Number.MAX_SAFE_INTEGER },
    properties: [],
  });
}
