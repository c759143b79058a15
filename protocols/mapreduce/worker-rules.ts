/** The rules of a worker that a mutant may replace. */
import { runMap, runReduce } from './running.ts';
import type { PublishRules } from './publish.ts';
import type { Costs, ReduceWork, WorkerOptions } from './worker-state.ts';

export interface WorkerRules {
  readonly map: typeof runMap;
  readonly reduce: typeof runReduce;
  /** A call that is not answered: the coordinator may be down, or the network. Only the coordinator says that the job is over. */
  afterSilence(): 'retry' | 'leave';
  /** There was no task: so long until it asks again. */
  pause(poll: number): number;
  /** A file that was to be there is not: a map task must run again. */
  afterMissing(): 'report' | 'empty';
  /** The file server has started again, and has forgotten what was not durable: the step to go on with. */
  afterRestart(step: number): number;
  /** "When a reduce worker has read all intermediate data" (3.1): no map task is missing. */
  hasAll(work: ReduceWork): boolean;
  /** So many tries without an answer: the machine is taken for lost. */
  hasGivenUp(tries: number): boolean;
  /** A region is asked for: is this the data that was meant? */
  isSame(stored: number, wanted: number): boolean;
}

export interface AllWorkerRules extends WorkerRules, PublishRules {}

/** What the steps of a worker work with. */
export interface Means {
  readonly rules: AllWorkerRules;
  readonly options: WorkerOptions;
  readonly costs: Costs;
  readonly retry: number;
}

export const workerRules: WorkerRules = {
  map: runMap,
  reduce: runReduce,
  afterSilence: () => 'retry',
  pause: (poll) => poll,
  afterMissing: () => 'report',
  afterRestart: () => 0,
  hasAll: ({ isComplete, located, pairs }) => isComplete && [...located.keys()].every((map) => pairs.has(map)),
  hasGivenUp: (tries) => tries >= 3,
  isSame: (stored, wanted) => stored === wanted,
};
