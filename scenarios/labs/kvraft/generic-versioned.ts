/** GenericTest of 2025: all clients put at one key, or at a hundred, at the versions that they believe in. */
import { seconds } from '../../../sim/core/time.ts';
import { all, expect, rest, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Scenario } from '../../scenario.ts';
import { versionedClient, type VersionedClient } from '../../kv/vocabulary.ts';
import { onePut, type PutCount } from '../one-put.ts';
import { unhurried } from './clients.ts';
import { calm, clientsOf, crashAll, genericTest, inspectorOf, pause, type Generic } from './generic.ts';
import { electionTimeout, type Harness } from './harness.ts';
import { kvLab, versionedEdition } from './lab.ts';

/** Until when clients begin a put, and whether they have all ended. */
interface Work {
  readonly end: number;
  isOver: boolean;
}

/**
 * Clients work for one second. With partitions, that is the calm one: servers are split when it is over, until the last puts are answered.
 * `repaired`: clients go on for the five seconds of partitions that they had until 2024.
 */
export function genericVersioned(generic: Generic, form: 'original' | 'repaired' = 'original'): Scenario {
  const { partitions = false, crash = false } = generic;
  const length = calm + (form === 'repaired' ? seconds(5) : 0);
  const test = genericTest(generic, (harness) => {
    const count: PutCount = { ok: 0, maybe: 0 };
    return function* (round) {
      const work = { end: harness.stage.now() + length, isOver: false };
      yield* all([putAll(harness, generic, round, count, work), ...(partitions ? [splitUntilOver(harness, work)] : [])]);
      yield* checkVersion(harness, generic, count);
      if (crash) yield* crashAll(harness);
    };
  });
  return kvLab(versionedEdition, form === 'repaired' ? { ...test, title: `${test.title}, clients at work meanwhile` } : test);
}

function* putAll(harness: Harness, generic: Generic, round: number, count: PutCount, work: Work): Story {
  const clerks = clientsOf(harness, generic, round).map((node) => unhurried(versionedClient(node), () => pause(harness, generic)));
  yield* all(clerks.map((clerk) => putUntilOver(harness, generic, clerk, count, work)));
  work.isOver = true;
}

/** One client: each put at the version that it has seen last. */
function* putUntilOver({ stage }: Harness, { randomKeys = false }: Generic, clerk: VersionedClient, count: PutCount, { end }: Work): Story {
  const versions = new Map<string, number>();
  while (stage.now() < end) {
    yield* rest();
    const key = randomKeys ? `k${stage.choose(100)}` : sharedKey;
    versions.set(key, yield* onePut(clerk, key, versions.get(key) ?? 0, count));
  }
}

function* splitUntilOver(harness: Harness, work: Work): Story {
  yield* sleep(calm);
  while (!work.isOver) yield* harness.splitAtRandom();
  yield* sleep(electionTimeout);
}

/** Each OK is a version, and nothing else is; but an ErrMaybe may be one. */
function* checkVersion(harness: Harness, { unreliable = false, crash = false, partitions = false, randomKeys = false }: Generic, { ok, maybe }: PutCount): Story {
  if (randomKeys) return;
  const got = yield* versionedClient(inspectorOf(harness)).get(sharedKey);
  const version = got.error === 'OK' ? got.version : 0;
  const most = unreliable || crash || partitions ? ok + maybe : ok;
  expect(version >= ok && version <= most, 'the version counts the puts', () => `version ${version} after ${ok} OK and ${maybe} ErrMaybe`);
}

const sharedKey = 'k';
