/** Schedules for clients that must find the group that has their shard. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { inflict } from '../../../sim/hosts/script.ts';
import { linearizableName, unanswered, type Schedule } from './schedule.ts';

export const clerkSchedules: readonly Schedule[] = [
  ...['SHARD-70', 'SHARD-73'].map(
    (id): Schedule => ({
      id,
      fires: unanswered,
      *play(stage) {
          yield* stage.operator.move(0, 2);
        yield* stage.follow();
        yield* stage.user.append('0', 'x');
      },
    }),
  ),
  {
    id: 'SHARD-71',
    fires: linearizableName,
    *play(stage) {
      // The group says that the shard has left before the controller says where it is.
      yield* inflict({ kind: 'oneWay', from: [0], to: [stage.client(0)], lasts: milliseconds(130) });
      yield* stage.unheard(1, milliseconds(50), stage.user.append('0', 'x'), stage.operator.move(0, 2));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-72',
    fires: 'a shard is served that has left a dead group',
    *play(stage) {
      yield* stage.operator.move(0, 2);
      yield* stage.follow();
      yield* stage.until('the shard is deleted where it was', () => stage.statusAt(1, 0) === 'gone');
      yield* stage.crash(stage.serverOf(1), null);
      yield* stage.within(seconds(2), 'a shard is served that has left a dead group', stage.user.append('0', 'x'));
    },
  },
];
