/** Schedules for what groups serve, hand out and delete. Shard 0 has the even keys, shard 1 the odd ones. */
import { milliseconds } from '../../../sim/core/time.ts';
import { sleep, type Story } from '../../../sim/hosts/script.ts';
import { forgotten, linearizableName, served, settled, unanswered, type Schedule } from './schedule.ts';
import type { FollowingStage } from './stage.ts';

/** All clients learn the newest configuration. */
function* look(stage: FollowingStage): Story {
  yield* stage.user.get('0');
  yield* stage.other.get('0');
}

/** Shard 0 goes to group 2, is deleted where it was, and comes back; the story that is returned delivers the word once more that it had arrived. */
function* thereAndBack(stage: FollowingStage): Story<() => Story> {
  const release = stage.lateCopy(1, ({ kind }) => kind === 'release');
  yield* stage.operator.move(0, 2);
  yield* stage.follow();
  yield* stage.until('the shard is deleted where it was', () => stage.statusAt(1, 0) === 'gone');
  yield* stage.operator.move(0, 1);
  yield* stage.follow();
  return release;
}

export const servingSchedules: readonly Schedule[] = [
  {
    id: 'SHARD-30',
    fires: linearizableName,
    *play(stage) {
      yield* stage.cut(1, 2, milliseconds(500));
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(300));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-31',
    fires: linearizableName,
    *play(stage) {
      yield* look(stage);
      yield* stage.operator.move(0, 2);
      // Group 2 gets the shard, but its word that it has arrived is lost: it is still where it was.
      yield* stage.handsOut();
      yield* stage.mute(2, 1, milliseconds(400));
      yield* stage.until('group 2 has it', () => stage.statusAt(2, 0) === 'serving');
      yield* stage.other.append('0', 'x');
      yield* sleep(milliseconds(500));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-32',
    fires: linearizableName,
    *play(stage) {
      yield* look(stage);
      // The word that the shard has arrived is on its way; so it is still there.
      yield* stage.operator.move(0, 2);
      yield* stage.until('group 2 has it', () => stage.statusAt(2, 0) === 'serving');
      yield* stage.delay(2, 1, milliseconds(400));
      yield* stage.user.append('0', 'x');
      yield* stage.other.get('0');
    },
  },
  {
    id: 'SHARD-33',
    fires: served,
    *play(stage) {
      yield* stage.cut(0, 1, milliseconds(400));
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(600));
    },
  },
  {
    id: 'SHARD-34',
    fires: linearizableName,
    *play(stage) {
      yield* stage.operator.move(0, 2);
      yield* stage.handsOut();
      // Group 1 is not asked to delete it, and hears of nothing that follows.
      yield* stage.mute(2, 1, milliseconds(1_500));
      yield* stage.cut(0, 1, milliseconds(1_500));
      yield* stage.until('group 2 has it', () => stage.statusAt(2, 0) === 'serving');
      yield* stage.user.append('0', 'x');
      yield* stage.operator.move(0, 1);
      yield* stage.operator.join(stage.members(3));
      yield* stage.operator.move(0, 3);
      yield* sleep(milliseconds(500));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-38',
    fires: unanswered,
    *play(stage) {
      const release = yield* thereAndBack(stage);
      yield* release();
      yield* sleep(milliseconds(100));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-39',
    fires: settled,
    *play(stage) {
      const release = yield* thereAndBack(stage);
      yield* stage.cut(1, 2, milliseconds(500));
      yield* stage.operator.move(0, 2);
      yield* stage.until('it waits to be fetched', () => stage.statusAt(1, 0) === 'frozen');
      yield* release();
      yield* sleep(milliseconds(700));
    },
  },
  {
    id: 'SHARD-67',
    fires: forgotten,
    *play(stage) {
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(300));
    },
  },
];
