/** Part D: logs are compacted, and those who lag behind are sent a snapshot. */
import { expect, type Story } from '../../../sim/hosts/script.ts';
import type { RaftTest } from './lab.ts';
import type { Tester } from './tester.ts';

/** A snapshot is taken after so many entries. */
const snapshotInterval = 10;

/** What the log of a server takes at most that compacts it, and 30 rounds without compaction more than twice (docs/decisions/0006-raft-labs.md). */
const mostBytes = 3_000;

type Absence = 'none' | 'disconnected' | 'crashed';

/** Thirty rounds; in each, a victim may miss so much that only a snapshot brings it up to date. */
export const snapshots = (absence: Absence, network: 'reliable' | 'unreliable'): RaftTest => ({
  servers: 3,
  network,
  snapshots: true,
  *tell(tester) {
    yield* tester.one(tester.anyCommand(), 3, true);
    let leader = yield* tester.checkOneLeader();
    for (let round = 0; round < 30; round++) {
      const follower = tester.after(leader, 1);
      const [victim, sender] = round % 3 === 1 ? [leader, follower] : [follower, leader];
      yield* goMissing(tester, absence, victim);
      yield* tester.startMany(sender, snapshotInterval / 2 + tester.stage.choose(snapshotInterval));
      // All servers, or those that are left, catch up.
      yield* tester.one(tester.anyCommand(), absence === 'none' ? 3 : 2, true);
      expect(tester.logSize < mostBytes, 'logs are compacted', () => `${tester.logSize} bytes`);
      if (absence === 'none') continue;
      yield* absence === 'crashed' ? tester.restart(victim) : tester.connect(victim);
      yield* tester.one(tester.anyCommand(), 3, true);
      leader = yield* tester.checkOneLeader();
    }
  },
});

function* goMissing(tester: Tester, absence: Absence, victim: number): Story {
  if (absence === 'none') return;
  yield* absence === 'crashed' ? tester.crash(victim) : tester.disconnect(victim);
  yield* tester.one(tester.anyCommand(), 2, true);
}

export const snapshotAllCrash = (network: 'reliable' | 'unreliable'): RaftTest => ({
  servers: 3,
  network,
  snapshots: true,
  *tell(tester) {
    yield* tester.one(tester.anyCommand(), 3, true);
    for (let round = 0; round < 5; round++) {
      yield* agreeOften(tester, snapshotInterval / 2 + tester.stage.choose(snapshotInterval));
      const before = yield* tester.one(tester.anyCommand(), 3, true);
      yield* restartAll(tester);
      const after = yield* tester.one(tester.anyCommand(), 3, true);
      expect(after >= before + 1, 'indices go on after a restart of all', () => `${after} after ${before}`);
    }
  },
});

/** Do servers still have the snapshot that they started from when they store something else? */
export const snapshotInit = (network: 'reliable' | 'unreliable'): RaftTest => ({
  servers: 3,
  network,
  snapshots: true,
  *tell(tester) {
    yield* tester.one(tester.anyCommand(), 3, true);
    yield* agreeOften(tester, snapshotInterval + 1);
    yield* restartAll(tester);
    yield* tester.one(tester.anyCommand(), 3, true);
    yield* restartAll(tester);
    yield* tester.one(tester.anyCommand(), 3, true);
  },
});

function* agreeOften(tester: Tester, times: number): Story {
  for (let i = 0; i < times; i++) yield* tester.one(tester.anyCommand(), 3, true);
}

function* restartAll(tester: Tester): Story {
  yield* tester.crash(...tester.servers);
  yield* tester.restart(...tester.servers);
}
