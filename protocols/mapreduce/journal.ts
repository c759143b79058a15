/**
 * The coordinator's journal. The paper's master aborts the job when it fails, and says that checkpoints would be easy (3.3): here a
 * completion is on the disk before its worker hears that it is known, and a coordinator that starts again knows every task that anybody
 * was told of. Who works on what is not written down: those tasks are handed out again, and a report of an earlier life's attempt counts.
 */
import { Dictionary, Log, unreachable } from '../../sim/core/index.ts';
import type { Stored } from '../../sim/core/index.ts';
import type { Completion, CoordinatorRecord, CoordinatorState } from './coordinator-state.ts';
import type { Job } from './job.ts';
import { noTally } from './tally.ts';
import type { Location } from './words.ts';

/** Attempts of one life of the coordinator have numbers of their own. */
const attemptsPerLife = 1_000_000;

export interface JournalRules {
  /** What a completion leaves in the journal. */
  recordOf(completion: Completion): CoordinatorRecord | null;
  /** The first number of an attempt in this life. */
  firstAttempt(epoch: number): number;
  /** Is the journal so long that it is to be compacted? Else it grows with everything that ever happens. */
  isFull(records: number, compactAbove: number): boolean;
  /** Completions may be known that are on no disk. */
  afterFailedJournal(): 'write anew' | 'go on';
}

export const journalRules: JournalRules = {
  recordOf: (completion) => ({ kind: 'completed', completion }),
  firstAttempt: (epoch) => epoch * attemptsPerLife,
  isFull: (records, compactAbove) => records >= compactAbove,
  afterFailedJournal: () => 'write anew',
};

/** What the disk says. A record that cannot be read is a task that runs again: no more is lost with it. */
export function recoveredState(disk: readonly Stored<CoordinatorRecord>[], { splits, reduces: count }: Job, rules: JournalRules): CoordinatorState {
  let epoch = disk.filter(({ kind }) => kind !== 'record').length;
  let done = nothingDone;
  for (const stored of disk) {
    if (stored.kind !== 'record') continue;
    const { record } = stored;
    switch (record.kind) {
      case 'life':
        epoch = Math.max(epoch, record.epoch);
        break;
      case 'completed':
        done = withCompletion(done, record.completion);
        break;
      case 'undone':
        done = withoutMap(done, record.map);
        break;
      case 'snapshot':
        epoch = Math.max(epoch, record.epoch);
        done = { ...record.completions.reduce(withCompletion, nothingDone), undone: Dictionary.from(record.undone.map((completion) => [completion.task, completion] as const)) };
        break;
      default:
        unreachable(record);
    }
  }
  return {
    ...done,
    epoch: epoch + 1,
    status: 'serving',
    tick: 0,
    nextAttempt: rules.firstAttempt(epoch + 1),
    idleMaps: without(splits.length, done.maps),
    idleReduces: without(count, done.reduces),
    running: [],
    locations: Log.from([...done.maps.values()].map(locationOf)),
    workers: Dictionary.empty(),
    gasps: Dictionary.empty(),
    records: disk.length,
    tally: noTally,
  };
}

/** The part of the state that outlives the coordinator. */
type Done = Pick<CoordinatorState, 'maps' | 'reduces' | 'undone'>;

const nothingDone: Done = { maps: Dictionary.empty<number, Completion>(), reduces: Dictionary.empty<number, Completion>(), undone: Dictionary.empty<number, Completion>() };

/** With a task completed. */
export function withCompletion(done: Done, completion: Completion): Done {
  const { maps, reduces, undone } = done;
  if (completion.kind === 'reduce') return { maps, undone, reduces: reduces.set(completion.task, completion) };
  return { reduces, maps: maps.set(completion.task, completion), undone: undone.delete(completion.task) };
}

/** With a completed map task that has to run again. */
export function withoutMap(done: Done, map: number): Done {
  const { maps, reduces, undone } = done;
  const completion = maps.get(map);
  return completion === undefined ? done : { reduces, maps: maps.delete(map), undone: undone.set(map, completion) };
}

const without = (count: number, done: Dictionary<number, Completion>): readonly number[] => Array.from({ length: count }, (_, task) => task).filter((task) => !done.has(task));

export const locationOf = ({ task, attempt, worker }: Completion): Location => ({ map: task, attempt, worker });

/** A compacted journal: everything that is completed. */
export function snapshotOf({ epoch, maps, reduces, undone }: CoordinatorState): CoordinatorRecord {
  return { kind: 'snapshot', epoch, completions: [...maps.values(), ...reduces.values()], undone: [...undone.values()] };
}
