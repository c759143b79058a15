/** The sixty keys of the labs' tests of 2025, written once and looked at again and again. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, ask, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import { fnv1a, shardOf } from '../../../protocols/shard-kv/index.ts';
import type { Gid, ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import type { Got, VersionedClient } from '../../kv/vocabulary.ts';
import { randomText } from '../shardkv/values.ts';
import type { ShardTester } from './lab.ts';

/** How many there are. Whoever looks for all of them at once has as many clerks. */
export const keyCount = 60;

/** Keys with what stands there. */
export type Written = ReadonlyMap<string, string>;

/** k0 to k59, each with a random value, in its first version. */
export function* spreadPuts({ stage, clerk }: ShardTester, length: number = 20): Story<Written> {
  const written = new Map<string, string>();
  for (let i = 0; i < keyCount; i++) {
    const [key, value] = [`k${i}`, randomText(stage, length)];
    const { error } = yield* clerk.put(key, value, 0);
    // On an unreliable network, a put that was sent again may have found itself.
    expect(error === 'OK' || error === 'ErrMaybe', 'nobody else puts at these keys', () => `${key}: ${error}`);
    written.set(key, value);
  }
  return written;
}

/** "60 gets": all of them, or some. */
export function* checkGets({ clerk }: ShardTester, written: Written, keys: Iterable<string> = written.keys()): Story {
  for (const key of keys) expectGot(key, yield* clerk.get(key), written);
}

function expectGot(key: string, got: Got, written: Written): void {
  const isRight = got.error === 'OK' && got.value === written.get(key) && got.version === 1;
  expect(isRight, 'a get shows what was put', () => `${key}: ${JSON.stringify(got)}`);
}

/** A get that may never be answered: null where its clerk goes down first. */
function* tryGet({ node }: VersionedClient, key: string): Story<Got | null> {
  return yield* ask<Got>(node, { kind: 'get', key });
}

/**
 * A group goes down, and new clerks ask for all keys at once: fewer than all are answered, until two seconds have passed without an answer. Then
 * the group comes back, and the others are answered, too.
 */
export function* shutDownSharding(tester: ShardTester, gid: Gid, written: Written): Story {
  const { stage } = tester;
  yield* tester.group(gid).shutDownAll();
  let answered = 0;
  const clerks = tester.newClerks(keyCount);
  const gets = [...written.keys()].map(function* (key, place): Story {
    const clerk = clerks[place];
    const got = clerk === undefined ? null : yield* tryGet(clerk, key);
    if (got === null) return;
    expectGot(key, got, written);
    answered++;
  });
  const observe = function* (): Story {
    for (let [seen, quietSince] = [0, stage.now()]; stage.now() - quietSince < seconds(2); yield* sleep(milliseconds(20))) {
      if (answered > seen) [seen, quietSince] = [answered, stage.now()];
    }
    expect(answered < written.size, 'the shards of a group that is down are not served', () => `all ${answered} gets were answered`);
    yield* tester.group(gid).startAll();
  };
  yield* all([...gets, observe()]);
}

/** Keys whose shards are with one of these groups. */
export const keysAt = (configuration: ShardConfiguration, gids: readonly Gid[], written: Written): readonly string[] =>
  [...written.keys()].filter((key) => gids.includes(configuration.shards.get(shardOf(fnv1a, configuration, key)) ?? 0));
