/** Schedules for groups that controllers tell what to do. Group 1 has both shards at first: shard 0 has the even keys, shard 1 the odd ones. */
import { milliseconds } from '../../../sim/core/time.ts';
import { all, inflict, sleep, type Story } from '../../../sim/hosts/script.ts';
import { outOfOrder, served, settled, unanswered, versionedName, type Schedule } from './schedule.ts';
import type { SteeredStage } from './steered-stage.ts';

/** The first controller goes down for good as soon as it holds; the second one finishes what it has left. */
function* taken(stage: SteeredStage, holds: () => boolean): Story {
  const [one, other] = stage.controllers;
  yield* all([stage.attempt(one, 0, 2), stage.crashWhen(one, holds)]);
  yield* stage.finish(other);
  yield* stage.user.get('0');
}

export const steeredSchedules: readonly Schedule<SteeredStage>[] = [
  {
    id: 'SHARD-35',
    fires: versionedName,
    *play(stage) {
      const install = stage.lateCopy(2, ({ change }) => change?.kind === 'install');
      yield* stage.move(0, 2);
      yield* stage.user.put('0', 'x', 1);
      yield* install();
      yield* sleep(milliseconds(50));
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-36',
    fires: served,
    *play(stage) {
      const install = stage.lateCopy(2, ({ change }) => change?.kind === 'install');
      yield* stage.move(0, 2);
      yield* stage.move(0, 1);
      yield* install();
      yield* sleep(milliseconds(50));
    },
  },
  {
    id: 'SHARD-37',
    fires: settled,
    *play(stage) {
      const freeze = stage.lateCopy(1, ({ change }) => change?.kind === 'freeze');
      yield* stage.move(0, 2);
      yield* stage.move(0, 1);
      yield* freeze();
      yield* sleep(milliseconds(50));
    },
  },
  {
    id: 'SHARD-40',
    fires: versionedName,
    *play(stage) {
      yield* inflict({ kind: 'oneWay', from: [stage.serverOf(1)], to: [stage.controllers[0]], lasts: milliseconds(100) });
      yield* stage.move(0, 2);
      yield* stage.user.get('0');
    },
  },
  {
    id: 'SHARD-60',
    fires: served,
    *play(stage) {
      const [one, other] = stage.controllers;
      yield* all([stage.attempt(one, 0, 2), stage.attempt(other, 0, 3)]);
    },
  },
  {
    id: 'SHARD-61',
    fires: unanswered,
    *play(stage) {
      const [one, other] = stage.controllers;
      const second = function* (): Story {
        yield* stage.until('the second posts', () => stage.taskOf(other) === 'posting');
        yield* stage.silence(other, milliseconds(60));
        yield* stage.attempt(one, 0, 2);
      };
      yield* all([stage.attempt(other, 1, 3), second()]);
      yield* stage.user.get('1');
    },
  },
  {
    id: 'SHARD-62',
    fires: settled,
    *play(stage) {
      const [one, other] = stage.controllers;
      yield* all([stage.attempt(one, 0, 2), stage.crashWhen(one, () => stage.statusAt(1, 0) === 'frozen')]);
      yield* stage.finish(other);
    },
  },
  {
    id: 'SHARD-63',
    fires: unanswered,
    *play(stage) {
      yield* taken(stage, () => stage.statusAt(1, 0) === 'gone');
    },
  },
  {
    id: 'SHARD-64',
    fires: settled,
    *play(stage) {
      yield* stage.move(0, 2);
    },
  },
  {
    id: 'SHARD-65',
    fires: outOfOrder,
    *play(stage) {
      const [one, other] = stage.controllers;
      const old = yield* stage.goal(other, 0, 3);
      yield* stage.attempt(one, 0, 2);
      yield* stage.change(other, old);
      yield* stage.other.get('0');
    },
  },
  {
    id: 'SHARD-66',
    fires: versionedName,
    *play(stage) {
      yield* taken(stage, () => stage.statusAt(1, 0) === 'frozen');
    },
  },
];
