/** What the coordinator (the paper's master) keeps in mind: "for each map task and reduce task, the state and the identity of the worker" (3.2). */
import { Dictionary, Log } from '../../sim/core/index.ts';
import type { NodeId, Turn, Vocabulary } from '../../sim/core/index.ts';
import type { Job, TaskKind } from './job.ts';
import type { Counts } from './running.ts';
import type { JobStatus, Tally } from './tally.ts';
import type { CallAnswer, Location, MapReduceMessage } from './words.ts';

/** An execution of a task that is under way, as far as the coordinator knows. */
export interface Attempt {
  readonly number: number;
  readonly kind: TaskKind;
  readonly task: number;
  readonly worker: NodeId;
  readonly session: number;
  /** The tick at which it was handed out. */
  readonly since: number;
  /** Handed out while another attempt was under way (3.6). */
  readonly isBackup: boolean;
}

/** A task that is done, and by whom. */
export interface Completion {
  readonly kind: TaskKind;
  readonly task: number;
  readonly attempt: number;
  readonly worker: NodeId;
  readonly counts: Counts;
  /** Bytes that it has made. */
  readonly bytes: number;
}

/** A worker that has called. */
export interface WorkerEntry {
  /** Its present life, and those before, latest first. */
  readonly session: number;
  readonly formerSessions: readonly number[];
  /** The tick at which it was heard of last. */
  readonly heardAt: number;
  /** It has been silent for too long. */
  readonly isDead: boolean;
  /** The answer to its last call, to be repeated. */
  readonly answer: CallAnswer;
}

/** State of the coordinator of one job. */
export interface CoordinatorState {
  /** Counts the lives of the coordinator. */
  readonly epoch: number;
  /** `suspended`: the journal has failed, and not everything that is known is on the disk. */
  readonly status: 'serving' | 'suspended';
  /** Time, in ticks of this life. */
  readonly tick: number;
  readonly nextAttempt: number;
  /** Tasks that nobody works on, in the order in which they are handed out. */
  readonly idleMaps: readonly number[];
  readonly idleReduces: readonly number[];
  /** Oldest first. */
  readonly running: readonly Attempt[];
  readonly maps: Dictionary<number, Completion>;
  readonly reduces: Dictionary<number, Completion>;
  /** Completed map tasks that run again, because their data is gone: what they counted still counts, if nobody needs them any more. */
  readonly undone: Dictionary<number, Completion>;
  /** Where completed map tasks have left their data, in the order in which it became known. A later one of a task replaces an earlier one. */
  readonly locations: Log<Location>;
  readonly workers: Dictionary<NodeId, WorkerEntry>;
  /** How often the user's function threw at a record: key `map:task:record` (4.4). */
  readonly gasps: Dictionary<string, number>;
  /** Records in the journal. */
  readonly records: number;
  readonly tally: Tally;
}

export type CoordinatorRecord =
  | { readonly kind: 'life'; readonly epoch: number }
  | { readonly kind: 'completed'; readonly completion: Completion }
  /** The data of a completed map task is gone: it will run again. */
  | { readonly kind: 'undone'; readonly map: number }
  | { readonly kind: 'snapshot'; readonly epoch: number; readonly completions: readonly Completion[]; readonly undone: readonly Completion[] };

/** Types of the coordinator: its user asks for the status of the job. */
export interface CoordinatorVocabulary extends Vocabulary {
  readonly state: CoordinatorState;
  readonly message: MapReduceMessage;
  readonly timer: 'tick' | 'rewrite';
  readonly record: CoordinatorRecord;
  readonly request: { readonly kind: 'status' };
  readonly result: JobStatus;
  readonly output: never;
}

export type CoordinatorTurn = Turn<CoordinatorVocabulary>;

/** How a coordinator behaves; times in microseconds. */
export interface CoordinatorOptions {
  readonly job: Job;
  /** An attempt that is not completed after so many microseconds is given to another worker. Null: only when its worker is dead. Default: 10 s. */
  readonly reissueAfter?: number | null;
  /** Pause between two pings of a worker, in microseconds. Null: workers are not pinged. Default: 2 s where data is local, else null. */
  readonly pingEvery?: number | null;
  /** A worker that has been silent for so long, in microseconds, is dead; only where workers are pinged. Default: 10 s. */
  readonly deadAfter?: number;
  /** At the end of a phase, a task that has been under way for so long, in microseconds, gets a backup attempt. Null: no backups. Default: 10 s. */
  readonly backupAfter?: number | null;
  /** Reduce tasks are handed out, and fetch, while map tasks still run: only for workers that do both at once. Default: false. */
  readonly earlyShuffle?: boolean;
  /** Machines of one rack have neighbouring numbers; so many are in one (3.4). Default: 40. */
  readonly rackSize?: number;
  /** The journal is compacted when it would have more records. Default: 1,000. */
  readonly compactAbove?: number;
  /** Length of a tick, in microseconds. Default: 1 s. */
  readonly tick?: number;
}

/** The options with their defaults, in ticks where that is how they are used. */
export interface Settings {
  readonly job: Job;
  readonly reissueTicks: number | null;
  readonly pingTicks: number | null;
  readonly deadTicks: number;
  readonly backupTicks: number | null;
  readonly earlyShuffle: boolean;
  readonly rackSize: number;
  readonly compactAbove: number;
  readonly tick: number;
}

const second = 1_000_000;

export function settingsOf(options: CoordinatorOptions): Settings {
  const { job, tick = second, reissueAfter = 10 * second, deadAfter = 10 * second, backupAfter = 10 * second, earlyShuffle = false, rackSize = 40, compactAbove = 1_000 } = options;
  const { pingEvery = job.storage === 'local' ? 2 * second : null } = options;
  // What happened within a tick counts from its beginning: one tick more, and it is never too early.
  const atLeast = (time: number): number => Math.ceil(time / tick) + 1;
  return {
    job,
    tick,
    reissueTicks: reissueAfter === null ? null : atLeast(reissueAfter),
    pingTicks: pingEvery === null ? null : Math.max(1, Math.round(pingEvery / tick)),
    deadTicks: atLeast(deadAfter),
    backupTicks: backupAfter === null ? null : atLeast(backupAfter),
    earlyShuffle,
    rackSize,
    compactAbove,
  };
}

/** All reduce tasks are completed: the job is done. */
export const isDone = ({ reduces }: CoordinatorState, { reduces: count }: Job): boolean => reduces.size === count;

/** Completed tasks of one kind. */
export const completedOf = ({ maps, reduces }: CoordinatorState, kind: TaskKind): Dictionary<number, Completion> => (kind === 'map' ? maps : reduces);

/** Idle tasks of one kind. */
export const idleOf = ({ idleMaps, idleReduces }: CoordinatorState, kind: TaskKind): readonly number[] => (kind === 'map' ? idleMaps : idleReduces);
