/** Groups that serve, join, leave and restart while one client looks: the first half of the labs' tests. */
import { seconds } from '../../../sim/core/time.ts';
import { all, expect, inflict, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { shardLab, type ShardTester } from './lab.ts';
import { keysUpTo } from './values.ts';

/** One for each shard. */
const keys = keysUpTo(10);

/** Each key is asked for by a client of its own; answers so many when nothing was answered for two seconds. */
export function* countAnswers({ stage, values, others }: ShardTester, then: (answered: number) => Story): Story {
  let answered = 0;
  const gets = keys.map(function* (key, place): Story {
    const client = others[place];
    if (client !== undefined && (yield* values.tryGet(client, key)) !== null) answered++;
  });
  const observe = function* (): Story {
    for (let [seen, quietSince] = [0, stage.now()]; stage.now() - quietSince < seconds(2); yield* sleep(seconds(2) / 100)) {
      if (answered > seen) [seen, quietSince] = [answered, stage.now()];
    }
    yield* then(answered);
  };
  yield* all([...gets, observe()]);
}

const expectHalf = (answered: number): void => expect(answered === 5, 'each of two groups serves its five shards, and no other', () => `${answered} of 10 gets were answered`);

export const staticShards = (): Scenario =>
  shardLab({
    title: 'Of two groups one is down: five shards of ten are served',
    clients: keys.length,
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* tester.join(1);
      yield* values.putAll(keys, 20);
      yield* values.check();
      yield* tester.shutDown(1);
      tester.checkLogs(null);
      yield* countAnswers(tester, function* (answered): Story {
        expectHalf(answered);
        yield* tester.start(1);
      });
      yield* values.check();
    },
  });

/** 2024 only. */
export const rejection = (): Scenario =>
  shardLab({
    title: 'Clients whose controller knows of one group alone are refused where that group does not have the shard',
    clients: keys.length,
    misled: true,
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* tester.join(1);
      yield* values.putAll(keys, 20);
      yield* values.check();
      yield* tester.otherOperator.join({ 100: tester.group(0).servers });
      yield* countAnswers(tester, function* (answered): Story {
        expectHalf(answered);
        for (const { node } of tester.others) yield* inflict({ kind: 'crash', node, down: null, power: { survivors: 0, torn: false } });
      });
    },
  });

export const joinLeave = (): Scenario =>
  shardLab({
    title: 'A group joins, another leaves and is shut down',
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* values.putAll(keys, 5);
      yield* values.check();
      yield* tester.join(1);
      yield* values.appendRound(5);
      yield* tester.leave(0);
      yield* values.appendRound(5);
      // Time for the shards to move.
      yield* sleep(seconds(1));
      tester.checkLogs(null);
      yield* tester.shutDown(0);
      yield* values.check();
    },
  });

export const snapshot = (): Scenario =>
  shardLab({
    title: 'Groups join and leave and restart from snapshots, and logs stay small',
    maxStateBytes: snapshotLimit,
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* values.putAll(keysUpTo(30), 20);
      yield* values.check();
      yield* tester.join(1);
      yield* tester.join(2);
      yield* tester.leave(0);
      yield* values.appendRound(20);
      yield* tester.leave(1);
      yield* tester.join(0);
      yield* values.appendRound(20);
      yield* sleep(seconds(1));
      yield* values.check();
      yield* sleep(seconds(1));
      tester.checkLogs(snapshotLimit);
      yield* tester.shutDown(0, 1, 2);
      yield* tester.start(0, 1, 2);
      yield* values.check();
    },
  });

/** The labs' maxraftstate of the tests in which snapshots matter. */
const snapshotLimit = 1_000;

export const missChange = (): Scenario =>
  shardLab({
    title: 'Servers that were down while groups joined and left are brought up to date',
    maxStateBytes: snapshotLimit,
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* values.putAll(keys, 20);
      yield* values.check();
      yield* tester.join(1);
      yield* tester.shutDownOneOfEach(0);
      yield* tester.join(2);
      yield* tester.leave(1);
      yield* tester.leave(0);
      yield* values.appendRound(20);
      yield* tester.join(1);
      yield* values.appendRound(20);
      yield* tester.startOneOfEach(0);
      yield* values.appendRound(20);
      yield* sleep(seconds(2));
      yield* tester.shutDownOneOfEach(1);
      yield* tester.join(0);
      yield* tester.leave(2);
      yield* values.appendRound(20);
      yield* tester.startOneOfEach(1);
      yield* values.check();
    },
  });
