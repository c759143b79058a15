/** GenericTestSpeed: an operation takes a third of the time between heartbeats, 33.3 ms, or less. */
import { milliseconds } from '../../../sim/core/time.ts';
import { expect, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { versionedClient } from '../../kv/vocabulary.ts';
import { expectPieces, piece } from '../generic-2024.ts';
import { storeClient } from './clients.ts';
import { inspectorOf } from './generic.ts';
import type { Harness } from './harness.ts';
import { appendEdition, kvLab, versionedEdition, type KvEdition } from './lab.ts';

const operations = 1_000;

/** Three heartbeats for ten operations. */
const mostTime = (operations * milliseconds(100)) / 3;

const title = 'A thousand operations, one after the other, are faster than heartbeats';

interface Sequence {
  /** Is answered when there is a leader. */
  begin(harness: Harness): Story;
  operate(harness: Harness, number: number): Story;
  check(harness: Harness): Story;
}

function speed(edition: KvEdition, maxStateBytes: number | null, sequence: Sequence): Scenario {
  const suffix = maxStateBytes === null ? '' : ', with snapshots';
  return kvLab(edition, {
    title: `${title}${suffix}`,
    servers: 3,
    clients: 1,
    maxStateBytes,
    *tell(harness) {
      const { stage } = harness;
      yield* sequence.begin(harness);
      const start = stage.now();
      for (let number = 0; number < operations; number++) yield* sequence.operate(harness, number);
      const took = stage.now() - start;
      expect(took <= mostTime, 'an operation takes at most a third of a heartbeat interval', () => `${took / operations} microseconds each`);
      yield* sequence.check(harness);
    },
  });
}

/** A thousand appends: each piece stands in the value once, in order. */
export const speedAppend = (maxStateBytes: number | null): Scenario =>
  speed(appendEdition, maxStateBytes, {
    *begin(harness) {
      yield* storeClient(inspectorOf(harness)).get('x');
    },
    *operate(harness, number) {
      yield* storeClient(inspectorOf(harness)).append('x', piece(0, number));
    },
    *check(harness) {
      expectPieces(0, yield* storeClient(inspectorOf(harness)).get('x'), operations);
    },
  });

/** A thousand puts: each is OK at the version after the one before it. */
export const speedVersioned = (maxStateBytes: number | null): Scenario =>
  speed(versionedEdition, maxStateBytes, {
    *begin(harness) {
      yield* versionedClient(inspectorOf(harness)).get('x');
    },
    *operate(harness, number) {
      const { error } = yield* versionedClient(inspectorOf(harness)).put('x', `x ${number}`, number);
      expect(error === 'OK', 'a put that nobody contends with is OK', () => `put ${number}: ${error}`);
    },
    *check(harness) {
      const got = yield* versionedClient(inspectorOf(harness)).get('x');
      const version = got.error === 'OK' ? got.version : 0;
      expect(version === operations, 'the version counts the puts', () => `${version}, not ${operations}`);
    },
  });
