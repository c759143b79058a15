/** Each mutant of the replicated services has a schedule in which a property fires, and in which the correct code is above reproach. */
import { describe, expect, test } from 'vitest';
import { replicatedKvMutants } from '../../../protocols/replicated-kv/index.ts';
import { play, storeService, versionedService } from './schedule.ts';
import { storeSchedules } from './store.ts';
import { versionedSchedules } from './versioned.ts';

const schedules = [
  ...storeSchedules.map((schedule) => ({ schedule, service: storeService })),
  ...versionedSchedules.map((schedule) => ({ schedule, service: versionedService })),
];

describe('the mutants of the replicated services', () => {
  test.each(replicatedKvMutants)('$id: $title', (mutant) => {
    const found = schedules.find(({ schedule }) => schedule.id === mutant.id);
    expect(found).toBeDefined();
    if (found === undefined) return;
    expect(play(found.schedule, found.service, null)).toMatchObject({ fired: null });
    expect(play(found.schedule, found.service, mutant)).toMatchObject({ fired: found.schedule.fires, size: mutant.scheduleSize });
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ schedule }) => schedule.id).toSorted()).toEqual(replicatedKvMutants.map(({ id }) => id).toSorted());
    expect(new Set(replicatedKvMutants.map(({ id }) => id)).size).toBe(replicatedKvMutants.length);
  });
});
