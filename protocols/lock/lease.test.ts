import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../sim/core/index.ts';
import { versionedServer } from '../kv/index.ts';
import { Hand } from '../testing/hand.ts';
import { fencedResource, formatGrant, leaseClient, parseGrant } from './index.ts';
import type { FencedResourceVocabulary, LeaseClientVocabulary, LeaseRequest } from './index.ts';

const acquire: LeaseRequest = { kind: 'acquire' };
const release: LeaseRequest = { kind: 'release' };
const write = (value: string): LeaseRequest => ({ kind: 'write', value });

type Client = Hand<LeaseClientVocabulary>;
const duration = seconds(1);

/** Two clients of a lease, the versioned server that holds it, and the resource behind it. One true clock. */
class Town {
  readonly server: Hand = new Hand(versionedServer(), 0);
  readonly resource: Hand<FencedResourceVocabulary> = new Hand(fencedResource(), 1);
  readonly one: Client = new Hand(leaseClient({ duration, drift: 0 }), 2, [0, 1]);
  readonly two: Client = new Hand(leaseClient({ duration, drift: 0 }), 3, [0, 1]);
  private now = 0;

  constructor() {
    this.pass(0);
  }

  pass(time: number): void {
    this.now += time;
    for (const client of [this.one, this.two]) client.clock = { monotonic: this.now, wall: this.now };
  }

  ask(client: Client, request: LeaseRequest): unknown {
    const before = client.replies.length;
    client.request(before, request);
    this.deliver(client);
    return client.replies[before]?.result;
  }

  /** Delivers what the client says, and the answers, until it is quiet. */
  deliver(client: Client): void {
    for (let letters = client.take(); letters.length > 0; letters = client.take()) {
      for (const letter of letters) this.answer(client, letter);
    }
  }

  answer(client: Client, { to, message }: { readonly to: number; readonly message: LeaseClientVocabulary['message'] }): void {
    if (to === 0) for (const reply of this.server.receive(client.self, message).take()) client.receive(0, serverSays(reply.message));
    else if (isForResource(message)) for (const reply of this.resource.receive(client.self, message).sync().take()) client.receive(1, reply.message);
  }

  fire(client: Client, timer: 'poll' | 'renew' | 'expire'): void {
    client.fire(timer);
    this.deliver(client);
  }
}

type Message = LeaseClientVocabulary['message'];
const isMessage = (message: unknown): message is Message => typeof message === 'object' && message !== null && 'kind' in message;
const isForResource = (message: Message): message is FencedResourceVocabulary['message'] => message.kind === 'write' || message.kind === 'writeReply';

function serverSays(message: unknown): Message {
  if (!isMessage(message)) throw new TypeError('a server says messages');
  return message;
}

describe('a lease', () => {
  test('is a value of holder, token and duration', () => {
    const grant = { holder: 'abc', token: 7, duration: 1_000_000 };
    expect(parseGrant(formatGrant(grant))).toEqual(grant);
    expect(parseGrant('')).toBe(null);
  });

  test('is acquired with a token that grows from holder to holder', () => {
    const town = new Town();
    expect(town.ask(town.one, acquire)).toEqual({ kind: 'acquired', token: 1 });
    expect(town.ask(town.one, release)).toEqual({ kind: 'released' });
    expect(town.ask(town.two, acquire)).toEqual({ kind: 'acquired', token: 3 });
  });

  test('that is held is acquired again at once, with its token', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    expect(town.ask(town.one, acquire)).toEqual({ kind: 'acquired', token: 1 });
  });

  test('ends for its holder one duration after it asked for it, not after it was told', () => {
    const town = new Town();
    town.one.request(0, acquire);
    town.answer(town.one, takeLetter(town.one));
    const put = takeLetter(town.one);
    town.pass(milliseconds(300));
    town.answer(town.one, put);
    expect(town.one.state.lease?.deadline).toBe(duration);
    expect(town.one.timers.get('expire')?.min).toBe(duration - milliseconds(300));
  });

  test('whose answer comes after its end is not reported, but asked for anew', () => {
    const town = new Town();
    town.one.request(0, acquire);
    town.answer(town.one, takeLetter(town.one));
    const put = takeLetter(town.one);
    town.pass(duration);
    town.answer(town.one, put);
    expect(town.one.replies).toEqual([]);
    town.deliver(town.one);
    expect(town.one.lastResult).toEqual({ kind: 'acquired', token: 2 });
  });

  test('is renewed after a third of its duration, with the same token', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    const third = Math.floor(duration / 3);
    expect(town.one.timers.get('renew')?.min).toBe(third);
    town.pass(third);
    town.fire(town.one, 'renew');
    expect(town.one.state.lease).toEqual({ token: 1, version: 2, deadline: third + duration });
  });

  test('whose renewal may have been executed is read back and kept', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    town.pass(milliseconds(300));
    town.server.receive(2, takeLetter(town.one.fire('renew')).message).take();
    town.one.fire('retry');
    town.deliver(town.one);
    expect(town.one.state.lease).toEqual({ token: 1, version: 2, deadline: milliseconds(300) + duration });
  });

  test('that has ended stays ended, even when its renewal is confirmed later', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    town.pass(milliseconds(900));
    const renewal = takeLetter(town.one.fire('renew'));
    town.pass(milliseconds(100));
    town.one.fire('expire');
    town.answer(town.one, renewal);
    expect(town.one.state).toMatchObject({ lease: null, errand: null });
    expect(town.ask(town.one, write('x'))).toEqual({ kind: 'write', outcome: 'notHolding' });
  });

  test('is taken over only when the same version was seen for the whole duration', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    town.ask(town.two, acquire);
    town.pass(milliseconds(600));
    town.fire(town.one, 'renew');
    for (let waited = 0; waited < duration; waited += milliseconds(100)) {
      town.fire(town.two, 'poll');
      expect(town.two.replies).toEqual([]);
      town.pass(milliseconds(100));
    }
    town.fire(town.two, 'poll');
    expect(town.two.lastResult).toEqual({ kind: 'acquired', token: 3 });
  });

  test('is watched for longer where clocks may drift: for (1 + d) / (1 - d) of the duration', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    const careful: Client = new Hand(leaseClient({ duration, drift: 200 }), 4, [0, 1]);
    careful.clock = { monotonic: 0, wall: 0 };
    town.ask(careful, acquire);
    for (const [now, replies] of [[duration * 1.49, 0], [duration * 1.5, 1]] as const) {
      careful.clock = { monotonic: now, wall: 0 };
      town.fire(careful, 'poll');
      expect(careful.replies).toHaveLength(replies);
    }
  });

  test('is lost by a holder that finds it taken over', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    town.ask(town.two, acquire);
    town.pass(duration);
    town.fire(town.two, 'poll');
    town.fire(town.one, 'renew');
    expect(town.one.state).toMatchObject({ lease: null, errand: null });
  });

  test('is released only after the renewal under way has been answered', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    const renewal = takeLetter(town.one.fire('renew'));
    town.one.request(1, release);
    expect(town.one.take()).toEqual([]);
    town.answer(town.one, renewal);
    town.deliver(town.one);
    expect(town.one.lastResult).toEqual({ kind: 'released' });
    expect(town.ask(town.two, acquire)).toMatchObject({ kind: 'acquired' });
  });
});

describe('a write under a lease', () => {
  test('reaches the resource with the token, and is answered ok', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    expect(town.ask(town.one, write('a'))).toEqual({ kind: 'write', outcome: 'ok' });
    expect(town.resource.state.memory).toEqual({ token: 1, sequence: 1, value: 'a' });
  });

  test('is not sent without a lease, nor after its end', () => {
    const town = new Town();
    expect(town.ask(town.one, write('a'))).toEqual({ kind: 'write', outcome: 'notHolding' });
    town.ask(town.one, acquire);
    town.pass(duration);
    expect(town.ask(town.one, write('a'))).toEqual({ kind: 'write', outcome: 'notHolding' });
  });

  test('of a holder that was paused is refused after that of its successor', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    const late = takeLetter(town.one.request(1, write('old')));
    town.ask(town.two, acquire);
    town.pass(duration);
    town.fire(town.two, 'poll');
    expect(town.ask(town.two, write('new'))).toEqual({ kind: 'write', outcome: 'ok' });
    town.answer(town.one, late);
    expect(town.one.lastResult).toEqual({ kind: 'write', outcome: 'fenced' });
    expect(town.one.reached).toContain('writeFenced');
    expect(town.one.state.lease).toBe(null);
    expect(town.resource.state.memory.value).toBe('new');
  });

  test('is sent again with its number until it is answered, and accepted once', () => {
    const town = new Town();
    town.ask(town.one, acquire);
    const first = takeLetter(town.one.request(1, write('a')));
    const again = takeLetter(town.one.fire('write'));
    expect(again).toEqual(first);
    town.answer(town.one, first);
    town.ask(town.one, write('b'));
    town.answer(town.one, again);
    expect(town.resource.state.memory.value).toBe('b');
  });
});

describe('the resource', () => {
  const offer = (token: number, sequence: number, value: string) => ({ kind: 'write', token, sequence, value }) as const;

  test('accepts a token that is not below the highest it has seen, and no other', () => {
    const resource: Hand<FencedResourceVocabulary> = new Hand(fencedResource());
    for (const [token, outcome] of [[2, 'ok'], [5, 'ok'], [4, 'fenced'], [5, 'ok']] as const) {
      expect(resource.receive(2, offer(token, 9, 'x')).sync().takeOne()).toMatchObject({ outcome });
    }
  });

  test('confirms a write when it is stored, and remembers the token over a crash', () => {
    const resource: Hand<FencedResourceVocabulary> = new Hand(fencedResource());
    expect(resource.receive(2, offer(5, 1, 'a')).take()).toEqual([]);
    resource.sync();
    resource.crash().take();
    expect(resource.receive(3, offer(4, 1, 'old')).takeOne()).toMatchObject({ outcome: 'fenced' });
  });
});

function takeLetter(client: Client): { readonly to: number; readonly message: Message } {
  const [letter] = client.take();
  if (letter === undefined) throw new Error('the client has said nothing');
  return letter;
}
