/** Each mutant of Raft has a schedule in which a property fires, and in which the correct code is above reproach. */
import { describe, expect, test } from 'vitest';
import { raftMutants } from '../../../protocols/raft/mutants/index.ts';
import type { Property } from '../../property.ts';
import { electionSchedules } from './elections.ts';
import { play } from './schedule.ts';
import type { Schedule } from './schedule.ts';

const schedules: readonly Schedule[] = [electionSchedules].flat();
const properties: readonly Property[] = [];

describe('the mutants of Raft', () => {
  test.each(raftMutants)('$id: $title', (mutant) => {
    const schedule = schedules.find(({ id }) => id === mutant.id);
    expect(schedule).toBeDefined();
    if (schedule === undefined) return;
    const played = play(schedule, mutant, properties);
    expect(played).toMatchObject({ fired: schedule.fires, size: mutant.scheduleSize });
    expect(play(schedule, null, properties)).toMatchObject({ fired: null });
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ id }) => id).toSorted()).toEqual(raftMutants.map(({ id }) => id).toSorted());
    expect(new Set(raftMutants.map(({ id }) => id)).size).toBe(raftMutants.length);
  });
});
