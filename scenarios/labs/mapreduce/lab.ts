/** A stage of the MapReduce lab as a scenario: eight files, ten reduce tasks, workers that start a second after the coordinator. */
import type { Time } from '../../../sim/core/time.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { sleep, type Script, type Stage } from '../../../sim/hosts/script.ts';
import type { Observed } from '../../../sim/world/recorder.ts';
import type { Application, Job, SequentialRun, WorkerOptions, WorkerOutput, WorkerState, WorkerVocabulary } from '../../../protocols/mapreduce/index.ts';
import { cluster, jobProperties, untilDone, type InputFiles } from '../../mapreduce/cluster.ts';
import { outputWholeName } from '../../mapreduce/properties.ts';
import { filesOf } from '../../mapreduce/texts.ts';
import type { Scenario } from '../../scenario.ts';

const names = ['being_ernest', 'dorian_gray', 'frankenstein', 'grimm', 'huckleberry_finn', 'metamorphosis', 'sherlock_holmes', 'tom_sawyer'];

/** The labs' books are 141 to 607 kB; these have their names, and some 250 words each. */
const books: InputFiles = filesOf(names.map((name) => `pg-${name}.txt`), 250, 400);

/** R, fixed by the labs. */
const reduces = 10;

/** What a stage does beyond running its application. */
export interface LabStage {
  readonly application: Application;
  readonly workers: number;
  /** The time that every process has. */
  readonly limit: Time;
  /** Of each worker, by its number. */
  readonly worker?: (which: number) => Partial<WorkerOptions>;
  /** Looks at the run, and says what it expects when it is over. */
  readonly script?: (job: Job, reference: SequentialRun) => Script;
  /** Its output says which machines ran it: there is nothing to compare it with. */
  readonly tellsMachines?: boolean;
}

const poll = milliseconds(500);

/** The stage passes if the job is done, and everybody has left who lives, within the limit. */
export function mapReduceLab(title: string, { application, workers, limit, worker, script, tellsMachines = false }: LabStage): Scenario {
  return cluster({
    title,
    application,
    files: books,
    reduces,
    workers,
    worker: (which) => ({ startsAfter: seconds(1), poll, ...worker?.(which) }),
    scripts: (job, reference) => [untilDone(job), everybodyLeaves, ...(script === undefined ? [] : [script(job, reference)])],
    limits: { duration: limit, recovery: 0, steps: 1_000_000 },
    only: (job, reference) => jobProperties(job, reference, {}, poll, workers).filter(({ kind, name }) => kind !== 'eventually' && !(tellsMachines && name === outputWholeName)),
  });
}

/** Ends when every worker that is up has left. */
const everybodyLeaves: Script = function* ({ clients, stateOf }) {
  while (!clients.every((node) => hasLeft(stateOf(node)))) yield* sleep(milliseconds(100));
};

const isWorker: { of(state: object): WorkerState } = { of: (state: WorkerState) => state };

const hasLeft = (state: object | null): boolean => state === null || isWorker.of(state).hasLeft;

/** Shows each output of each worker. */
export function watchWorkers({ watch }: Stage, see: (output: WorkerOutput, step: Observed<WorkerVocabulary>) => void): void {
  const look: { at(step: Observed): void } = {
    at(step: Observed<WorkerVocabulary>) {
      if (step.role === 'client') for (const effect of step.effects) if (effect.kind === 'emit') see(effect.output, step);
    },
  };
  watch((step) => look.at(step));
}
