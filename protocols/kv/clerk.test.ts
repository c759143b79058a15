/** A clerk among several servers: it finds the leader, and knows which of its sendings may still be executed. */
import { describe, expect, test } from 'vitest';
import { milliseconds, type NodeId } from '../../sim/core/index.ts';
import { Hand } from '../testing/hand.ts';
import { appendClerk, versionedClerk } from './index.ts';
import type { VersionedClerkVocabulary, VersionedMessage, VersionedRequest } from './index.ts';

const put: VersionedRequest = { kind: 'put', key: 'k', value: 'a', version: 1 };

/** A clerk, and the servers that it knows, played by the test. */
class Client extends Hand<VersionedClerkVocabulary> {
  constructor(servers: number = 3) {
    super(versionedClerk(), servers, Array.from({ length: servers }, (_, server) => server));
  }

  /** The one sending that has left: to whom, and the how-manieth of its request; null where nothing has left. */
  sending(): { readonly to: NodeId; readonly attempt: number } | null {
    const [letter] = this.take();
    return letter === undefined ? null : { to: letter.to, attempt: this.state.call?.attempt ?? 0 };
  }

  redirect(from: NodeId, leader: NodeId | null, mayHappen: boolean, of: { readonly request?: number; readonly session?: number } = {}): this {
    return this.receive(from, { kind: 'wrongLeader', session: this.state.session ?? 0, request: this.state.newest, leader, mayHappen, ...of });
  }

  /** A server answers the put, as its newest sending. */
  refuse(error: 'ErrVersion' | 'ErrNoKey'): this {
    const { session = 0, number: request = 0, attempt = 0 } = this.state.call ?? {};
    const answer: VersionedMessage = { kind: 'putReply', session, request, attempt, error };
    return this.receive(this.state.target, answer);
  }
}

describe('a clerk that does not know the leader', () => {
  test('is not sent in circles by a server that names one that does not answer', () => {
    const clerk = new Client(3);
    clerk.request(1, put);
    const asked: NodeId[] = [];
    for (let pauses = 0; pauses < 5; pauses++) {
      for (let sending = clerk.sending(); sending !== null; sending = clerk.sending()) {
        asked.push(sending.to);
        if (sending.to === 1) clerk.redirect(1, 0, false);
      }
      clerk.fire('retry');
    }
    expect(asked).toContain(2);
  });

  test.each([2, 3, 4])('asks all of %i servers in turn, one after each pause', (servers) => {
    const clerk = new Client(servers);
    clerk.request(1, put);
    const asked = Array.from({ length: servers + 1 }, () => {
      const sending = clerk.sending();
      if (sending !== null) clerk.redirect(sending.to, null, false);
      clerk.fire('retry');
      return sending?.to;
    });
    expect(asked).toEqual([...Array.from({ length: servers }, (_, server) => server), 0]);
  });

  test('waits for the end of its pause where nobody is known to lead', () => {
    const clerk = new Client();
    clerk.request(1, put).take();
    expect(clerk.redirect(0, null, false).sending()).toBe(null);
    expect(clerk.timers.get('retry')).toEqual({ min: milliseconds(100), max: milliseconds(100) });
    expect(clerk.fire('retry').sending()).toEqual({ to: 1, attempt: 2 });
  });

  test('asks the named leader at once, and goes on asking it', () => {
    const clerk = new Client();
    clerk.request(1, put).take();
    expect(clerk.redirect(0, 2, false).sending()).toEqual({ to: 2, attempt: 1 });
    clerk.refuse('ErrNoKey').request(2, put);
    expect(clerk.sending()).toEqual({ to: 2, attempt: 1 });
  });

  test('takes a leader that is none of its servers for none', () => {
    const clerk = new Client();
    clerk.request(1, put).take();
    expect(clerk.redirect(0, 7, false).sending()).toBe(null);
  });

  test('follows no answer to another request, or to another life', () => {
    const clerk = new Client();
    clerk.request(1, put).take();
    expect(clerk.redirect(0, 2, true, { request: 0 }).redirect(0, 2, true, { session: -1 }).sending()).toBe(null);
    expect(clerk.state.call?.attempt).toBe(1);
  });
});

describe('labs 3.2: ErrVersion for a put that was sent again becomes ErrMaybe, "since the server may have executed an earlier sending"', () => {
  test('a sending that was not taken leaves no doubt: ErrVersion stays', () => {
    const clerk = new Client();
    clerk.request(1, put);
    clerk.redirect(0, 1, false).redirect(1, 2, false).refuse('ErrVersion');
    expect(clerk.lastResult).toEqual({ kind: 'put', error: 'ErrVersion' });
  });

  test('one that had been taken when leadership was lost may have been executed', () => {
    const clerk = new Client();
    clerk.request(1, put).take();
    expect(clerk.redirect(0, 1, true).sending()).toEqual({ to: 1, attempt: 2 });
    expect(clerk.refuse('ErrVersion').lastResult).toEqual({ kind: 'put', error: 'ErrMaybe' });
  });

  test('so it is where no new leader is named yet', () => {
    const clerk = new Client();
    clerk.request(1, put).take();
    expect(clerk.redirect(0, null, true).sending()).toBe(null);
    expect(clerk.fire('retry').sending()).toEqual({ to: 1, attempt: 3 });
    expect(clerk.refuse('ErrVersion').lastResult).toEqual({ kind: 'put', error: 'ErrMaybe' });
  });

  test('and where nobody answered at all', () => {
    const clerk = new Client();
    clerk.request(1, put).fire('retry');
    expect(clerk.refuse('ErrVersion').lastResult).toEqual({ kind: 'put', error: 'ErrMaybe' });
  });

  test('the doubt is that of one request: the next one is definite again', () => {
    const clerk = new Client();
    clerk.request(1, put).redirect(0, 1, true).refuse('ErrVersion').request(2, put).refuse('ErrVersion');
    expect(clerk.lastResult).toEqual({ kind: 'put', error: 'ErrVersion' });
  });
});

test('a clerk of the edition with Append follows the leader alike', () => {
  const clerk = new Hand(appendClerk(), 3, [0, 1, 2]);
  clerk.request(1, { kind: 'append', key: 'k', value: 'a' }).take();
  const { session, number: request } = clerk.state.call ?? { session: 0, number: 0 };
  expect(clerk.receive(0, { kind: 'wrongLeader', session, request, leader: 2, mayHappen: true }).take()).toMatchObject([{ to: 2, message: { kind: 'append', session, request } }]);
});
