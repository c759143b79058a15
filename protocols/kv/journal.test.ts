import { describe, expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { journaledAppendServer, journaledVersionedServer, servedMemory } from './index.ts';
import type { JournaledVersionedVocabulary, VersionedMessage } from './index.ts';

const put = (value: string, version: number, request = version + 1): VersionedMessage => ({
  kind: 'put', session: 7, request, attempt: 1, key: 'k', value, version,
});
const get: VersionedMessage = { kind: 'get', session: 8, request: 1, key: 'k' };

const newServer = (compactAbove = 1_000): Hand<JournaledVersionedVocabulary> => new Hand(journaledVersionedServer({ compactAbove }));
const answers = (server: Hand<JournaledVersionedVocabulary>): readonly VersionedMessage[] => server.take().map(({ message }) => message);
const stored = (server: Hand<JournaledVersionedVocabulary>) => servedMemory(server.state)?.values.get('k');

/** Puts 0, 1, 2, ... at versions 0, 1, 2, ... */
function serverWith(puts: number, compactAbove?: number): Hand<JournaledVersionedVocabulary> {
  const server = newServer(compactAbove);
  for (let version = 0; version < puts; version++) server.receive(1, put(`${version}`, version)).sync();
  server.take();
  return server;
}

describe('a promise is stored before it is made', () => {
  test('OK leaves when the put is stored', () => {
    const server = newServer().receive(1, put('a', 0));
    expect(answers(server)).toEqual([]);
    expect(answers(server.sync())).toMatchObject([{ error: 'OK' }]);
  });

  test('a read of a value that is not stored yet waits for it', () => {
    const server = newServer().receive(1, put('a', 0)).receive(2, get);
    expect(answers(server)).toEqual([]);
    expect(answers(server.sync())).toMatchObject([{ error: 'OK' }, { found: { value: 'a' } }]);
  });

  test('one record for each applied put, none for reads and for refusals of a version that is past', () => {
    const server = newServer().receive(1, put('a', 0)).receive(1, get).receive(1, put('b', 0, 2));
    expect(server.pendingWrites).toBe(1);
  });

  test('a refusal that is final is stored like a put', () => {
    const server = newServer().receive(1, put('late', 3, 1)).sync();
    expect(answers(server)).toMatchObject([{ error: 'ErrNoKey' }]);
    server.crash();
    for (const version of [0, 1, 2]) server.receive(1, { ...put('x', version), session: 9 });
    server.receive(1, put('late', 3, 1)).sync();
    expect(stored(server)).toEqual({ value: 'x', version: 3 });
  });
});

describe('a crash', () => {
  test('leaves everything that was stored, values and handled sendings', () => {
    const server = serverWith(3).crash();
    expect(stored(server)).toEqual({ value: '2', version: 3 });
    expect(answers(server.receive(1, put('2', 2)).sync())).toEqual([]);
  });

  test('takes away puts that nobody was told about', () => {
    const server = serverWith(2).receive(1, put('2', 2)).crash();
    expect(stored(server)).toEqual({ value: '1', version: 2 });
  });

  test('in the middle of a write: the torn tail is cut before anything is written behind it', () => {
    const server = serverWith(2).receive(1, put('lost', 2)).crash(0, true);
    server.receive(1, put('kept', 2)).sync();
    expect(server.disk.map(({ kind }) => kind)).toEqual(['record', 'record']);
    expect(stored(server.crash())).toEqual({ value: 'kept', version: 3 });
  });

  test('before the torn tail was cut leaves it for the next start', () => {
    const server = serverWith(2).receive(1, put('lost', 2)).crash(0, true).crash();
    expect(stored(server)).toEqual({ value: '1', version: 2 });
  });
});

describe('a damaged record', () => {
  test.each([0, 1, 2])('makes it refuse to serve, wherever it lies (%i from the newest)', (fromNewest) => {
    const server = serverWith(3);
    server.rot(fromNewest);
    server.crash();
    expect(server.state.status).toBe('corrupt');
    expect(answers(server.receive(1, get).receive(1, put('x', 0)).sync())).toEqual([]);
    expect(server.pendingWrites).toBe(0);
    expect(server.reached).toContain('journalRefused');
  });
});

describe('a storage failure', () => {
  test('suspends the service: what is on no disk is shown to nobody', () => {
    const server = serverWith(1).receive(1, put('undurable', 1)).fail();
    expect(answers(server.receive(2, get))).toEqual([]);
    expect(server.timers.has('rewrite')).toBe(true);
  });

  test('is over when the whole journal is written anew, with the puts that had failed', () => {
    const server = serverWith(1).receive(1, put('b', 1)).fail().fire('rewrite').receive(2, get);
    expect(answers(server)).toEqual([]);
    expect(answers(server.sync())).toMatchObject([{ found: { value: 'b', version: 2 } }]);
    expect(stored(server.crash())).toEqual({ value: 'b', version: 2 });
  });

  test('may come again while the journal is written anew, and what was answered behind it never left', () => {
    const server = serverWith(1).receive(1, put('b', 1)).fail().fire('rewrite').receive(2, get).fail('full');
    expect(answers(server)).toEqual([]);
    expect(server.state.status).toBe('suspended');
    expect(answers(server.fire('rewrite').receive(2, get).sync())).toMatchObject([{ found: { value: 'b' } }]);
  });

  test('followed by a crash leaves what was stored before', () => {
    const server = serverWith(1).receive(1, put('b', 1)).fail().crash();
    expect(stored(server)).toEqual({ value: '0', version: 1 });
  });
});

describe('compaction', () => {
  test('replaces the journal by one record when it has grown past its limit', () => {
    const server = serverWith(5, 5);
    expect(server.disk).toHaveLength(5);
    server.receive(1, put('5', 5)).sync();
    expect(server.disk).toHaveLength(1);
    expect(answers(server)).toMatchObject([{ error: 'OK' }]);
    expect(stored(server.crash())).toEqual({ value: '5', version: 6 });
  });

  test('keeps which sendings were handled', () => {
    const server = serverWith(6, 5).crash();
    expect(answers(server.receive(1, put('5', 5)).sync())).toEqual([]);
  });

  test('is atomic: a crash in the middle leaves the old journal', () => {
    expect(stored(serverWith(5, 5).receive(1, put('5', 5)).crash(0, true))).toEqual({ value: '4', version: 5 });
  });
});

describe('the edition with Append behind the same journal', () => {
  test('an append is executed once and answered with the old value again after a crash', () => {
    const server = new Hand(journaledAppendServer());
    server.receive(1, { kind: 'append', session: 1, request: 1, key: 'k', value: 'a' });
    server.receive(1, { kind: 'append', session: 1, request: 2, key: 'k', value: 'b' }).sync();
    const [, before] = server.take();
    server.crash().receive(1, { kind: 'append', session: 1, request: 2, key: 'k', value: 'b' });
    expect(server.takeOne()).toEqual(before?.message);
    expect(server.receive(2, { kind: 'get', session: 2, request: 1, key: 'k' }).takeOne()).toMatchObject({ result: { value: 'ab' } });
  });
});
