/** Part C of 2025: controllers beside each other, and one that comes back late. */
import { seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Gid } from '../../../protocols/shard-controller/index.ts';
import type { Scenario } from '../../scenario.ts';
import type { Controller } from './controller.ts';
import { checkGets, spreadPuts } from './keys.ts';
import { shardLab, type ShardTester } from './lab.ts';

const rivals = 4;
const lasts = seconds(2);
/** No controller begins more than one change in 200 ms. */
const mostGroups = (rivals * lasts) / 200_000;

export const concurrentControllers = (unreliable: boolean): Scenario =>
  shardLab({
    title: `Four controllers let groups join and leave at the same time${unreliable ? ', on an unreliable network' : ''}`,
    groups: 1 + mostGroups,
    controllers: 1 + rivals,
    unreliable,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const end = tester.stage.now() + lasts;
      yield* all(tester.controllers.slice(1).map((controller) => joinAndLeave(tester, controller, end)));
      yield* checkGets(tester, written);
    },
  });

/** Each time a new group, which leaves again if it is this controller that has got its way. */
function* joinAndLeave(tester: ShardTester, controller: Controller, end: number): Story {
  while (tester.stage.now() < end) {
    const gid = yield* tester.newGroup();
    yield* controller.initController();
    yield* controller.join(gid);
    if ((yield* controller.query()).groups.has(gid)) yield* controller.leave(gid);
  }
}

export const partitionedJoin = (): Scenario =>
  shardLab({
    title: 'A join that waits for its group is finished by another controller while its own is cut off',
    controllers: 3,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const [, first, second] = tester.controllers;
      if (first === undefined || second === undefined) return;
      yield* first.initController();
      const gid = yield* tester.newGroup();
      yield* tester.group(gid).shutDownAll();
      yield* all([first.join(gid), finish(tester, { first, second, gid })]);
      yield* sleep(seconds(1));
      yield* checkGets(tester, written);
    },
  });

interface Finish {
  readonly first: Controller;
  readonly second: Controller;
  readonly gid: Gid;
}

function* finish(tester: ShardTester, { first, second, gid }: Finish): Story {
  yield* sleep(seconds(1));
  yield* first.cutOff();
  yield* sleep(seconds(1));
  yield* tester.group(gid).startAll();
  yield* second.initController();
  expect((yield* second.query()).groups.has(gid), 'a controller finishes what another one has begun', () => `group ${gid} is no member`);
  // The other join must end now.
  yield* first.reconnect();
}
