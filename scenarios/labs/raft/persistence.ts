/** Part C: what was promised outlives crashes. */
import { milliseconds } from '../../../sim/core/time.ts';
import { sleep, type Story } from '../../../sim/hosts/script.ts';
import type { RaftTest } from './lab.ts';
import { electionTimeout, type Tester } from './tester.ts';

export const persist1: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* tester.one(11, 3, true);
    yield* restartAll(tester);
    yield* tester.one(12, 3, true);
    yield* tester.comeBack(yield* tester.checkOneLeader());
    yield* tester.one(13, 3, true);
    const second = yield* tester.checkOneLeader();
    yield* tester.leave(second);
    yield* tester.one(14, 2, true);
    yield* tester.comeBack(second);
    yield* tester.wait(4, 3, null);
    const third = tester.after(yield* tester.checkOneLeader(), 1);
    yield* tester.leave(third);
    yield* tester.one(15, 2, true);
    yield* tester.comeBack(third);
    yield* tester.one(16, 3, true);
  },
};

/** All at once, or, in the editions that cannot leave a server down, one after the other. */
function* restartAll(tester: Tester): Story {
  if (tester.edition.crashes === 'atOnce') yield* tester.crash(...tester.servers);
  yield* tester.comeBack(...tester.servers);
}

export const persist2: RaftTest = {
  servers: 5,
  *tell(tester) {
    for (let round = 0; round < 5; round++) yield* threeOfFive(tester, 11 + 3 * round);
    yield* tester.one(1000, 5, true);
  },
};

/** Where servers only leave by being disconnected, the last two are never restarted. */
function* threeOfFive(tester: Tester, command: number): Story {
  yield* tester.one(command, 5, true);
  const leader = yield* tester.checkOneLeader();
  const [first = 0, second = 0, third = 0, fourth = 0] = [1, 2, 3, 4].map((places) => tester.after(leader, places));
  yield* tester.leave(first, second);
  yield* tester.one(command + 1, 3, true);
  yield* tester.leave(leader, third, fourth);
  yield* tester.comeBack(first, second);
  yield* sleep(electionTimeout);
  yield* tester.comeBack(third);
  yield* tester.one(command + 2, 3, true);
  if (tester.edition.crashes === 'atOnce') yield* tester.restart(fourth, leader);
  else yield* tester.connect(fourth, leader);
}

export const persist3: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* tester.one(101, 3, true);
    const leader = yield* tester.checkOneLeader();
    const [next, last] = [tester.after(leader, 1), tester.after(leader, 2)];
    yield* tester.disconnect(last);
    yield* tester.one(102, 2, true);
    yield* tester.crash(leader, next);
    yield* tester.connect(last);
    yield* tester.restart(leader);
    yield* tester.one(103, 2, true);
    yield* tester.restart(next);
    yield* tester.one(104, 3, true);
  },
};

/** Mostly a blink, one time in ten up to half an election timeout. */
function* shortPause(tester: Tester): Story {
  const { choose } = tester.stage;
  yield* sleep(choose(1_000) < 100 ? milliseconds(choose(500)) : milliseconds(choose(13)));
}

/** Leaders crash soon after they have started something, mostly before they could commit it. */
export const figure8: RaftTest = {
  servers: 5,
  *tell(tester) {
    yield* tester.one(tester.anyCommand(), 1, true);
    for (let round = 0; round < 1_000; round++) {
      const starters: number[] = [];
      for (const server of tester.servers) if ((yield* tester.start(server, tester.anyCommand())) !== null) starters.push(server);
      yield* shortPause(tester);
      yield* tester.crash(...starters.slice(-1));
      if (tester.servers.filter((server) => tester.isUp(server)).length >= 3) continue;
      const chosen = tester.any();
      if (!tester.isUp(chosen)) yield* tester.restart(chosen);
    }
    yield* tester.restart(...tester.servers.filter((server) => !tester.isUp(server)));
    yield* tester.one(tester.anyCommand(), 5, true);
  },
};

/** The same with leaders that are cut off, on a network that loses, delays and, later on, holds answers back for long. */
export const figure8Unreliable: RaftTest = {
  servers: 5,
  network: 'unreliable',
  *tell(tester) {
    const { choose } = tester.stage;
    yield* tester.one(choose(10_000), 1, true);
    for (let round = 0; round < 1_000; round++) {
      if (round === 200) yield* tester.setLongReordering();
      const starters: number[] = [];
      for (const server of tester.servers) {
        const started = yield* tester.start(server, choose(10_000));
        if (started !== null && tester.connected(server)) starters.push(server);
      }
      yield* shortPause(tester);
      if (starters.length > 0 && choose(1_000) < 500) yield* tester.disconnect(...starters.slice(-1));
      if (tester.servers.filter((server) => tester.connected(server)).length < 3) yield* tester.connect(tester.any());
    }
    yield* tester.connect(...tester.servers);
    yield* tester.one(choose(10_000), 5, true);
  },
};
