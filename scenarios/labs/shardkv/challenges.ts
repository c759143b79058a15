/** The labs' two challenges: what has moved is deleted where it was, and what does not depend on a dead group is served. */
import { sizeOf } from '../../../sim/core/size.ts';
import { seconds } from '../../../sim/core/time.ts';
import { expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { shardLab, type Form, type ShardTester } from './lab.ts';
import { keysUpTo } from './values.ts';

const manyKeys = keysUpTo(30);
const valueBytes = 1_000;

/**
 * The labs' bound: 27 values once, three more twice, for these may stand in a table of answers, too; all of it on three replicas, with 6,000 bytes for
 * whatever else there is. Here no answer holds a value, and whatever else there is takes some 19,000 bytes on nine servers: of the 27,000 that are
 * left for it, too little remains for the three values of one shard on three replicas.
 */
const mostBytes = 3 * (27 * valueBytes + 2 * 3 * valueBytes + 6_000);

export const challenge1Delete = (): Scenario =>
  shardLab({
    title: 'All shards move five times; groups store nothing of what they have given away',
    maxStateBytes: 1,
    *tell(tester) {
      const { values } = tester;
      yield* tester.join(0);
      yield* values.putAll(manyKeys, valueBytes);
      yield* checkThree(tester);
      for (let round = 0; round < 2; round++) {
        yield* tester.join(1);
        yield* tester.leave(0);
        yield* tester.join(2);
        yield* waitAndCheck(tester, 3);
        yield* tester.leave(1);
        yield* tester.join(0);
        yield* tester.leave(2);
        yield* waitAndCheck(tester, 3);
      }
      yield* tester.join(1);
      yield* tester.join(2);
      for (let i = 0; i < 3; i++) yield* waitAndCheck(tester, 1);
      const bytes = storedBytes(tester);
      expect(bytes <= mostBytes, 'what has moved is deleted where it was', () => `${bytes} bytes, more than ${mostBytes}`);
      yield* values.check();
    },
  });

const checkThree = ({ values }: ShardTester): Story => values.check(manyKeys.slice(0, 3));

function* waitAndCheck(tester: ShardTester, pause: number): Story {
  yield* sleep(seconds(pause));
  yield* checkThree(tester);
}

/** Everything on the disks of all groups. */
const storedBytes = ({ stage, groups }: ShardTester): number =>
  groups.flatMap(({ servers }) => servers.flatMap((server) => stage.recordsOf(server))).reduce((sum, stored) => sum + (stored.kind === 'record' ? sizeOf(stored.record) : 0), 0);

const keys = keysUpTo(10);

export const challenge2Unaffected = (form: Form): Scenario =>
  shardLab({
    title: `A group is dead that others wait for: what they had is served${form === 'repaired' ? ', by the shards of keys, not by their numbers' : ''}`,
    unreliable: true,
    maxStateBytes: 100,
    *tell(tester) {
      const { values, operator } = tester;
      yield* tester.join(0);
      for (const key of keys) yield* values.put(key, '100');
      yield* tester.join(1);
      const configuration = yield* operator.query();
      yield* sleep(seconds(1));
      const owned = tester.keysOf(1, configuration, keys);
      // The labs take the number of a key for that of its shard.
      const written = form === 'repaired' ? owned : keys.filter((key) => configuration.shards.get(Number(key)) === 101);
      for (const key of written) yield* values.put(key, '101');
      yield* tester.shutDown(0);
      yield* tester.leave(0);
      yield* sleep(seconds(1));
      yield* useAll(tester, owned, '-1');
    },
  });

export const challenge2Partial = (): Scenario =>
  shardLab({
    title: 'A group is dead that another waits for: what that one gets from a third it serves as soon as it has come',
    unreliable: true,
    maxStateBytes: 100,
    *tell(tester) {
      const { values, operator } = tester;
      yield* tester.join(0, 1, 2);
      yield* sleep(seconds(1));
      for (const key of keys) yield* values.put(key, '100');
      const configuration = yield* operator.query();
      yield* tester.shutDown(0);
      yield* tester.leave(0, 2);
      yield* sleep(seconds(1));
      yield* useAll(tester, tester.keysOf(2, configuration, keys), '-2');
    },
  });

/** Read, written, read again. Where they are not served, the test hangs, and fails after its two minutes. */
function* useAll({ values }: ShardTester, keys: readonly string[], suffix: string): Story {
  for (const key of keys) {
    yield* values.check([key]);
    yield* values.put(key, `${values.of(key)}${suffix}`);
    yield* values.check([key]);
  }
}
