/** Each mutant of MapReduce has a schedule in which a property fires, and in which the correct code is above reproach. */
import { describe, expect, test } from 'vitest';
import { mapReduceMutants } from '../../../protocols/mapreduce/index.ts';
import { play } from './schedule.ts';
import { schedules } from './schedules.ts';

describe('the mutants of MapReduce', () => {
  test.each(mapReduceMutants)('$id: $title', (mutant) => {
    const schedule = schedules.find(({ id }) => id === mutant.id);
    expect(schedule).toBeDefined();
    if (schedule === undefined) return;
    expect(play(schedule, null).failure).toBeNull();
    expect(play(schedule, mutant).failure).toMatchObject({ property: schedule.fires });
    expect(mutant.scheduleSize).toBe(schedule.faults?.length ?? 0);
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ id }) => id).toSorted()).toEqual(mapReduceMutants.map(({ id }) => id).toSorted());
    expect(new Set(mapReduceMutants.map(({ id }) => id)).size).toBe(mapReduceMutants.length);
  });
});
