/** Part B: servers agree on commands, as long as a majority is connected. */
import { expect, sleep } from '../../../sim/hosts/script.ts';
import type { RaftTest } from './lab.ts';
import { electionTimeout } from './tester.ts';

export const basicAgree: RaftTest = {
  servers: 3,
  *tell(tester) {
    for (let index = 1; index <= 3; index++) {
      tester.expectNothingCommittedAt(index, 'nothing is committed before it is started');
      const found = yield* tester.one(index * 100, 3, false);
      expect(found === index, 'commands stand one after the other, with nothing between', () => `${found}, not ${index}`);
    }
  },
};

export const followerFailure: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* tester.one(101, 3, false);
    const first = yield* tester.checkOneLeader();
    yield* tester.disconnect(tester.after(first, 1));
    yield* tester.one(102, 2, false);
    yield* sleep(electionTimeout);
    yield* tester.one(103, 2, false);
    const second = yield* tester.checkOneLeader();
    yield* tester.disconnect(tester.after(second, 1), tester.after(second, 2));
    const started = yield* tester.start(second, 104);
    expect(started?.index === 4, 'a leader starts the next command at the next index', () => String(started?.index));
    yield* sleep(2 * electionTimeout);
    tester.expectNothingCommittedAt(4, 'nothing is committed without a majority');
  },
};

export const leaderFailure: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* tester.one(101, 3, false);
    yield* tester.disconnect(yield* tester.checkOneLeader());
    yield* tester.one(102, 2, false);
    yield* sleep(electionTimeout);
    yield* tester.one(103, 2, false);
    yield* tester.disconnect(yield* tester.checkOneLeader());
    for (const server of tester.servers) yield* tester.start(server, 104);
    yield* sleep(2 * electionTimeout);
    tester.expectNothingCommittedAt(4, 'nothing is committed without a majority');
  },
};

export const failAgree: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* tester.one(101, 3, false);
    const absent = tester.after(yield* tester.checkOneLeader(), 1);
    yield* tester.disconnect(absent);
    yield* tester.one(102, 2, false);
    yield* tester.one(103, 2, false);
    yield* sleep(electionTimeout);
    yield* tester.one(104, 2, false);
    yield* tester.one(105, 2, false);
    yield* tester.connect(absent);
    yield* tester.one(106, 3, true);
    yield* sleep(electionTimeout);
    yield* tester.one(107, 3, true);
  },
};

export const failNoAgree: RaftTest = {
  servers: 5,
  *tell(tester) {
    yield* tester.one(10, 5, false);
    const first = yield* tester.checkOneLeader();
    const absent = [1, 2, 3].map((places) => tester.after(first, places));
    yield* tester.disconnect(...absent);
    const started = yield* tester.start(first, 20);
    expect(started?.index === 2, 'a leader starts the next command at the next index', () => String(started?.index));
    yield* sleep(2 * electionTimeout);
    tester.expectNothingCommittedAt(2, 'nothing is committed without a majority');
    yield* tester.connect(...absent);
    // The absent ones may have chosen a leader among themselves, who does not know of the second entry.
    const again = yield* tester.start(yield* tester.checkOneLeader(), 30);
    expect(again?.index === 2 || again?.index === 3, 'a new leader goes on from its own log', () => String(again?.index));
    yield* tester.one(1000, 5, true);
  },
};

export const rejoin: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* tester.one(101, 3, true);
    const first = yield* tester.checkOneLeader();
    yield* tester.disconnect(first);
    // They are never committed.
    for (const command of [102, 103, 104]) yield* tester.start(first, command);
    yield* tester.one(103, 2, true);
    const second = yield* tester.checkOneLeader();
    yield* tester.disconnect(second);
    yield* tester.connect(first);
    yield* tester.one(104, 2, true);
    yield* tester.connect(second);
    yield* tester.one(105, 3, true);
  },
};

export const backup: RaftTest = {
  servers: 5,
  *tell(tester) {
    yield* tester.one(tester.anyCommand(), 5, true);
    const first = yield* tester.checkOneLeader();
    const [minority, majority] = [[0, 1], [2, 3, 4]].map((places) => places.map((place) => tester.after(first, place)));
    if (minority === undefined || majority === undefined) return;
    yield* tester.disconnect(...majority);
    yield* tester.startMany(first, 50);
    yield* sleep(electionTimeout / 2);
    yield* tester.disconnect(...minority);
    yield* tester.connect(...majority);
    for (let i = 0; i < 50; i++) yield* tester.one(tester.anyCommand(), 3, true);
    const second = yield* tester.checkOneLeader();
    const other = second === tester.after(first, 2) ? tester.after(second, 1) : tester.after(first, 2);
    yield* tester.disconnect(other);
    yield* tester.startMany(second, 50);
    yield* sleep(electionTimeout / 2);
    // The old leader comes back with one that lacks all of it.
    yield* tester.disconnect(...tester.servers);
    yield* tester.connect(...minority, other);
    for (let i = 0; i < 50; i++) yield* tester.one(tester.anyCommand(), 3, true);
    yield* tester.connect(...tester.servers);
    yield* tester.one(tester.anyCommand(), 5, true);
  },
};
