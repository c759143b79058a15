/** Each mutant of Raft has a schedule in which a property fires, and in which the correct code is above reproach. */
import { describe, expect, test } from 'vitest';
import { raftMutants } from '../../../protocols/raft/mutants/index.ts';
import type { RaftMessage, RaftRecord, RaftState } from '../../../protocols/raft/index.ts';
import { RaftLens, raftSafety } from '../index.ts';
import { electionSchedules } from './elections.ts';
import { play } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { raftOwner } from './stage.ts';

const schedules: readonly Schedule[] = [electionSchedules].flat();

const judged = (schedule: Schedule, mutant: (typeof raftMutants)[number] | null) => play(schedule, mutant, raftSafety(new RaftLens(raftOwner)));

describe('the mutants of Raft', () => {
  test.each(raftMutants)('$id: $title', (mutant) => {
    const schedule = schedules.find(({ id }) => id === mutant.id);
    expect(schedule).toBeDefined();
    if (schedule === undefined) return;
    expect(judged(schedule, null)).toMatchObject({ fired: null });
    expect(judged(schedule, mutant)).toMatchObject({ fired: schedule.fires, size: mutant.scheduleSize });
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ id }) => id).toSorted()).toEqual(raftMutants.map(({ id }) => id).toSorted());
    expect(new Set(raftMutants.map(({ id }) => id)).size).toBe(raftMutants.length);
  });
});
