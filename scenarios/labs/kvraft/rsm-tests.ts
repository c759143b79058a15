/** Parts A and C of 2025: operations are executed once they are replicated, and whoever submits one is never left waiting. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import { electionTimeout } from './harness.ts';
import type { RsmTest, RsmTester } from './rsm.ts';
import { labLimit } from './snapshots.ts';

/** As many increments, one after the other; each counts, on all servers. `look`: what else is looked at after each. */
function* countTo(tester: RsmTester, count: number, look: () => void = () => {}): Story {
  for (let value = 1; value <= count; value++) {
    const result = yield* tester.increment();
    expect(result === value, 'an increment answers with the new value', () => `${result}, not ${value}`);
    yield* tester.checkCounter(value, 3);
    look();
  }
}

function* sideBySide(count: number, story: () => Story): Story {
  yield* all(Array.from({ length: count }, story));
}

export const basic: RsmTest = {
  title: 'Ten increments',
  tell: (tester) => countTo(tester, 10),
};

export const concurrent: RsmTest = {
  title: 'Fifty increments at the same time',
  *tell(tester) {
    yield* sideBySide(50, function* () {
      yield* tester.increment();
    });
    yield* tester.checkCounter(50, 3);
  },
};

export const leaderFailure: RsmTest = {
  title: 'An increment while the leader is away, who comes to know of it',
  *tell(tester) {
    const first = yield* tester.increment();
    yield* tester.checkCounter(first, 3);
    const absent = tester.lastLeader;
    yield* tester.disconnect(absent);
    const second = yield* tester.increment();
    yield* tester.checkCounter(second, 2);
    yield* tester.connect(absent);
    yield* tester.checkCounter(second, 3);
  },
};

export const leaderPartition: RsmTest = {
  title: 'What a leader without a majority is given is never executed, and answered when it is a leader no more',
  *tell(tester) {
    yield* tester.increment();
    const alone = tester.lastLeader;
    yield* tester.disconnect(alone);
    let waiting = 100;
    const decrement = function* (): Story {
      const result = yield* tester.submit(alone, 'dec');
      expect(result === null, 'a leader without a majority executes nothing');
      waiting--;
    };
    yield* all([sideBySide(100, decrement), goOnWithout(tester, alone, () => waiting)]);
  },
};

function* goOnWithout(tester: RsmTester, alone: number, waiting: () => number): Story {
  yield* sleep(milliseconds(10));
  const value = yield* tester.increment();
  yield* sleep(seconds(1));
  expect(waiting() > 0, 'whoever submits at a leader without a majority waits', () => 'all were answered');
  yield* tester.connect(alone);
  yield* sleep(seconds(1));
  expect(waiting() === 0, 'whoever submitted at a leader is told when it is none any more', () => `${waiting()} of 100 still wait after a second`);
  yield* tester.checkCounter(value, 3);
}

export const restartReplay: RsmTest = {
  title: 'A hundred increments survive a restart',
  *tell(tester) {
    yield* countTo(tester, 100);
    yield* restart(tester);
    yield* oneMore(tester, 101);
  },
};

function* restart(tester: RsmTester): Story {
  yield* tester.shutDownAll();
  yield* sleep(electionTimeout);
  yield* tester.startAll();
}

/** It counts on, and a second later all servers have. */
function* oneMore(tester: RsmTester, value: number): Story {
  const result = yield* tester.increment();
  expect(result === value, 'an increment answers with the new value', () => `${result}, not ${value}`);
  yield* sleep(seconds(1));
  expect(tester.thoseAt(value) === 3, 'servers count to the same value', () => `${tester.thoseAt(value)} of 3 at ${value}`);
}

export const shutDown: RsmTest = {
  title: 'Whoever submits at servers that are shut down is not left waiting',
  tell: (tester) => submitAndShutDown(tester),
};

/** A hundred at once; 20 ms later nobody is there any more. Submitters give up after ten seconds. */
function* submitAndShutDown(tester: RsmTester): Story {
  const start = tester.stage.now();
  yield* all([
    sideBySide(100, function* () {
      yield* tester.atLeader('null');
    }),
    (function* (): Story {
      yield* sleep(milliseconds(20));
      yield* tester.shutDownAll();
    })(),
  ]);
  const took = tester.stage.now() - start;
  expect(took <= seconds(11), 'whoever submits is answered within eleven seconds of a shutdown', () => `after ${took} microseconds`);
}

export const restartSubmit: RsmTest = {
  title: 'Increments before a restart, and after one that came while others were submitted',
  *tell(tester) {
    yield* countTo(tester, 100);
    yield* restart(tester);
    yield* oneMore(tester, 101);
    yield* submitAndShutDown(tester);
    yield* tester.startAll();
    yield* oneMore(tester, 102);
  },
};

export const snapshot: RsmTest = {
  title: 'A hundred increments survive a restart in a snapshot, and logs stay small',
  maxStateBytes: labLimit,
  *tell(tester) {
    // There, only after the last one, which may come soon after a snapshot.
    yield* countTo(tester, 100, () => tester.expectLogsUpTo(2 * labLimit));
    yield* restart(tester);
    yield* oneMore(tester, 101);
  },
};
