/** TestJoinLeave5B: a change waits for groups that are down. */
import { seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Gid } from '../../../protocols/shard-controller/index.ts';
import type { Scenario } from '../../scenario.ts';
import { checkGets, spreadPuts } from './keys.ts';
import { firstGid, shardLab, type Form, type ShardTester } from './lab.ts';
import { expectFollows } from './moves.ts';

/** How long the labs wait, in microseconds. For the join they meant as much, and wrote nanoseconds. */
const waits = seconds(2);
const atOnce = 1;

export const joinLeave = (form: Form): Scenario =>
  shardLab({
    title: `A join and a leave wait for a group that is down, and no longer${form === 'repaired' ? '; the join is watched for two seconds, too' : ''}`,
    *tell(tester) {
      const written = yield* spreadPuts(tester);
      const controller = tester.controller();
      const before = yield* controller.query();
      yield* tester.group(firstGid).shutDownAll();
      const gid = yield* tester.newGroup();
      yield* waitsFor(tester, firstGid, form === 'repaired' ? waits : atOnce, controller.join(gid));
      expectFollows(before, yield* controller.query());
      yield* tester.group(gid).shutDownAll();
      yield* waitsFor(tester, gid, waits, controller.leave(gid));
      yield* checkGets(tester, written);
    },
  });

/** It is not over while the group is down, and soon after it is back. */
function* waitsFor(tester: ShardTester, gid: Gid, lasts: number, change: Story): Story {
  let isOver = false;
  const changing = function* (): Story {
    yield* change;
    isOver = true;
  };
  const observing = function* (): Story {
    yield* sleep(lasts);
    expect(!isOver, 'a change waits for a group that is down');
    yield* tester.group(gid).startAll();
    yield* sleep(waits);
    expect(isOver, 'a change is over two seconds after the group is back');
  };
  yield* all([changing(), observing()]);
}
