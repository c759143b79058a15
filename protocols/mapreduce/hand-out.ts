/** Who gets which task, and when an attempt is given up: the coordinator's rules. */
import type { NodeId } from '../../sim/core/index.ts';
import { completedOf, idleOf, isDone } from './coordinator-state.ts';
import type { Attempt, Completion, CoordinatorState, Settings, WorkerEntry } from './coordinator-state.ts';
import type { Split, TaskKind } from './job.ts';
import type { Location, Report } from './words.ts';

export interface CoordinatorRules {
  /** "When all map tasks have been completed" (3.1): only then is there everything to reduce. */
  mapsAreDone(state: CoordinatorState, settings: Settings): boolean;
  /** May reduce tasks be handed out? */
  mayReduce(state: CoordinatorState, settings: Settings, mapsAreDone: boolean): boolean;
  /** Which of the idle tasks this worker gets: one whose input it has, or has near (3.4). */
  choose(idle: readonly number[], kind: TaskKind, worker: NodeId, settings: Settings): number | undefined;
  /** The attempt that a backup is made for (3.6). */
  chooseStraggler(state: CoordinatorState, kind: TaskKind, worker: NodeId, settings: Settings): Attempt | undefined;
  /** Is the attempt to be given to another worker: its time is over, its worker is dead, or has started again and forgotten it? */
  isLost(state: CoordinatorState, attempt: Attempt, settings: Settings): boolean;
  /** Who asks for a task of a kind has none in hand: what it was handed, if anything, went to a late copy of an earlier call. */
  isForgotten(attempt: Attempt, worker: NodeId, wants: readonly TaskKind[]): boolean;
  isDead(entry: WorkerEntry, tick: number, settings: Settings): boolean;
  /** Whose completed map tasks have to run again, where they are on its disk (3.3)? */
  isUndone(completion: Completion, dead: readonly NodeId[], settings: Settings): boolean;
  /** "If the master receives a completion message for an already completed map task, it ignores the message" (3.1). */
  isNews(state: CoordinatorState, report: Extract<Report, { kind: 'completed' }>): boolean;
  /** Does a completion end this attempt? It ends all of its task: a backup that goes on is nobody's business any more. */
  isEnded(attempt: Attempt, report: Extract<Report, { kind: 'completed' }>): boolean;
  /** The same call again: the answer is repeated, no second task is handed out. */
  isRepeated(entry: WorkerEntry, number: number): boolean;
  /** A session that seems to have ended: as a rule a late copy, but a coordinator that has started again may have heard the copy last. */
  onFormerSession(): 'disown' | 'ignore';
  /** May workers leave? */
  isOver(state: CoordinatorState, settings: Settings): boolean;
  /** Data that a reduce task is told of: who is told of what is gone would try again and again, and perhaps hold up the very machine that has to make it anew. */
  isGood(state: CoordinatorState, location: Location): boolean;
  /** "When the master has seen more than one failure on a particular record, it indicates that the record should be skipped" (4.4). */
  isSkipped(failures: number): boolean;
  /** Does what one worker could not fetch have to run again? */
  mustRunAgain(state: CoordinatorState, map: number, attempt: number): boolean;
}

export const coordinatorRules: CoordinatorRules = {
  mapsAreDone: ({ maps }, { job }) => maps.size === job.splits.length,

  // Early ones fetch while map tasks run, and reduce when these are done.
  mayReduce: (state, { earlyShuffle }, mapsAreDone) => mapsAreDone || (earlyShuffle && state.maps.size > 0),

  choose(idle, kind, worker, { job, rackSize }) {
    const [next] = idle;
    if (kind === 'reduce' || next === undefined) return next;
    const near = (task: number): number => distance(job.splits[task], worker, rackSize);
    return idle.find((task) => near(task) === 0) ?? idle.find((task) => near(task) === 1) ?? next;
  },

  chooseStraggler(state, kind, worker, { backupTicks }) {
    if (backupTicks === null) return undefined;
    return state.running.find(
      (attempt) => attempt.kind === kind && attempt.worker !== worker && state.tick - attempt.since >= backupTicks && attemptsAt(state, attempt) === 1,
    );
  },

  isLost(state, attempt, { reissueTicks }) {
    if (reissueTicks !== null && state.tick - attempt.since >= reissueTicks) return true;
    const entry = state.workers.get(attempt.worker);
    return entry === undefined || entry.isDead || entry.session !== attempt.session;
  },

  isForgotten: (attempt, worker, wants) => attempt.worker === worker && wants.includes(attempt.kind),

  isDead: ({ heardAt }, tick, { pingTicks, deadTicks }) => pingTicks !== null && tick - heardAt >= deadTicks,

  isUndone: ({ worker }, dead, { job }) => job.storage === 'local' && dead.includes(worker),

  isNews: (state, { of, task }) => !completedOf(state, of).has(task),

  isEnded: ({ kind, task }, report) => kind === report.of && task === report.task,

  isRepeated: ({ answer }, number) => number === answer.number,

  onFormerSession: () => 'disown',

  isOver: (state, { job }) => isDone(state, job),

  isGood: ({ maps }, { map, attempt }) => maps.get(map)?.attempt === attempt,

  isSkipped: (failures) => failures > 1,

  mustRunAgain: ({ maps }, map, attempt) => maps.get(map)?.attempt === attempt,
};

/** 0: on this machine. 1: in its rack. 2: elsewhere. */
export function distance(split: Split | undefined, worker: NodeId, rackSize: number): 0 | 1 | 2 {
  const hosts = split?.hosts ?? [];
  if (hosts.includes(worker)) return 0;
  const rack = Math.floor(worker / rackSize);
  return hosts.some((host) => Math.floor(host / rackSize) === rack) ? 1 : 2;
}

const attemptsAt = ({ running }: CoordinatorState, { kind, task }: Attempt): number => running.filter((other) => other.kind === kind && other.task === task).length;

/** Nobody works on the task, nobody has to, and nobody has completed it: it is idle. */
export function isAbandoned(state: CoordinatorState, kind: TaskKind, task: number): boolean {
  if (completedOf(state, kind).has(task) || idleOf(state, kind).includes(task)) return false;
  return !state.running.some((attempt) => attempt.kind === kind && attempt.task === task);
}
