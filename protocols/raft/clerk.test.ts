import { describe, expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { raftClerk, type ClerkRequest, type RaftClerkVocabulary } from './clerk.ts';
import type { Answer, Outcome } from './service.ts';
import type { SessionResult } from './sessions.ts';

type ClerkHand = Hand<RaftClerkVocabulary>;
type Told = Outcome<SessionResult | null>;

const clerk = (): ClerkHand => new Hand(raftClerk(), 9, [0, 1, 2]);
const submit = (command: string): ClerkRequest => ({ kind: 'submit', command });

/** Answers the newest request of the clerk. */
const answer = (hand: ClerkHand, outcome: Told, change: Partial<Answer<SessionResult | null>> = {}): ClerkHand =>
  hand.receive(0, { kind: 'answer', session: hand.state.life ?? -1, number: hand.state.newest, outcome, ...change });
const executed = (result: unknown): Told => ({ kind: 'done', result: { kind: 'executed', result } });
const askedBy = (hand: ClerkHand): readonly number[] => hand.take().map(({ to }) => to);

describe('a clerk', () => {
  test('asks one server, and tells its user what was done', () => {
    const hand = clerk().request(1, submit('a'));
    expect(askedBy(hand)).toEqual([0]);
    expect(answer(hand, executed('A')).replies).toEqual([{ id: 1, result: { kind: 'done', result: 'A' } }]);
    expect(hand.timers.size).toBe(0);
  });

  test('goes to the leader that is named at once, and after a pause to the next that it has not asked of its own accord where none is known', () => {
    const hand = clerk().request(1, submit('a'));
    hand.take();
    expect(askedBy(answer(hand, { kind: 'notLeader', leader: 2, mayHappen: false }))).toEqual([2]);
    expect(askedBy(answer(hand, { kind: 'notLeader', leader: null, mayHappen: false }))).toEqual([]);
    expect(askedBy(hand.fire('retry'))).toEqual([1]);
  });

  test('section 8: asks again with the same serial number', () => {
    const hand = clerk().request(1, submit('a'));
    const first = hand.takeOne();
    expect(hand.fire('retry').takeOne()).toEqual(first);
  });

  test('has one request open, the others wait in their order', () => {
    const hand = clerk().request(1, submit('a')).request(2, { kind: 'query', query: 'q' });
    expect(hand.takeOne()).toMatchObject({ kind: 'submit', number: 1 });
    answer(hand, executed(null));
    expect(hand.takeOne()).toMatchObject({ kind: 'query', number: 2 });
  });

  test('an answer to an earlier request, or to another life of this client, is none', () => {
    const hand = clerk().request(1, submit('a'));
    expect(answer(hand, executed(null), { number: 0 }).replies).toEqual([]);
    expect(answer(hand, executed(null), { session: -1 }).replies).toEqual([]);
  });

  test('a refusal is an operator’s answer, and a client’s reason to ask elsewhere', () => {
    const refused: Told = { kind: 'refused', reason: 'transferring' };
    const hand = clerk().request(1, submit('a'));
    expect(answer(hand, refused).replies).toEqual([]);
    const operator = clerk().request(1, { kind: 'administer', request: { kind: 'transfer', target: 1 } });
    expect(answer(operator, refused).replies).toEqual([{ id: 1, result: refused }]);
  });

  test('whom nobody can name is found: a clerk of an even number of servers asks all of them', () => {
    const clerk = new Hand(raftClerk(), 4, [0, 1, 2, 3]);
    clerk.request(1, { kind: 'submit', command: 'x' });
    const asked = Array.from({ length: 4 }, () => {
      const [letter] = clerk.take();
      if (letter?.message.kind === 'submit') clerk.receive(letter.to, { kind: 'answer', session: letter.message.session, number: letter.message.number, outcome: { kind: 'notLeader', leader: null, mayHappen: false } });
      clerk.fire('retry');
      return letter?.to;
    });
    expect(new Set(asked)).toEqual(new Set([0, 1, 2, 3]));
  });
});

test('a server that names a leader of long ago keeps a clerk from nobody', () => {
  const clerk = new Hand<RaftClerkVocabulary>(raftClerk(), 3, [0, 1, 2]);
  clerk.request(1, { kind: 'submit', command: 'x' });
  const asked = new Set<number>();
  for (let round = 0; round < 6; round++) {
    for (const { to, message } of clerk.take()) {
      asked.add(to);
      // Server 1 was removed when server 0 led; now server 2 does.
      const outcome = { kind: 'notLeader', leader: to === 1 ? 0 : null, mayHappen: false } as const;
      if (message.kind === 'submit') clerk.receive(to, { kind: 'answer', session: message.session, number: message.number, outcome });
    }
    clerk.fire('retry');
  }
  expect(asked).toEqual(new Set([0, 1, 2]));
});

test('says what it is for, where a machine answers that has no sessions', () => {
  const bare: { of(outcome: unknown): Told } = { of: (outcome: Told) => outcome };
  const hand = clerk().request(1, submit('a'));
  expect(() => answer(hand, bare.of({ kind: 'done', result: 5 }))).toThrow('a Raft clerk talks to machines behind withSessions; this one answered 5');
});

test('says that it must register, where the table is bounded: else each of its commands would expire, and nothing ever happen', () => {
  const hand = clerk().request(1, submit('a'));
  expect(() => answer(hand, { kind: 'done', result: { kind: 'expired' } })).toThrow('the table of sessions is bounded: its clerks register, raftClerk({ registers: true })');
});
