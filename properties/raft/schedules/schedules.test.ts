/** Each mutant of Raft has a schedule in which a property fires, and in which the correct code is above reproach. */
import { describe, expect, test } from 'vitest';
import { raftMutants } from '../../../protocols/raft/mutants/index.ts';
import { applySchedules } from './apply.ts';
import { commitSchedules } from './commit.ts';
import { electionSchedules } from './elections.ts';
import { judges } from './judges.ts';
import { membershipSchedules } from './membership.ts';
import { readSchedules } from './reads.ts';
import { replicationSchedules } from './replication.ts';
import { play } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { snapshotSchedules } from './snapshots.ts';
import { storageSchedules } from './storage.ts';
import { termSchedules } from './terms.ts';

const schedules: readonly Schedule[] = [
  electionSchedules,
  termSchedules,
  replicationSchedules,
  commitSchedules,
  storageSchedules,
  snapshotSchedules,
  applySchedules,
  readSchedules,
  membershipSchedules,
].flat();

describe('the mutants of Raft', () => {
  test.each(raftMutants)('$id: $title', (mutant) => {
    const schedule = schedules.find(({ id }) => id === mutant.id);
    expect(schedule).toBeDefined();
    if (schedule === undefined) return;
    expect(play(schedule, null, judges())).toMatchObject({ fired: null });
    expect(play(schedule, mutant, judges())).toMatchObject({ fired: schedule.fires, size: mutant.scheduleSize });
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ id }) => id).toSorted()).toEqual(raftMutants.map(({ id }) => id).toSorted());
    expect(new Set(raftMutants.map(({ id }) => id)).size).toBe(raftMutants.length);
  });
});
