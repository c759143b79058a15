/** Clients of locks and leases at several replicas: they look for the leader, and the resource stands after the replicas. */
import { describe, expect, test } from 'vitest';
import { seconds } from '../../sim/core/index.ts';
import type { VersionedMessage } from '../kv/index.ts';
import { Hand } from '../testing/hand.ts';
import { leaseClient, lockClient } from './index.ts';
import type { LeaseClientVocabulary, LockClientVocabulary } from './index.ts';

type Get = Extract<VersionedMessage, { kind: 'get' }>;
type Put = Extract<VersionedMessage, { kind: 'put' }>;

const wrongLeader = ({ session, request }: Get | Put, leader: number, mayHappen: boolean): VersionedMessage => ({ kind: 'wrongLeader', session, request, leader, mayHappen });
const found = ({ session, request }: Get, value: string | null, version: number): VersionedMessage => ({ kind: 'getReply', session, request, found: value === null ? null : { value, version } });
const answered = ({ session, request, attempt }: Put, error: 'OK' | 'ErrVersion'): VersionedMessage => ({ kind: 'putReply', session, request, attempt, error });

/** The one letter that has left, which must be of this kind. */
function sent<Kind extends 'get' | 'put'>(client: Hand<LeaseClientVocabulary> | Hand<LockClientVocabulary>, kind: Kind, to: number): Extract<VersionedMessage, { kind: Kind }> {
  const [letter] = client.take();
  const isOfKind = (message: object): message is Extract<VersionedMessage, { kind: Kind }> => 'kind' in message && message.kind === kind;
  if (letter === undefined || !isOfKind(letter.message)) return expect.fail(`no ${kind} has left`);
  expect(letter.to).toBe(to);
  return letter.message;
}

describe('a lease client at three replicas', () => {
  function client(): Hand<LeaseClientVocabulary> {
    const hand = new Hand<LeaseClientVocabulary>(leaseClient({ duration: seconds(1), drift: 0 }), 4, [0, 1, 2, 3]);
    hand.clock = { monotonic: 0, wall: 0 };
    return hand;
  }

  /** It holds the lease: the leader is replica 2. */
  function holder(): Hand<LeaseClientVocabulary> {
    const hand = client().request(1, { kind: 'acquire' });
    hand.receive(0, wrongLeader(sent(hand, 'get', 0), 2, false));
    hand.receive(2, found(sent(hand, 'get', 2), null, 0));
    return hand.receive(2, answered(sent(hand, 'put', 2), 'OK'));
  }

  test('finds the leader among them, and writes to the resource that comes after them', () => {
    const hand = holder();
    expect(hand.lastResult).toEqual({ kind: 'acquired', token: 1 });
    expect(hand.request(2, { kind: 'write', value: 'x' }).take()).toMatchObject([{ to: 3, message: { kind: 'write', token: 1 } }]);
  });

  test('whose renewal may have happened when leadership was lost reads it back, and keeps what is its own', () => {
    const hand = holder();
    const before = hand.fire('renew');
    const renewal = sent(before, 'put', 2);
    hand.receive(2, wrongLeader(renewal, 1, true));
    hand.receive(1, answered(sent(hand, 'put', 1), 'ErrVersion'));
    hand.receive(1, found(sent(hand, 'get', 1), renewal.value, 2));
    expect(hand.state.lease).toMatchObject({ token: 1, version: 2 });
  });
});

test('a lock client at three replicas whose put may have happened reads it back, and holds the lock that is its own', () => {
  const hand = new Hand<LockClientVocabulary>(lockClient(), 3, [0, 1, 2]).request(1, { kind: 'acquire', lock: 'l' });
  hand.receive(0, found(sent(hand, 'get', 0), null, 0));
  const taking = sent(hand, 'put', 0);
  hand.receive(0, wrongLeader(taking, 1, true));
  hand.receive(1, answered(sent(hand, 'put', 1), 'ErrVersion'));
  hand.receive(1, found(sent(hand, 'get', 1), taking.value, 1));
  expect(hand.lastResult).toEqual({ kind: 'acquired' });
});
