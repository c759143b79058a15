/** Schedules for what is in a shard when it moves, is split, or is merged. */
import { milliseconds } from '../../../sim/core/time.ts';
import { linearizableName, type Schedule } from './schedule.ts';

/** Keys 0 and 2 are in different halves of shard 0. */
const byHalves = (key: string): number => ({ '0': 0, '1': 1, '2': 2 })[key] ?? 0;

export const contentSchedules: readonly Schedule[] = [
  {
    id: 'SHARD-56',
    fires: linearizableName,
    *play(stage) {
      yield* stage.unheard(1, milliseconds(500), stage.user.append('0', 'x'), stage.operator.move(0, 2));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-57',
    fires: linearizableName,
    options: { hash: () => 2 },
    *play(stage) {
      yield* stage.unheard(1, milliseconds(500), stage.user.append('0', 'x'), stage.operator.change({ kind: 'split', shard: 0 }));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-58',
    fires: linearizableName,
    options: { hash: byHalves },
    *play(stage) {
      yield* stage.user.append('2', 'c');
      yield* stage.operator.change({ kind: 'split', shard: 0 });
      yield* stage.operator.change({ kind: 'merge', shard: 0 });
      yield* stage.follow();
      yield* stage.user.get('0');
      yield* stage.user.get('2');
    },
  },
  {
    id: 'SHARD-59',
    fires: linearizableName,
    options: { hash: byHalves },
    *play(stage) {
      yield* stage.user.append('2', 'c');
      yield* stage.operator.change({ kind: 'split', shard: 0 });
      yield* stage.follow();
      yield* stage.user.append('0', 'x');
      yield* stage.user.append('2', 'y');
      yield* stage.operator.change({ kind: 'merge', shard: 0 });
      yield* stage.follow();
      yield* stage.user.get('0');
      yield* stage.user.get('2');
    },
  },
];
