/** Schedules for groups that follow configurations: their order, what is fetched, what is owed, and what snapshots hold of that. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { inflict, sleep } from '../../../sim/hosts/script.ts';
import { linearizableName, served, settled, unanswered, unequal, type Schedule } from './schedule.ts';
import type { FollowingStage } from './stage.ts';

export const followingSchedules: readonly Schedule[] = [
  {
    id: 'SHARD-41',
    fires: linearizableName,
    *play(stage) {
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
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(300));
    },
  },
  {
    id: 'SHARD-47',
    fires: settled,
    *play(stage) {
      yield* stage.cut(2, 1, milliseconds(300));
      yield* stage.operator.move(0, 2);
      yield* sleep(milliseconds(600));
    },
  },
  {
    id: 'SHARD-48',
    fires: settled,
    *play(stage) {
      yield* stage.operator.move(0, 2);
      yield* stage.handsOut();
      yield* stage.mute(2, 1, milliseconds(300));
      yield* sleep(milliseconds(600));
    },
  },
  {
    id: 'SHARD-49',
    fires: settled,
    *play(stage) {
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
      yield* stage.operator.move(0, 2);
      yield* stage.handsOut();
      yield* stage.mute(2, 1, milliseconds(500));
      yield* stage.until('group 2 has it', () => stage.statusAt(2, 0) === 'serving');
      yield* sleep(milliseconds(100));
      yield* inflict({ kind: 'crash', node: stage.serverOf(2), down: milliseconds(100), power: { survivors: 0, torn: false } });
      yield* sleep(milliseconds(700));
    },
  },
  {
    id: 'SHARD-85',
    fires: served,
    *play(stage) {
      yield* stage.operator.leave(1, 2);
      yield* stage.operator.join(stage.members(3));
      yield* stage.user.get('0');
    },
  },
];
