/** TestMulti of 2021 to 2024: several groups join and leave at once. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Gid } from '../../../protocols/shard-controller/index.ts';
import type { Scenario } from '../../scenario.ts';
import { controllerLab, type ControllerTester, type Form } from './lab.ts';
import { expectNothingGained, expectNothingLost, expectSame, expectServers } from './looks.ts';

const [xyz, abc, jkl]: readonly [readonly NodeId[], readonly NodeId[], readonly NodeId[]] = [
  [91, 92, 93],
  [81, 82, 83],
  [71, 72, 73],
];

const clients = 10;
const late: readonly Gid[] = [11, 12, 13, 14, 15];

export const multi = (form: Form): Scenario =>
  controllerLab({
    title: `Several groups join and leave at once, and the leader goes down${form === 'repaired' ? '; no shard moves without need' : ''}`,
    clients,
    *tell(tester) {
      yield* joinAndLeave(tester);
      yield* sideBySide(tester);
      yield* minimalTransfers(tester, form);
      yield* sameOnServers(tester, form);
    },
  });

function* joinAndLeave(tester: ControllerTester): Story {
  const { clerk } = tester;
  yield* tester.check([]);
  yield* clerk.join({ 1: xyz, 2: abc });
  yield* tester.check([1, 2]);
  yield* clerk.join({ 3: jkl });
  const three = yield* tester.check([1, 2, 3]);
  for (const [place, servers] of [xyz, abc, jkl].entries()) expectServers(three, place + 1, servers);
  yield* clerk.leave(1, 3);
  expectServers(yield* tester.check([2]), 2, abc);
  yield* clerk.leave(2);
  yield* tester.check([]);
}

/** Ten clerks at the same time: three groups join, two of them leave. */
function* sideBySide(tester: ControllerTester): Story {
  const gids = tester.others.map((_, place) => 1000 + place);
  yield* all(
    tester.others.map(function* (clerk, place): Story {
      const gid = gids[place] ?? 0;
      const others = [gid + 1000, gid + 2000] as const;
      yield* clerk.join(Object.fromEntries([gid, ...others].map((joining) => [joining, [joining, joining + 1, joining + 2]])));
      yield* clerk.leave(...others);
    }),
  );
  yield* tester.check(gids);
}

function* minimalTransfers({ clerk }: ControllerTester, form: Form): Story {
  const before = yield* clerk.query();
  yield* clerk.join(Object.fromEntries(late.map((gid) => [gid, xyz])));
  const between = yield* clerk.query();
  expectNothingGained(before, between, form);
  yield* clerk.leave(...late);
  expectNothingLost(between, yield* clerk.query(), form);
}

/** The leader goes down. The labs look once whether another one leads, at that moment; the repaired form waits until one does. */
function* sameOnServers(tester: ControllerTester, form: Form): Story {
  const leader = yield* tester.leader();
  const before = yield* tester.clerk.query();
  yield* tester.shutDown(leader);
  expect(tester.leaders().length === 0, 'there is one leader', () => `server ${tester.leaders().join()} leads, too`);
  if (form === 'repaired') {
    for (const end = tester.stage.now() + seconds(5); tester.leaders().length === 0 && tester.stage.now() < end; ) yield* sleep(milliseconds(10));
    expect(tester.leaders().length === 1, 'a leader is elected within five seconds');
  }
  expectSame(yield* tester.clerk.query(), before);
}
