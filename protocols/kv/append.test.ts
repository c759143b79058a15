import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { appendBytes, appendClerk, appendServer } from './index.ts';
import type { AppendClerkVocabulary, AppendMessage, AppendRequest, AppendResult, AppendServerVocabulary } from './index.ts';

const put = (value: string, key = 'k'): AppendRequest => ({ kind: 'put', key, value });
const append = (value: string, key = 'k'): AppendRequest => ({ kind: 'append', key, value });
const get = (key = 'k'): AppendRequest => ({ kind: 'get', key });

/** Some clerks of one server, and a network that does what the test says. */
class Town {
  readonly server: Hand<AppendServerVocabulary> = new Hand(appendServer());
  readonly clerks: readonly Hand<AppendClerkVocabulary>[];

  constructor(clerks = 1) {
    this.clerks = Array.from({ length: clerks }, (_, i): Hand<AppendClerkVocabulary> => new Hand(appendClerk(), i + 1));
  }

  clerk(i = 0): Hand<AppendClerkVocabulary> {
    const clerk = this.clerks[i];
    if (clerk === undefined) throw new RangeError(`there is no clerk ${i}`);
    return clerk;
  }

  ask(request: AppendRequest, i = 0): AppendResult | undefined {
    const clerk = this.clerk(i);
    clerk.request(clerk.replies.length, request);
    for (const answer of this.serve(clerk.takeOne())) clerk.receive(0, answer);
    return clerk.lastResult;
  }

  serve(message: AppendMessage): readonly AppendMessage[] {
    return this.server.receive(1, message).take().map((letter) => letter.message);
  }

  get bytes(): number {
    return appendBytes(this.server.state);
  }
}

describe('labs 3.2 (2024): Put, Append and Get', () => {
  test('a missing key has the value ""', () => {
    expect(new Town().ask(get())).toEqual({ kind: 'get', value: '' });
    expect(new Town().ask(append('a'))).toEqual({ kind: 'append', value: '' });
  });

  test('Append returns the old value', () => {
    const town = new Town();
    town.ask(append('a'));
    expect(town.ask(append('b'))).toEqual({ kind: 'append', value: 'a' });
    town.ask(put('z'));
    expect(town.ask(append('y'))).toEqual({ kind: 'append', value: 'z' });
    expect(town.ask(get())).toEqual({ kind: 'get', value: 'zy' });
  });
});

describe('labs 3.2 (2024): every operation executes exactly once despite retries', () => {
  test('an append that is sent again is answered as before, not executed again', () => {
    const town = new Town();
    town.ask(append('a'));
    town.clerk().request(1, append('b'));
    const first = town.serve(town.clerk().takeOne());
    const again = town.serve(town.clerk().fire('retry').takeOne());
    expect(again).toEqual(first);
    for (const answer of again) town.clerk().receive(0, answer);
    expect(town.clerk().lastResult).toEqual({ kind: 'append', value: 'a' });
    expect(town.ask(get())).toEqual({ kind: 'get', value: 'ab' });
  });

  test('the old value is returned again even when others have appended and put since', () => {
    const town = new Town(2);
    town.ask(put('start'));
    town.clerk().request(1, append('+'));
    const message = town.clerk().takeOne();
    const first = town.serve(message);
    expect(first).toMatchObject([{ result: { value: 'start' } }]);
    town.ask(append('-'), 1);
    expect(town.serve(message)).toEqual(first);
    town.ask(put('other'), 1);
    town.ask(append('!'), 1);
    expect(town.serve(message)).toEqual(first);
    expect(town.ask(get(), 1)).toEqual({ kind: 'get', value: 'other!' });
  });

  test('a late copy from before the last request is not executed, and not answered', () => {
    const town = new Town();
    town.clerk().request(0, append('a'));
    const old = town.clerk().takeOne();
    for (const answer of town.serve(old)) town.clerk().receive(0, answer);
    town.ask(append('b'));
    expect(town.serve(old)).toEqual([]);
    expect(town.ask(get())).toEqual({ kind: 'get', value: 'ab' });
  });

  test('a get that frees the answer before it does not let copies of that request in again', () => {
    const town = new Town();
    town.ask(append('a'));
    town.clerk().request(1, append('b'));
    const old = town.clerk().takeOne();
    for (const answer of town.serve(old)) town.clerk().receive(0, answer);
    town.ask(get());
    expect(town.serve(old)).toEqual([]);
    expect(town.ask(get())).toEqual({ kind: 'get', value: 'ab' });
  });
});

describe('labs 1.2: memory', () => {
  const mebibyte = 2 ** 20;
  const big = 'x'.repeat(10 * mebibyte);

  test('TestMemGet2: no reply is kept, so that a small value leaves less than 10 MiB', () => {
    const town = new Town(2);
    town.ask(put(big));
    for (const clerk of [0, 1]) {
      const read = town.ask(get(), clerk);
      expect(read?.kind === 'get' && read.value.length).toBe(big.length);
    }
    town.ask(put('0'));
    expect(town.bytes).toBeLessThan(10 * mebibyte);
  });

  test('TestMemPut2: a put of "" over a big value leaves less than 10 MiB', () => {
    const town = new Town(2);
    town.ask(put(big), 0);
    town.ask(put(''), 1);
    expect(town.bytes).toBeLessThan(10 * mebibyte);
  });

  test('TestMemAppend2: two appends of 10 MiB leave at most 30 MiB, for the old value is a prefix of the new one', () => {
    const town = new Town(2);
    town.ask(append(big), 0);
    town.ask(append(big), 1);
    expect(town.bytes).toBeLessThanOrEqual(21 * mebibyte);
  });

  test('TestMemPutMany: 100,000 clerks with one put each cost at most 200 bytes each', () => {
    const { server } = new Town();
    const clerks = 100_000;
    for (let session = 0; session < clerks; session++) {
      server.receive(1, { kind: 'put', session, request: 1, key: 'k', value: 'x'.repeat(1_000) });
    }
    expect(appendBytes(server.state) / clerks).toBeLessThanOrEqual(200);
  });

  test('TestMemGetMany: 100,000 clerks with one get each cost nothing', () => {
    const town = new Town();
    town.ask(put('', '0'));
    const before = town.bytes;
    for (let session = 0; session < 100_000; session++) town.server.receive(1, { kind: 'get', session, request: 1, key: '0' });
    expect(town.bytes).toBe(before);
  });

  test("labs 3.2: a session's next request frees what its last answer needed", () => {
    for (const next of [get(), put('', 'other'), append('', 'other')]) {
      const town = new Town(2);
      town.ask(append('0123456789'.repeat(100)));
      town.ask(append('b'));
      town.ask(put(''), 1);
      expect(town.bytes).toBeGreaterThan(1_000);
      town.ask(next);
      expect(town.bytes).toBeLessThan(300);
    }
  });
});

describe('texts', () => {
  test('every request is answered as by a plain map, and at the end only current texts and those still owed are kept', () => {
    const request = fc.record({ clerk: fc.nat(2), kind: fc.constantFrom('put', 'append', 'get'), key: fc.constantFrom('a', 'b'), value: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        const town = new Town(3);
        const model = new Map<string, string>();
        for (const { clerk, kind, key, value } of requests) {
          const old = model.get(key) ?? '';
          const asked: AppendRequest = kind === 'get' ? { kind, key } : kind === 'put' ? { kind, key, value } : { kind: 'append', key, value };
          expect(town.ask(asked, clerk)).toEqual(kind === 'put' ? { kind } : { kind, value: old });
          if (kind !== 'get') model.set(key, kind === 'put' ? value : old + value);
        }
        for (const clerk of [0, 1, 2]) town.ask(put('', 'end'), clerk);
        expect(town.server.state.texts.texts.size).toBe(town.server.state.texts.current.size);
        expect([...town.server.state.texts.texts.values()].every(({ owed }) => owed === 0)).toBe(true);
      }),
    );
  });
});
