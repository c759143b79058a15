/** Schedules for groups that follow the controller. Shard 0 has the even keys, shard 1 the odd ones. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { inflict, sleep, type Story } from '../../../sim/hosts/script.ts';
import { linearizableName, served, settled, unanswered, unequal, type Schedule } from './schedule.ts';
import type { FollowingStage } from './stage.ts';

/** Groups 1 and 2 have joined: group 1 has shard 0, group 2 has shard 1, and key 0 has a value. */
function* begin(stage: FollowingStage): Story {
  yield* stage.operator.join(stage.members(1, 2));
  yield* stage.operator.move(0, 1);
  yield* stage.operator.move(1, 2);
  yield* stage.follow();
  yield* stage.user.append('0', 'a');
  yield* stage.user.append('1', 'b');
  stage.listen();
}

/** Until group 1 is asked for shard 0, which is frozen by now: the answer is on its way. */
function* handsOut(stage: FollowingStage): Story {
  yield* stage.until('the shard is frozen', () => stage.statusAt(1, 0) === 'frozen');
  stage.listen();
  yield* stage.until('it is asked for', () => stage.hasHeard(1, 'fetch'));
}

/** Keys 0 and 2 are in different halves of shard 0. */
const byHalves = (key: string): number => ({ '0': 0, '1': 1, '2': 2 })[key] ?? 0;

/** All clients learn the newest configuration. */
function* look(stage: FollowingStage): Story {
  yield* stage.user.get('0');
  yield* stage.other.get('0');
}

export const followingSchedules: readonly Schedule[] = [
  {
    id: 'SHARD-30',
    fires: linearizableName,
    *play(stage) {
      yield* begin(stage);
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
      yield* begin(stage);
      yield* look(stage);
      yield* stage.operator.move(0, 2);
      // Group 2 gets the shard, but its word that it has arrived is lost: it is still where it was.
      yield* handsOut(stage);
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
      yield* begin(stage);
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
      yield* begin(stage);
      yield* stage.cut(0, 1, milliseconds(400));
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(600));
    },
  },
  {
    id: 'SHARD-34',
    fires: linearizableName,
    *play(stage) {
      yield* begin(stage);
      yield* stage.operator.move(0, 2);
      yield* handsOut(stage);
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
      yield* begin(stage);
      const release = stage.lateCopy(1, ({ kind }) => kind === 'release');
      yield* stage.operator.move(0, 2);
      yield* stage.follow();
      yield* stage.until('the shard is deleted where it was', () => stage.statusAt(1, 0) === 'gone');
      yield* stage.operator.move(0, 1);
      yield* stage.follow();
      yield* release();
      yield* sleep(milliseconds(100));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-39',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      const release = stage.lateCopy(1, ({ kind }) => kind === 'release');
      yield* stage.operator.move(0, 2);
      yield* stage.follow();
      yield* stage.until('the shard is deleted where it was', () => stage.statusAt(1, 0) === 'gone');
      yield* stage.operator.move(0, 1);
      yield* stage.follow();
      yield* stage.cut(1, 2, milliseconds(500));
      yield* stage.operator.move(0, 2);
      yield* stage.until('it waits to be fetched', () => stage.statusAt(1, 0) === 'frozen');
      yield* release();
      yield* sleep(milliseconds(700));
    },
  },
  {
    id: 'SHARD-41',
    fires: linearizableName,
    *play(stage) {
      yield* begin(stage);
      yield* stage.cut(1, 2, milliseconds(700));
      yield* stage.operator.move(0, 2);
      yield* stage.operator.join(stage.members(3));
      yield* stage.operator.move(0, 3);
      yield* sleep(milliseconds(400));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-42',
    fires: unanswered,
    *play(stage) {
      yield* begin(stage);
      // Group 1 misses that its shard goes to group 2.
      yield* stage.cut(0, 1, milliseconds(500));
      yield* stage.operator.move(0, 2);
      yield* stage.operator.move(1, 1);
      yield* stage.operator.move(1, 2);
      yield* sleep(milliseconds(1_500));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-43',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      const polled = stage.lateCopy(2, ({ kind, configuration }) => kind === 'polled' && configuration?.shards.get(0) === 2);
      yield* stage.operator.move(0, 2);
      yield* stage.follow();
      yield* stage.user.append('0', 'x');
      yield* stage.operator.move(0, 1);
      yield* stage.follow();
      yield* polled();
      yield* sleep(milliseconds(500));
    },
  },
  {
    id: 'SHARD-44',
    fires: served,
    *play(stage) {
      yield* begin(stage);
      yield* stage.operator.move(0, 2);
      // Nothing that group 2 says is heard by group 1, but for what it has asked already.
      yield* stage.until('group 2 has it', () => stage.statusAt(2, 0) === 'serving');
      yield* stage.cut(2, 1, milliseconds(500));
      yield* stage.user.append('0', 'x');
      yield* stage.operator.move(0, 1);
      yield* sleep(milliseconds(300));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-45',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      yield* stage.cut(2, 1, milliseconds(700));
      yield* stage.operator.move(0, 2);
      yield* stage.operator.move(0, 1);
      yield* sleep(milliseconds(1_000));
    },
  },
  {
    id: 'SHARD-46',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(300));
    },
  },
  {
    id: 'SHARD-47',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      yield* stage.cut(2, 1, milliseconds(300));
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(600));
    },
  },
  {
    id: 'SHARD-48',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      yield* stage.operator.move(0, 2);
      yield* handsOut(stage);
      yield* stage.mute(2, 1, milliseconds(300));
      yield* sleep(milliseconds(600));
    },
  },
  {
    id: 'SHARD-49',
    fires: settled,
    *play(stage) {
      yield* begin(stage);
      // Group 2 awaits shard 0 by this configuration; group 1 goes on to the next one, by which it awaits shard 1.
      yield* stage.cut(2, 1, milliseconds(600));
      yield* stage.operator.move(0, 2);
      yield* stage.operator.move(1, 1);
      yield* stage.until('group 1 waits', () => stage.statusAt(1, 1) === 'awaited');
      yield* sleep(milliseconds(800));
    },
  },
  {
    id: 'SHARD-50',
    fires: 'a shard is served that does not move',
    *play(stage) {
      yield* begin(stage);
      yield* stage.cut(1, 2, seconds(3));
      yield* stage.operator.move(0, 2);
      yield* stage.until('group 2 waits', () => stage.statusAt(2, 0) === 'awaited');
      yield* stage.within(milliseconds(900), 'a shard is served that does not move', stage.user.append('1', 'x'));
    },
  },
  {
    id: 'SHARD-51',
    fires: linearizableName,
    *play(stage) {
      yield* begin(stage);
      const fetched = stage.lateCopy(2, ({ kind }) => kind === 'fetched');
      yield* stage.operator.move(0, 2);
      yield* stage.follow();
      yield* stage.operator.move(0, 1);
      yield* stage.follow();
      yield* stage.user.append('0', 'x');
      yield* stage.cut(1, 2, milliseconds(400));
      yield* stage.operator.move(0, 2);
      yield* stage.until('it is awaited', () => stage.statusAt(2, 0) === 'awaited' && stage.statusAt(1, 0) === 'frozen');
      yield* fetched();
      yield* sleep(milliseconds(600));
      yield* stage.user.get('0');
    },
  },
  ...(
    [
      ['SHARD-52', 2, (stage) => stage.statusAt(2, 0) === 'awaited'],
      ['SHARD-55', 1, (stage) => stage.statusAt(1, 0) === 'frozen'],
    ] as const satisfies readonly (readonly [string, number, (stage: FollowingStage) => boolean])[]
  ).map(
    ([id, gid, holds]): Schedule => ({
      id,
      fires: unequal,
      options: { snapshotEvery: 1 },
      *play(stage) {
        yield* begin(stage);
        yield* stage.cut(1, 2, milliseconds(800));
        yield* stage.operator.move(0, 2);
        yield* stage.until('the shard is on its way', () => holds(stage));
        yield* sleep(milliseconds(100));
        yield* inflict({ kind: 'crash', node: stage.serverOf(gid), down: milliseconds(100), power: { survivors: 0, torn: false } });
        yield* sleep(milliseconds(900));
      },
    }),
  ),
  {
    id: 'SHARD-53',
    fires: unequal,
    options: { snapshotEvery: 1 },
    *play(stage) {
      yield* begin(stage);
      yield* stage.cut(2, 1, milliseconds(900));
      yield* stage.operator.move(0, 2);
      yield* stage.operator.move(0, 1);
      yield* stage.until('group 1 waits for what group 2 waits for', () => stage.statusAt(1, 0) === 'awaited');
      yield* sleep(milliseconds(100));
      yield* inflict({ kind: 'crash', node: stage.serverOf(1), down: milliseconds(100), power: { survivors: 0, torn: false } });
      yield* sleep(milliseconds(1_000));
    },
  },
  {
    id: 'SHARD-54',
    fires: unequal,
    options: { snapshotEvery: 1 },
    *play(stage) {
      yield* begin(stage);
      yield* stage.operator.move(0, 2);
      yield* handsOut(stage);
      yield* stage.mute(2, 1, milliseconds(500));
      yield* stage.until('group 2 has it', () => stage.statusAt(2, 0) === 'serving');
      yield* sleep(milliseconds(100));
      yield* inflict({ kind: 'crash', node: stage.serverOf(2), down: milliseconds(100), power: { survivors: 0, torn: false } });
      yield* sleep(milliseconds(700));
    },
  },
  {
    id: 'SHARD-56',
    fires: linearizableName,
    *play(stage) {
      yield* begin(stage);
      yield* stage.unheard(1, milliseconds(500), stage.user.append('0', 'x'), stage.operator.move(0, 2));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-57',
    fires: linearizableName,
    options: { hash: () => 2 },
    *play(stage) {
      yield* begin(stage);
      yield* stage.unheard(1, milliseconds(500), stage.user.append('0', 'x'), stage.operator.change({ kind: 'split', shard: 0 }));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-58',
    fires: linearizableName,
    options: { hash: byHalves },
    *play(stage) {
      yield* begin(stage);
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
      yield* begin(stage);
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
  ...['SHARD-70', 'SHARD-73'].map(
    (id): Schedule => ({
      id,
      fires: unanswered,
      *play(stage) {
        yield* begin(stage);
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
      yield* begin(stage);
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
      yield* begin(stage);
      yield* stage.operator.move(0, 2);
      yield* stage.follow();
      yield* stage.until('the shard is deleted where it was', () => stage.statusAt(1, 0) === 'gone');
      yield* stage.crash(stage.serverOf(1), null);
      yield* stage.within(seconds(2), 'a shard is served that has left a dead group', stage.user.append('0', 'x'));
    },
  },
  {
    id: 'SHARD-85',
    fires: served,
    *play(stage) {
      yield* begin(stage);
      yield* stage.operator.leave(1, 2);
      yield* stage.operator.join(stage.members(3));
      yield* stage.user.get('0');
    },
  },
];
