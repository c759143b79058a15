/** Each mutant has a schedule, played by hand, in which it does what its title says and the correct code does not. */
import { describe, expect, test } from 'vitest';
import { mutate } from '../../../sim/core/index.ts';
import type { Protocol } from '../../../sim/core/index.ts';
import { Hand } from '../../testing/hand.ts';
import { appendBytes, appendClerk, appendServer, journaledVersionedServer, kvMutants, versionedClerk, versionedServer } from '../index.ts';

interface Schedule {
  readonly id: string;
  /** Plays it with the protocols that `plant` gives back, and tells what can be seen. */
  play(plant: (protocol: Protocol) => Protocol): unknown;
  readonly right: unknown;
  readonly wrong: unknown;
}

const put = (value: string, version: number, request: number, attempt = 1) => ({ kind: 'put', session: 5, request, attempt, key: 'k', value, version });
const get = { kind: 'get', session: 6, request: 1, key: 'k' };
const append = (value: string, request: number, session = 5) => ({ kind: 'append', session, request, key: 'k', value });
const overwrite = (value: string, request: number, session = 5) => ({ kind: 'put', session, request, key: 'k', value });

/** The mutants replace rules of any protocol, so the hands do not know which. */
const hand = (protocol: Protocol, self: number = 0): Hand => new Hand(protocol, self);
const said = (hand: Hand): readonly unknown[] => hand.take().map(({ message }) => message);
const read = (server: Hand): unknown => said(server.receive(6, get).sync()).at(-1);

/** A clerk whose first sending of this request was executed, whose answer was lost, and whose second sending is answered. */
function afterLostAnswer(server: Hand, clerk: Hand, request: unknown): Hand {
  clerk.request(0, request);
  server.receive(1, clerk.takeOne()).take();
  server.receive(1, clerk.fire('retry').takeOne());
  return clerk.receive(0, server.takeOne());
}

const versionedSchedules: readonly Schedule[] = [
  {
    id: 'KV-09',
    play(plant) {
      const server = hand(plant(versionedServer()));
      server.receive(1, put('a', 0, 1)).receive(1, put('b', 1, 2)).take();
      return server.receive(1, put('c', 1, 3)).takeOne();
    },
    right: { kind: 'putReply', session: 5, request: 3, attempt: 1, error: 'ErrVersion' },
    wrong: { kind: 'putReply', session: 5, request: 3, attempt: 1, error: 'OK' },
  },
  {
    id: 'KV-11',
    play(plant) {
      const server = hand(plant(versionedServer()));
      return read(server.receive(1, put('a', 0, 1)).receive(1, put('a', 1, 2)));
    },
    right: { kind: 'getReply', session: 6, request: 1, found: { value: 'a', version: 2 } },
    wrong: { kind: 'getReply', session: 6, request: 1, found: { value: 'a', version: 1 } },
  },
  {
    id: 'KV-21',
    play(plant) {
      const server = hand(plant(versionedServer()));
      const clerk = hand(versionedClerk(), 1);
      const sending = clerk.request(0, { kind: 'put', key: 'k', value: 'a', version: 0 }).takeOne();
      const [ok] = said(server.receive(1, sending));
      for (const answer of [...said(server.receive(1, sending)), ok]) clerk.receive(0, answer);
      return clerk.lastResult;
    },
    right: { kind: 'put', error: 'OK' },
    wrong: { kind: 'put', error: 'ErrVersion' },
  },
  {
    id: 'KV-22',
    play(plant) {
      const server = hand(plant(versionedServer()));
      server.receive(1, put('refused', 1, 1));
      expect(server.takeOne()).toMatchObject({ error: 'ErrNoKey' });
      return read(server.receive(2, { ...put('a', 0, 1), session: 7 }).receive(1, put('refused', 1, 1, 2)));
    },
    right: { kind: 'getReply', session: 6, request: 1, found: { value: 'a', version: 1 } },
    wrong: { kind: 'getReply', session: 6, request: 1, found: { value: 'refused', version: 2 } },
  },
  {
    id: 'KV-12',
    play: (plant) => afterLostAnswer(hand(versionedServer()), hand(plant(versionedClerk()), 1), { kind: 'put', key: 'k', value: 'a', version: 0 }).lastResult,
    right: { kind: 'put', error: 'ErrMaybe' },
    wrong: { kind: 'put', error: 'ErrVersion' },
  },
  {
    id: 'KV-14',
    play(plant) {
      const server = hand(versionedServer()).receive(2, { ...put('theirs', 0, 1), session: 7 });
      server.take();
      const clerk = hand(plant(versionedClerk()), 1).request(0, { kind: 'put', key: 'k', value: 'ours', version: 0 });
      clerk.take();
      server.receive(1, clerk.fire('retry').takeOne());
      return [clerk.receive(0, server.takeOne()).lastResult, read(server)];
    },
    right: [{ kind: 'put', error: 'ErrMaybe' }, expect.objectContaining({ found: { value: 'theirs', version: 1 } })],
    wrong: [{ kind: 'put', error: 'OK' }, expect.objectContaining({ found: { value: 'theirs', version: 1 } })],
  },
  {
    id: 'KV-15',
    play(plant) {
      const server = hand(versionedServer());
      const clerk = afterLostAnswer(server, hand(plant(versionedClerk()), 1), { kind: 'put', key: 'k', value: 'a', version: 0 });
      for (const { message } of clerk.take()) server.receive(1, message);
      return read(server);
    },
    right: { kind: 'getReply', session: 6, request: 1, found: { value: 'a', version: 1 } },
    wrong: { kind: 'getReply', session: 6, request: 1, found: { value: 'a', version: 2 } },
  },
  {
    id: 'KV-23',
    play(plant) {
      const server = hand(versionedServer());
      const clerk = hand(plant(versionedClerk()), 1).request(0, { kind: 'put', key: 'k', value: 'a', version: 0 });
      const late = server.receive(1, clerk.takeOne()).takeOne();
      clerk.receive(0, late).request(1, { kind: 'put', key: 'k', value: 'b', version: 9 }).receive(0, late);
      return clerk.replies.length;
    },
    right: 1,
    wrong: 2,
  },
];

const appendSchedules: readonly Schedule[] = [
  {
    id: 'KV-03',
    play(plant) {
      const server = hand(plant(appendServer()));
      return read(server.receive(1, append('a', 1)).receive(1, append('b', 2)).receive(1, append('a', 1)));
    },
    right: { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'ab' } },
    wrong: { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'aba' } },
  },
  {
    id: 'KV-06',
    play(plant) {
      const server = hand(plant(appendServer()));
      server.receive(1, append('a', 1)).receive(1, append('b', 2)).receive(1, { ...get, session: 5, request: 3 });
      return read(server.receive(1, append('b', 2)));
    },
    right: { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'ab' } },
    wrong: { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'abb' } },
  },
  {
    id: 'KV-18',
    play(plant) {
      const server = hand(plant(appendServer()));
      for (let request = 1; request < 100; request += 2) {
        server.receive(1, append('x'.repeat(1_000), request)).receive(1, append('', request + 1));
        server.receive(2, overwrite('', request, 7));
      }
      return appendBytes(Object(server.state)) < 5_000;
    },
    right: true,
    wrong: false,
  },
  {
    id: 'KV-24',
    play(plant) {
      const server = hand(plant(appendServer()));
      server.receive(1, append('a', 1)).receive(1, append('b', 2)).receive(2, overwrite('z', 1, 7)).take();
      return server.receive(1, append('b', 2)).takeOne();
    },
    right: { kind: 'answer', session: 5, request: 2, result: { kind: 'append', value: 'a' } },
    wrong: { kind: 'answer', session: 5, request: 2, result: { kind: 'append', value: 'z' } },
  },
  {
    id: 'KV-05',
    play(plant) {
      const server = hand(appendServer());
      afterLostAnswer(server, hand(plant(appendClerk()), 1), { kind: 'append', key: 'k', value: 'a' });
      return read(server);
    },
    right: { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'a' } },
    wrong: { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'aa' } },
  },
  {
    id: 'KV-25',
    play(plant) {
      const server = hand(appendServer());
      const clerk = hand(plant(appendClerk()), 1).request(0, { kind: 'append', key: 'k', value: 'a' });
      server.receive(1, clerk.takeOne()).take();
      clerk.crash().request(1, { kind: 'append', key: 'k', value: 'b' });
      clerk.receive(0, server.receive(1, clerk.takeOne()).takeOne());
      return [clerk.replies.length, read(server)];
    },
    right: [1, { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'ab' } }],
    wrong: [1, { kind: 'answer', session: 6, request: 1, result: { kind: 'get', value: 'a' } }],
  },
];

const journaled = (plant: (protocol: Protocol) => Protocol): Hand => hand(plant(journaledVersionedServer({ compactAbove: 2 })));
const found = (value: string, version: number): unknown => ({ kind: 'getReply', session: 6, request: 1, found: { value, version } });

const journalSchedules: readonly Schedule[] = [
  {
    id: 'KV-31',
    play(plant) {
      const server = journaled(plant).receive(1, put('a', 0, 1));
      const promised = said(server).length;
      return [promised, read(server.crash())];
    },
    right: [0, { kind: 'getReply', session: 6, request: 1, found: null }],
    wrong: [1, { kind: 'getReply', session: 6, request: 1, found: null }],
  },
  {
    id: 'KV-32',
    play(plant) {
      const server = journaled(plant).receive(1, put('a', 0, 1)).sync();
      server.receive(1, put('lost', 1, 2)).crash(0, true).receive(1, put('promised', 1, 3)).sync();
      return read(server.crash());
    },
    right: found('promised', 2),
    wrong: found('a', 1),
  },
  {
    id: 'KV-33',
    play(plant) {
      const server = journaled(plant).receive(1, put('a', 0, 1)).receive(1, put('b', 1, 2)).sync();
      server.take();
      server.rot();
      return read(server.crash());
    },
    right: undefined,
    wrong: found('a', 1),
  },
  {
    id: 'KV-34',
    play(plant) {
      const server = journaled(plant).receive(1, put('shown', 0, 1)).fail();
      return [read(server), read(server.crash())];
    },
    right: [undefined, { kind: 'getReply', session: 6, request: 1, found: null }],
    wrong: [found('shown', 1), { kind: 'getReply', session: 6, request: 1, found: null }],
  },
  {
    id: 'KV-35',
    play(plant) {
      const server = journaled(plant);
      for (const version of [0, 1, 2]) server.receive(1, put(`${version}`, version, version + 1)).sync();
      server.crash().take();
      return said(server.receive(1, put('2', 2, 3)).sync()).length;
    },
    right: 0,
    wrong: 1,
  },
];

const schedules = [...versionedSchedules, ...appendSchedules, ...journalSchedules];

describe('the mutants of the key/value service', () => {
  test.each(kvMutants)('$id: $title', (mutant) => {
    const schedule = schedules.find(({ id }) => id === mutant.id);
    expect(schedule?.play((protocol) => protocol)).toEqual(schedule?.right);
    expect(schedule?.play((protocol) => mutate(protocol, mutant))).toEqual(schedule?.wrong);
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ id }) => id).toSorted()).toEqual(kvMutants.map(({ id }) => id).toSorted());
    expect(new Set(kvMutants.map(({ id }) => id)).size).toBe(kvMutants.length);
  });

  test('a mutant leaves every other protocol as it is', () => {
    const clerk = versionedClerk();
    for (const mutant of kvMutants.filter(({ protocol }) => protocol !== clerk.name)) expect(mutate(clerk, mutant)).toBe(clerk);
  });
});
