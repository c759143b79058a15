/** Each mutant of the sharded services has a schedule in which a property fires, and in which the correct code is above reproach. */
import { describe, expect, test } from 'vitest';
import { mutants, plays } from './plays.ts';
import { played } from './schedule.ts';

describe('the mutants of the sharded services', () => {
  test.each(mutants)('$id: $title', (mutant) => {
    const play = plays.find(({ id }) => id === mutant.id);
    expect(play).toBeDefined();
    if (play === undefined) return;
    expect(played(play, null).failure).toBeNull();
    expect(played(play, mutant)).toMatchObject({ failure: { property: play.fires }, size: mutant.scheduleSize });
  });

  test('each has one schedule, and a name of its own', () => {
    expect(plays.map(({ id }) => id).toSorted()).toEqual(mutants.map(({ id }) => id).toSorted());
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  });
});
