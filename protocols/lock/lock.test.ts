import { describe, expect, test } from 'vitest';
import { versionedServer } from '../kv/index.ts';
import type { VersionedMessage, VersionedServerVocabulary } from '../kv/index.ts';
import { Hand } from '../testing/hand.ts';
import { lockClient } from './index.ts';
import type { LockClientVocabulary, LockRequest } from './index.ts';

const acquire = (lock = 'l'): LockRequest => ({ kind: 'acquire', lock });
const release = (lock = 'l'): LockRequest => ({ kind: 'release', lock });

type Client = Hand<LockClientVocabulary>;

/** Clients of one versioned server, and a network that does what the test says. */
class Town {
  readonly server: Hand<VersionedServerVocabulary> = new Hand(versionedServer());
  readonly one: Client = new Hand(lockClient(), 1);
  readonly two: Client = new Hand(lockClient(), 2);

  /** Asks and delivers until the client is quiet: it has its answer, or waits to look again. */
  ask(client: Client, request: LockRequest): unknown {
    client.request(client.replies.length, request);
    const before = client.replies.length;
    this.deliver(client);
    return client.replies[before]?.result;
  }

  deliver(client: Client): void {
    for (let letters = client.take(); letters.length > 0; letters = client.take()) {
      for (const { message } of letters) this.answer(client, message);
    }
  }

  answer(client: Client, message: VersionedMessage): void {
    for (const reply of this.server.receive(client.self, message).take()) client.receive(0, reply.message);
  }

  /** The server gets the message, its answer is lost. */
  loseAnswer(message: VersionedMessage): void {
    this.server.receive(0, message).take();
  }

  value(key = 'l'): string | undefined {
    return this.server.state.values.get(key)?.value;
  }
}

describe('labs 3.2: Acquire and Release', () => {
  test('the value of a lock is the name of its holder, and "" when it is free', () => {
    const town = new Town();
    expect(town.ask(town.one, acquire())).toEqual({ kind: 'acquired' });
    expect(town.value()).toBe(town.one.state.holder);
    expect(town.one.state.held).toEqual(['l']);
    expect(town.ask(town.one, release())).toEqual({ kind: 'released' });
    expect(town.value()).toBe('');
    expect(town.one.state.held).toEqual([]);
  });

  test('a client waits while another holds the lock, and gets it after the release', () => {
    const town = new Town();
    town.ask(town.one, acquire());
    expect(town.ask(town.two, acquire())).toBeUndefined();
    expect(town.two.timers.get('poll')).toEqual({ min: 10_000, max: 30_000 });
    town.two.fire('poll');
    town.deliver(town.two);
    expect(town.two.replies).toEqual([]);
    town.ask(town.one, release());
    town.two.fire('poll');
    town.deliver(town.two);
    expect(town.two.lastResult).toEqual({ kind: 'acquired' });
    expect(town.value()).toBe(town.two.state.holder);
  });

  test('TestReliableNested: locks with different names are held together and freed in any order', () => {
    const town = new Town();
    for (const order of [['a', 'b'], ['b', 'a']]) {
      for (const lock of ['a', 'b']) expect(town.ask(town.one, acquire(lock))).toEqual({ kind: 'acquired' });
      expect(town.one.state.held).toEqual(['a', 'b']);
      for (const lock of order) expect(town.ask(town.one, release(lock))).toEqual({ kind: 'released' });
    }
  });

  test('to release a lock that another client holds changes nothing', () => {
    const town = new Town();
    town.ask(town.one, acquire());
    expect(town.ask(town.two, release())).toEqual({ kind: 'released' });
    expect(town.value()).toBe(town.one.state.holder);
  });

  test("get and put pass through to the client's clerk, also while it holds a lock", () => {
    const town = new Town();
    town.ask(town.one, acquire());
    expect(town.ask(town.one, { kind: 'put', key: 'l0', value: 'mine', version: 0 })).toEqual({ kind: 'put', error: 'OK' });
    expect(town.ask(town.one, { kind: 'get', key: 'l0' })).toEqual({ kind: 'get', error: 'OK', value: 'mine', version: 1 });
  });

  test('requests wait in line', () => {
    const town = new Town();
    town.one.request(0, acquire()).request(1, { kind: 'get', key: 'l0' }).request(2, release());
    town.deliver(town.one);
    expect(town.one.replies).toEqual([
      { id: 0, result: { kind: 'acquired' } },
      { id: 1, result: { kind: 'get', error: 'ErrNoKey' } },
      { id: 2, result: { kind: 'released' } },
    ]);
  });
});

describe('labs 3.2: handle ErrMaybe by reading back', () => {
  test('an acquire whose put was executed reads its own name and holds the lock', () => {
    const town = new Town();
    town.one.request(0, acquire());
    town.answer(town.one, town.one.takeOne());
    town.loseAnswer(town.one.takeOne());
    town.answer(town.one, town.one.fire('retry').takeOne());
    expect(town.one.replies).toEqual([]);
    town.deliver(town.one);
    expect(town.one.lastResult).toEqual({ kind: 'acquired' });
  });

  test('an acquire whose put was not executed reads the name of another client and waits', () => {
    const town = new Town();
    town.one.request(0, acquire());
    town.answer(town.one, town.one.takeOne());
    town.one.take();
    town.ask(town.two, acquire());
    town.answer(town.one, town.one.fire('retry').takeOne());
    town.deliver(town.one);
    expect(town.one.replies).toEqual([]);
    expect(town.one.timers.has('poll')).toBe(true);
  });

  test('a release whose put was executed leaves the lock to the successor', () => {
    const town = new Town();
    town.ask(town.one, acquire());
    town.one.request(1, release());
    town.answer(town.one, town.one.takeOne());
    town.loseAnswer(town.one.takeOne());
    town.ask(town.two, acquire());
    town.answer(town.one, town.one.fire('retry').takeOne());
    town.deliver(town.one);
    expect(town.one.lastResult).toEqual({ kind: 'released' });
    expect(town.value()).toBe(town.two.state.holder);
  });
});
