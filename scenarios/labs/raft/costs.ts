/** Part B: what agreement costs, and what happens side by side. */
import type { NodeId } from '../../../sim/core/protocol.ts';
import { seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { RaftTest } from './lab.ts';
import { electionTimeout, missed, type Started, type Tester } from './tester.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

function anyText(tester: Tester, length: number): string {
  let text = '';
  while (text.length < length) text += letters[tester.stage.choose(letters.length)] ?? '';
  return text;
}

/** A leader sends each command to each peer once: three times all of it, and 50,000 bytes for everything else. */
export const rpcBytes: RaftTest = {
  servers: 3,
  countsBytes: true,
  *tell(tester) {
    yield* tester.one(99, 3, false);
    const before = tester.bytes;
    for (let index = 2; index < 12; index++) {
      const found = yield* tester.one(anyText(tester, 5_000), 3, false);
      expect(found === index, 'commands stand one after the other, with nothing between', () => `${found}, not ${index}`);
    }
    const sent = tester.bytes - before;
    expect(sent <= 3 * 50_000 + 50_000, 'each peer is sent each command once', () => `${sent} bytes for 50000`);
  },
};

/** Tries up to five times, until an attempt has not met a change of term. */
function* fiveTimes(attempt: () => Story<boolean>): Story {
  for (let tried = 0; tried < 5; tried++) {
    if (tried > 0) yield* sleep(seconds(3));
    if (yield* attempt()) return;
  }
  missed('terms do not change while nothing fails', 'each of five attempts met another term');
}

const isInTerm = (tester: Tester, term: number): boolean => tester.servers.every((server) => tester.termOf(server) === term);

export const concurrentStarts: RaftTest = {
  servers: 3,
  *tell(tester) {
    yield* fiveTimes(() => startFiveAtOnce(tester));
  },
};

function* startFiveAtOnce(tester: Tester): Story<boolean> {
  const leader = yield* tester.checkOneLeader();
  const first = yield* tester.start(leader, 1);
  if (first === null) return false;
  const indices: number[] = [];
  const commands = [100, 101, 102, 103, 104];
  yield* all(
    commands.map(function* (command): Story {
      const started = yield* tester.start(leader, command);
      if (started?.term === first.term) indices.push(started.index);
    }),
  );
  if (!isInTerm(tester, first.term)) return false;
  const committed: unknown[] = [];
  for (const index of indices) {
    const found = yield* tester.wait(index, 3, first.term);
    if (found === null) return false;
    committed.push(found.command);
  }
  for (const command of commands) expect(committed.includes(command), 'what is started at the same time is all committed', () => `${command} is missing`);
  return true;
}

/** Requests that servers may send: 30 for the first election, 42 for 12 commands, 60 in a second without any. */
export const count: RaftTest = {
  servers: 3,
  *tell(tester) {
    tester.countRequests();
    yield* tester.checkOneLeader();
    expect(tester.requests >= 1 && tester.requests <= 30, 'an election takes 1 to 30 requests', () => String(tester.requests));
    let before = 0;
    yield* fiveTimes(function* () {
      const leader = yield* tester.checkOneLeader();
      before = tester.requests;
      return yield* startTwelve(tester, leader);
    });
    const after = tester.requests;
    expect(after - before <= (10 + 1 + 3) * 3, '12 commands take 42 requests at most', () => String(after - before));
    yield* sleep(electionTimeout);
    const idle = tester.requests - after;
    expect(idle <= 3 * 20, 'a second without commands takes 60 requests at most', () => String(idle));
  },
};

/** The first ten of them are looked for. */
function* startTwelve(tester: Tester, leader: NodeId): Story<boolean> {
  const first = yield* tester.start(leader, 1);
  if (first === null) return false;
  const commands: number[] = [];
  for (let i = 1; i < 12; i++) {
    const command = tester.anyCommand();
    commands.push(command);
    const started = yield* tester.start(leader, command);
    if (started?.term !== first.term) return false;
    expect(started.index === first.index + i, 'a leader starts the next command at the next index', () => `${started.index}, not ${first.index + i}`);
  }
  for (const [i, command] of commands.slice(0, 10).entries()) if (!(yield* isCommitted(tester, first, i + 1, command))) return false;
  return isInTerm(tester, first.term);
}

function* isCommitted(tester: Tester, first: Started, place: number, command: number): Story<boolean> {
  const found = yield* tester.wait(first.index + place, 3, first.term);
  expect(found === null || found.command === command, 'what was started is committed at its index', () => `${String(found?.command)}, not ${command}`);
  return found !== null;
}
