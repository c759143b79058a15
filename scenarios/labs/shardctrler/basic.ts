/** TestBasic of 2021 to 2024. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { all, expect, type Story } from '../../../sim/hosts/script.ts';
import type { Gid, ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import type { Scenario } from '../../scenario.ts';
import { controllerLab, type ControllerTester, type Form } from './lab.ts';
import { expectNothingGained, expectNothingLost, expectSame, expectServers, movedBetween } from './looks.ts';

/** Servers that nobody asks for anything: the controller only hands them out. */
const xyz: readonly NodeId[] = [91, 92, 93];
const abc: readonly NodeId[] = [81, 82, 83];

/** Clerks that work side by side, and the groups that join last. */
const clients = 10;
const late: readonly Gid[] = [11, 12, 13, 14, 15];

export const basic = (form: Form): Scenario =>
  controllerLab({
    title: `Groups join and leave, shards are moved, and every configuration is remembered${form === 'repaired' ? '; no shard moves without need' : ''}`,
    clients,
    *tell(tester) {
      yield* historicalQueries(tester, yield* joinAndLeave(tester));
      yield* moves(tester);
      yield* sideBySide(tester);
      yield* minimalTransfers(tester, form);
    },
  });

/** Answers the configurations that it has seen. */
function* joinAndLeave(tester: ControllerTester): Story<readonly ShardConfiguration[]> {
  const { clerk } = tester;
  const seen = [yield* tester.check([])];
  yield* clerk.join({ 1: xyz });
  seen.push(yield* tester.check([1]));
  yield* clerk.join({ 2: abc });
  const both = yield* tester.check([1, 2]);
  seen.push(both);
  expectServers(both, 1, xyz);
  expectServers(both, 2, abc);
  yield* clerk.leave(1);
  const second = yield* tester.check([2]);
  seen.push(second);
  expectServers(second, 2, abc);
  yield* clerk.leave(2);
  seen.push(yield* tester.check([]));
  return seen;
}

/** Whichever server is down. */
function* historicalQueries(tester: ControllerTester, seen: readonly ShardConfiguration[]): Story {
  for (const server of tester.servers) {
    yield* tester.shutDown(server);
    for (const configuration of seen) expectSame(yield* tester.clerk.query(configuration.number), configuration);
    yield* tester.start(server);
  }
}

/** The first half of the shards to one group, the others to the other. */
function* moves({ clerk }: ControllerTester): Story {
  const [one, other] = [503, 504];
  yield* clerk.join({ [one]: xyz });
  yield* clerk.join({ [other]: abc });
  const ownerOf = (shard: number): Gid => (shard < 5 ? one : other);
  for (let shard = 0; shard < 10; shard++) {
    const before = yield* clerk.query();
    yield* clerk.move(shard, ownerOf(shard));
    const after = yield* clerk.query();
    expect(before.shards.get(shard) === ownerOf(shard) || after.number > before.number, 'a move makes a new configuration', () => `${after.number} after ${before.number}`);
  }
  for (const [shard, gid] of (yield* clerk.query()).shards) {
    expect(gid === ownerOf(shard), 'a shard is where it was moved to', () => `shard ${shard} at ${gid}, not ${ownerOf(shard)}`);
  }
  yield* clerk.leave(one);
  yield* clerk.leave(other);
}

/** Ten clerks at the same time: two groups join, one of them leaves. */
function* sideBySide(tester: ControllerTester): Story {
  const gids = tester.others.map((_, place) => 100 + 10 * place);
  yield* all(
    tester.others.map(function* (clerk, place): Story {
      const gid = gids[place] ?? 0;
      yield* clerk.join({ [gid + 1000]: [gid] });
      yield* clerk.join({ [gid]: [gid + 1] });
      yield* clerk.leave(gid + 1000);
    }),
  );
  yield* tester.check(gids);
}

function* minimalTransfers({ clerk }: ControllerTester, form: Form): Story {
  const before = yield* clerk.query();
  for (const gid of late) yield* clerk.join({ [gid]: xyz });
  const between = yield* clerk.query();
  expectNothingGained(before, between, form);
  for (const gid of late) yield* clerk.leave(gid);
  expectNothingLost(between, yield* clerk.query(), form);
}

/** TestMinimalAgain, of 2024 only. */
export const minimalAgain = (): Scenario =>
  controllerLab({
    title: 'A third group takes shards from two, and then the first one leaves: at most four shards move',
    *tell({ clerk }) {
      yield* clerk.join({ 1: xyz });
      yield* clerk.join({ 2: abc });
      const two = yield* clerk.query();
      yield* clerk.join({ 3: [71, 72, 73] });
      const three = yield* clerk.query();
      expectFew(two, three, (shard) => three.shards.get(shard) === 3, 'a join moves shards to those who join only');
      yield* clerk.leave(1);
      expectFew(three, yield* clerk.query(), (shard) => three.shards.get(shard) === 1, 'a leave moves only shards of those who leave');
    },
  });

/** A third of ten, rounded up. */
const mostMoves = 4;

function expectFew(before: ShardConfiguration, after: ShardConfiguration, may: (shard: number) => boolean, expectation: string): void {
  const moved = movedBetween(before, after);
  expect(moved.every(may), expectation, () => `shards ${moved.join()} have moved`);
  expect(moved.length <= mostMoves, 'no more shards move than need to', () => `${moved.length}, more than ${mostMoves}`);
}
