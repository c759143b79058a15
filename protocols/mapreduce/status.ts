/** What the coordinator's status page shows (4.8), as plain data. */
import { isDone } from './coordinator-state.ts';
import type { Completion, CoordinatorState } from './coordinator-state.ts';
import type { Job, TaskKind } from './job.ts';
import { added } from './running.ts';
import type { JobStatus, TaskCounts } from './tally.ts';

/** The status of a job, from its coordinator's state. */
export function statusOf(state: CoordinatorState, job: Job): JobStatus {
  const completions = [...state.maps.values(), ...state.undone.values(), ...state.reduces.values()];
  const workers = [...state.workers.values()];
  return {
    phase: isDone(state, job) ? 'done' : state.maps.size === job.splits.length ? 'reduce' : 'map',
    maps: countsOf(state, 'map', state.idleMaps.length, state.maps.size),
    reduces: countsOf(state, 'reduce', state.idleReduces.length, state.reduces.size),
    intermediateBytes: bytesOf(completions, 'map'),
    outputBytes: bytesOf(completions, 'reduce'),
    workers: workers.length,
    deadWorkers: workers.filter(({ isDead }) => isDead).length,
    counters: completions.reduce((sum, { counts }) => added(sum, counts), {}),
    tally: state.tally,
  };
}

function countsOf({ running }: CoordinatorState, kind: TaskKind, idle: number, completed: number): TaskCounts {
  return { idle, inProgress: new Set(running.filter((attempt) => attempt.kind === kind).map(({ task }) => task)).size, completed };
}

const bytesOf = (completions: readonly Completion[], kind: TaskKind): number => completions.reduce((sum, of) => (of.kind === kind ? sum + of.bytes : sum), 0);
