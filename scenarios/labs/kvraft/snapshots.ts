/** Parts B of 2024 and C of 2025: who lags behind is sent a snapshot, and neither logs nor snapshots grow. */
import { seconds } from '../../../sim/core/time.ts';
import { expect, sleep } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { inspectorOf } from './generic.ts';
import { electionTimeout } from './harness.ts';
import { kvLab, type KvEdition } from './lab.ts';

/** The labs' maxraftstate, in bytes. */
export const labLimit = 1_000;

/** What the labs allow: a snapshot is taken before the log has eight times the limit. */
const mostLog = 8 * labLimit;

/** The labs' bound for a store of one small key. */
const mostSnapshot = 500;

/** The last server misses fifty puts: nothing but a snapshot brings it up to date, and it must be, for then another one is away. */
export const snapshotRpc = (edition: KvEdition): Scenario =>
  kvLab(edition, {
    title: 'A server that missed fifty puts is sent a snapshot, and makes up a majority',
    servers: 3,
    clients: 1,
    maxStateBytes: labLimit,
    *tell(harness) {
      const client = edition.clients()(inspectorOf(harness));
      yield* client.put('a', 'A');
      yield* client.check('a', 'A');
      yield* harness.disconnect(2);
      for (let i = 0; i < 50; i++) yield* client.put(String(i), String(i));
      yield* sleep(electionTimeout);
      yield* client.put('b', 'B');
      harness.expectLogsUpTo(mostLog);
      yield* harness.disconnect(1);
      yield* harness.connect(2);
      yield* client.put('c', 'C');
      yield* client.put('d', 'D');
      for (const [key, value] of Object.entries({ a: 'A', b: 'B', 1: '1', 49: '49' })) yield* client.check(key, value);
      yield* harness.connect(1);
      yield* client.put('e', 'E');
      for (const [key, value] of Object.entries({ c: 'C', e: 'E', 1: '1' })) yield* client.check(key, value);
    },
  });

/** One key, four hundred puts. */
export const snapshotSize = (edition: KvEdition): Scenario =>
  kvLab(edition, {
    title: 'Four hundred puts of one small value leave little on the disks',
    servers: 3,
    clients: 1,
    maxStateBytes: labLimit,
    *tell(harness) {
      const client = edition.clients()(inspectorOf(harness));
      for (let i = 0; i < 200; i++) {
        for (const value of ['0', '1']) {
          yield* client.put('x', value);
          yield* client.check('x', value);
        }
      }
      harness.expectLogsUpTo(mostLog);
      harness.expectSnapshotsUpTo(mostSnapshot);
      expect(harness.stage.now() < seconds(20), 'four hundred puts and gets take less than 20 s', () => `${harness.stage.now()} microseconds`);
    },
  });
