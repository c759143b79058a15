/** Part C: clients that go on while servers come and go. */
import { milliseconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { RaftTest } from './lab.ts';
import { electionTimeout, missed, type Tester } from './tester.ts';

export const unreliableAgree: RaftTest = {
  servers: 5,
  network: 'unreliable',
  *tell(tester) {
    yield* fivesFrom(tester, 1);
    yield* tester.one(100, 5, true);
  },
};

/** Of each five commands, four go on by themselves while the next five begin after the first. */
function* fivesFrom(tester: Tester, round: number): Story {
  if (round === 50) return yield* tester.setReliable();
  const others = [0, 1, 2, 3].map((other) => 100 * round + other);
  yield* all([
    ...others.map(function* (command): Story {
      yield* tester.one(command, 1, true);
    }),
    (function* (): Story {
      yield* tester.one(round, 1, true);
      yield* fivesFrom(tester, round + 1);
    })(),
  ]);
}

/** What the clients of a churn share with the one who churns. */
interface Churn {
  isOver: boolean;
  /** Commands that were seen committed by who had started them. */
  readonly seen: number[];
}

export const churn = (network: 'reliable' | 'unreliable'): RaftTest => ({
  servers: 5,
  network,
  heavy: true,
  *tell(tester) {
    const churn: Churn = { isOver: false, seen: [] };
    yield* all([stir(tester, churn), ...[0, 1, 2].map((client) => startUntilOver(tester, churn, client))]);
    yield* sleep(electionTimeout);
    const last = yield* tester.one(tester.anyCommand(), 5, true);
    const committed = new Set<unknown>();
    for (let index = 1; index <= last; index++) {
      const found = yield* tester.wait(index, 5, null);
      committed.add(found === null ? missed('what is committed is applied by all', `index ${index}`) : found.command);
    }
    for (const command of churn.seen) expect(committed.has(command), 'what was seen committed stays committed', () => `${command} is gone`);
  },
});

function* stir(tester: Tester, churn: Churn): Story {
  const { choose } = tester.stage;
  for (let round = 0; round < 20; round++) {
    if (choose(1_000) < 200) yield* tester.disconnect(tester.any());
    if (choose(1_000) < 500) yield* bringBack(tester, tester.any());
    if (choose(1_000) < 200) yield* tester.crash(tester.any());
    yield* sleep((electionTimeout / 10) * 7);
  }
  yield* sleep(electionTimeout);
  yield* tester.setReliable();
  for (const server of tester.servers) yield* bringBack(tester, server);
  churn.isOver = true;
}

function* bringBack(tester: Tester, server: number): Story {
  if (!tester.isUp(server)) yield* tester.restart(server);
  yield* tester.connect(server);
}

/** Starts one command after the other on whoever takes it, and looks for a while whether it is committed. */
function* startUntilOver(tester: Tester, churn: Churn, client: number): Story {
  while (!churn.isOver) {
    const command = tester.anyCommand();
    let index: number | null = null;
    for (const server of tester.servers) {
      const started = yield* tester.start(server, command);
      if (started !== null) index = started.index;
    }
    if (index === null) yield* sleep(milliseconds(79 + client * 17));
    else if (yield* isSeen(tester, index, command)) churn.seen.push(command);
  }
}

function* isSeen(tester: Tester, index: number, command: number): Story<boolean> {
  for (const pause of [10, 20, 50, 100, 200]) {
    const found = tester.committedAt(index);
    if (found.count > 0) return found.command === command;
    yield* sleep(milliseconds(pause));
  }
  return false;
}
