/** What the status page shows (4.8): its words. */
import type { Counts } from './running.ts';

/** How often what happened, for the status page. */
export interface Tally {
  /** Attempts handed out. */
  readonly attempts: number;
  readonly backups: number;
  /** Reports of completed map and reduce attempts, those of tasks that were completed before included. */
  readonly mapReports: number;
  readonly reduceReports: number;
  /** Attempts that were given up. */
  readonly lost: number;
  /** Completed map tasks whose data went with their machine. */
  readonly undone: number;
  /** Map tasks handed to a machine with a copy of their input, or near one (3.4). */
  readonly local: number;
}

export const noTally: Tally = { attempts: 0, backups: 0, mapReports: 0, reduceReports: 0, lost: 0, undone: 0, local: 0 };

/** How many tasks of a kind are in which state. */
export interface TaskCounts {
  readonly idle: number;
  readonly inProgress: number;
  readonly completed: number;
}

/** The progress of a job. */
export interface JobStatus {
  readonly phase: 'map' | 'reduce' | 'done';
  readonly maps: TaskCounts;
  readonly reduces: TaskCounts;
  /** Bytes of intermediate data and of output that completed tasks have made. */
  readonly intermediateBytes: number;
  readonly outputBytes: number;
  readonly workers: number;
  readonly deadWorkers: number;
  /** Sums of the user's counters, each task once (4.9). */
  readonly counters: Counts;
  readonly tally: Tally;
}
