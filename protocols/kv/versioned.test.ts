import { describe, expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { versionedBytes, versionedClerk, versionedServer } from './index.ts';
import type { VersionedClerkVocabulary, VersionedMessage, VersionedRequest, VersionedResult, VersionedServerVocabulary } from './index.ts';

const put = (value: string, version: number, key = 'k'): VersionedRequest => ({ kind: 'put', key, value, version });
const get = (key = 'k'): VersionedRequest => ({ kind: 'get', key });

class Pair {
  readonly server: Hand<VersionedServerVocabulary> = new Hand(versionedServer());
  readonly clerk: Hand<VersionedClerkVocabulary> = new Hand(versionedClerk(), 1);

  /** Asks, and lets the network lose nothing. */
  ask(request: VersionedRequest): VersionedResult | undefined {
    this.clerk.request(this.clerk.replies.length, request);
    this.answer(...this.serve(this.clerk.takeOne()));
    return this.clerk.lastResult;
  }

  /** What the server says to this message. */
  serve(message: VersionedMessage): readonly VersionedMessage[] {
    return this.server.receive(1, message).take().map((letter) => letter.message);
  }

  answer(...messages: readonly VersionedMessage[]): void {
    for (const message of messages) this.clerk.receive(0, message);
  }

  stored(key = 'k') {
    return this.server.state.values.get(key);
  }
}

describe('labs 3.2: the rules of Put and Get', () => {
  test('version 0 creates the key, with version 1', () => {
    const pair = new Pair();
    expect(pair.ask(put('a', 0))).toEqual({ kind: 'put', error: 'OK' });
    expect(pair.ask(get())).toEqual({ kind: 'get', error: 'OK', value: 'a', version: 1 });
  });

  test('a put applies only if the version equals the stored one, which then grows by 1', () => {
    const pair = new Pair();
    pair.ask(put('a', 0));
    expect(pair.ask(put('b', 1))).toEqual({ kind: 'put', error: 'OK' });
    expect(pair.stored()).toEqual({ value: 'b', version: 2 });
  });

  test('another version gives ErrVersion and changes nothing, be it older or newer', () => {
    const pair = new Pair();
    pair.ask(put('a', 0));
    for (const version of [0, 2, 7]) expect(pair.ask(put('b', version))).toEqual({ kind: 'put', error: 'ErrVersion' });
    expect(pair.stored()).toEqual({ value: 'a', version: 1 });
  });

  test('a version above 0 for a missing key gives ErrNoKey', () => {
    expect(new Pair().ask(put('a', 1))).toEqual({ kind: 'put', error: 'ErrNoKey' });
  });

  test('a get of a missing key gives ErrNoKey', () => {
    expect(new Pair().ask(get())).toEqual({ kind: 'get', error: 'ErrNoKey' });
  });
});

describe('labs 3.2: the clerk', () => {
  test('sends again every 100 ms, for ever, with the same identity and the next attempt', () => {
    const { clerk } = new Pair();
    clerk.request(0, put('a', 0));
    const first = clerk.takeOne();
    for (let attempt = 2; attempt <= 5; attempt++) {
      expect(clerk.timers.get('retry')).toEqual({ min: 100_000, max: 100_000 });
      expect(clerk.fire('retry').takeOne()).toEqual({ ...first, attempt });
    }
  });

  test('ErrVersion on the first sending stays ErrVersion, even when its answer comes after a second sending', () => {
    const pair = new Pair();
    pair.ask(put('a', 0));
    pair.clerk.request(9, put('b', 0));
    const first = pair.clerk.takeOne();
    pair.clerk.fire('retry');
    pair.answer(...pair.serve(first));
    expect(pair.clerk.lastResult).toEqual({ kind: 'put', error: 'ErrVersion' });
  });

  test('ErrVersion on a re-sent put becomes ErrMaybe', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('a', 0));
    pair.serve(pair.clerk.takeOne());
    pair.answer(...pair.serve(pair.clerk.fire('retry').takeOne()));
    expect(pair.clerk.lastResult).toEqual({ kind: 'put', error: 'ErrMaybe' });
    expect(pair.stored()).toEqual({ value: 'a', version: 1 });
  });

  test('OK and ErrNoKey on a re-sent put stay what they are: both are certain', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('a', 3));
    pair.clerk.take();
    pair.answer(...pair.serve(pair.clerk.fire('retry').takeOne()));
    expect(pair.clerk.lastResult).toEqual({ kind: 'put', error: 'ErrNoKey' });
    pair.clerk.request(1, put('a', 0));
    pair.clerk.take();
    pair.answer(...pair.serve(pair.clerk.fire('retry').takeOne()));
    expect(pair.clerk.lastResult).toEqual({ kind: 'put', error: 'OK' });
  });

  test('has one request outstanding: others wait in line', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('a', 0)).request(1, get()).request(2, put('b', 1));
    for (let round = 0; round < 3; round++) pair.answer(...pair.serve(pair.clerk.takeOne()));
    expect(pair.clerk.replies.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(pair.stored()).toEqual({ value: 'b', version: 2 });
    expect([...pair.clerk.timers]).toEqual([]);
  });

  test('takes no notice of answers to earlier requests and to earlier lives', () => {
    const pair = new Pair();
    pair.clerk.request(0, get());
    const old = pair.serve(pair.clerk.takeOne());
    pair.answer(...old, ...old);
    pair.clerk.request(1, get());
    pair.answer(...old, { kind: 'getReply', session: 0, request: 2, found: { value: 'ghost', version: 1 } });
    expect(pair.clerk.replies).toHaveLength(1);
  });

  test('a restarted clerk is another session, whose request numbers may begin again', () => {
    const pair = new Pair();
    pair.ask(put('a', 0));
    const before = pair.clerk.state.session;
    pair.clerk.crash();
    expect(pair.ask(put('b', 1))).toEqual({ kind: 'put', error: 'OK' });
    expect(pair.clerk.state.session).not.toBe(before);
  });
});

describe('a network that duplicates and replays, which the lab has not', () => {
  test('the duplicate of a put that was executed is not answered, so that its ErrVersion cannot overtake the OK', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('a', 0));
    const message = pair.clerk.takeOne();
    const [ok] = pair.serve(message);
    expect(pair.serve(message)).toEqual([]);
    expect(ok).toMatchObject({ kind: 'putReply', error: 'OK' });
  });

  test('a first sending that arrives after the second one was executed changes nothing and is not answered', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('a', 0));
    const first = pair.clerk.takeOne();
    expect(pair.serve(pair.clerk.fire('retry').takeOne())).toMatchObject([{ error: 'OK' }]);
    expect(pair.serve(first)).toEqual([]);
  });

  test('a put refused because its version is yet to come stays refused when that version has come', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('late', 1));
    const sendings = [pair.clerk.takeOne(), pair.clerk.fire('retry').takeOne(), pair.clerk.fire('retry').takeOne()];
    pair.answer(...sendings.slice(1, 2).flatMap((message) => pair.serve(message)));
    expect(pair.clerk.lastResult).toEqual({ kind: 'put', error: 'ErrNoKey' });
    pair.ask(put('a', 0));
    for (const message of sendings) pair.serve(message);
    expect(pair.stored()).toEqual({ value: 'a', version: 1 });
  });

  test('what an earlier request left in the network changes nothing, however late it comes', () => {
    const pair = new Pair();
    pair.clerk.request(0, put('a', 0));
    const old = pair.clerk.takeOne();
    pair.answer(...pair.serve(old));
    for (let version = 1; version < 50; version++) pair.ask(put(`${version}`, version));
    pair.serve(old);
    expect(pair.stored()).toEqual({ value: '49', version: 50 });
  });
});

describe('labs 1.3: memory', () => {
  test('TestMemPutManyClientsReliable: 100,000 clerks cost at most 200 bytes each', () => {
    const server = new Hand(versionedServer());
    const clerks = 100_000;
    for (let session = 0; session < clerks; session++) {
      server.receive(1, { kind: 'put', session, request: 1, attempt: 1, key: 'k', value: '', version: 1 });
    }
    const before = versionedBytes(new Hand(versionedServer()).state);
    for (let session = 0; session < clerks; session++) {
      server.receive(1, { kind: 'put', session, request: 2, attempt: 1, key: 'k', value: 'x'.repeat(1_000), version: session });
    }
    expect(server.take().slice(clerks).every(({ message }) => message.kind === 'putReply' && message.error === 'OK')).toBe(true);
    expect((versionedBytes(server.state) - before) / clerks).toBeLessThanOrEqual(200);
  });

  test('gets cost nothing', () => {
    const server = new Hand(versionedServer());
    for (let session = 0; session < 1_000; session++) server.receive(1, { kind: 'get', session, request: 1, key: 'k' });
    expect(versionedBytes(server.state)).toBe(0);
  });
});
