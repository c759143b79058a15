/** What the clients of the lock labs do. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, expect, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { lockUser, type LockUser } from '../lock/vocabulary.ts';

/** Until two seconds are over: acquire the lock, find "l0" empty, write one's own name there, wait, empty it, release. */
export function* contend(stage: Stage, user: LockUser): Story {
  const mine = String(user.node);
  while (stage.now() < seconds(2)) {
    yield* rest();
    yield* user.acquire('l');
    const got = yield* user.get('l0');
    if (got.error !== 'OK') return expect(false, 'the locked key exists');
    expect(got.value === '', 'no two clients hold the lock at once', () => `${got.value} and ${mine}`);
    const took = yield* user.put('l0', mine, got.version);
    expect(took.error === 'OK' || took.error === 'ErrMaybe', 'a put under the lock meets no other writer', () => took.error);
    yield* sleep(milliseconds(10));
    const left = yield* user.put('l0', '', got.version + 1);
    expect(left.error === 'OK' || left.error === 'ErrMaybe', 'a put under the lock meets no other writer', () => left.error);
    yield* user.release('l');
  }
}

export const lockTest: Script = function* (stage) {
  const users = stage.clients.map(lockUser);
  for (const user of users.slice(0, 1)) yield* user.put('l0', '', 0);
  yield* all(users.map((user) => contend(stage, user)));
};

/** 2026: each client first takes and frees two named locks, which must not get in each other's way. */
export const namedLockTest: Script = function* (stage) {
  const users = stage.clients.map(lockUser);
  for (const user of users.slice(0, 1)) yield* user.put('l0', '', 0);
  yield* all(
    users.map(function* (user): Story {
      for (const lock of namesOf(user.node)) {
        yield* user.acquire(lock);
        yield* user.release(lock);
      }
      yield* contend(stage, user);
    }),
  );
};

const namesOf = (node: NodeId): readonly string[] => ['first', 'second'].map((name) => `${name} of ${node}`);
