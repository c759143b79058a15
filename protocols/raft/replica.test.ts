import { describe, expect, test } from 'vitest';
import { Hand } from '../testing/hand.ts';
import { commandList, register, replica, withSessions } from './index.ts';
import type { ReplicaOptions, ReplicaVocabulary } from './index.ts';
import type { Log } from '../../sim/core/index.ts';
import type { Answer, ClerkMessage, ClientRequest } from './service.ts';
import { appendEntries, command, entries, installSnapshot, refusal, snapshotOf, success, vote } from './testing/words.ts';

type ListHand = Hand<ReplicaVocabulary<Log<unknown>, ClerkMessage>>;

const client = 9;
const submit = (number: number, text: string): ClientRequest => ({ kind: 'submit', session: 7, number, command: text });
const query = (number: number): ClientRequest => ({ kind: 'query', session: 7, number, query: null });
const done = (number: number, result: unknown) => ({ kind: 'answer', session: 7, number, outcome: { kind: 'done', result } });
const elsewhere = (number: number, leader: number | null, mayHappen = false) => ({ kind: 'answer', session: 7, number, outcome: { kind: 'notLeader', leader, mayHappen } });

const list = (options: ReplicaOptions = {}, nodes: readonly number[] = [0, 1, 2]): ListHand => new Hand(replica(commandList, { preVote: false, checkQuorum: false, noOp: false, reads: 'readIndex', ...options }), 0, nodes);

/** A replica that leads term 1; what it has said was taken. */
function leading(options: ReplicaOptions = {}): ListHand {
  const hand = list(options).fire('election').sync().receive(1, vote(1)).sync();
  hand.take();
  return hand;
}

const isAnswer = (message: { readonly kind: string }): message is Answer => message.kind === 'answer';
const answersOf = (hand: ListHand): readonly Answer[] => hand.take().flatMap(({ message }) => (isAnswer(message) ? [message] : []));

describe('a replica', () => {
  test('answers a command once it is applied, not before', () => {
    const hand = leading().receive(client, submit(1, 'a')).sync();
    expect(answersOf(hand)).toEqual([]);
    expect(answersOf(hand.receive(1, success(1, 1)))).toEqual([done(1, 1)]);
    expect(hand.state.machine.slice()).toEqual(['a']);
  });

  test('sends a client elsewhere where it does not lead', () => {
    const hand = list().receive(2, appendEntries(4)).sync();
    hand.take();
    expect(answersOf(hand.receive(client, submit(1, 'a')))).toEqual([elsewhere(1, 2)]);
    expect(answersOf(hand.receive(client, query(2)))).toEqual([elsewhere(2, 2)]);
  });

  test('sends all who wait elsewhere when it leads no more', () => {
    const hand = leading().receive(client, submit(1, 'a')).receive(client, query(2)).receive(1, refusal(5, 0)).sync();
    expect(answersOf(hand)).toEqual([elsewhere(2, null), elsewhere(1, null, true)]);
    expect(hand.state.submissions.size).toBe(0);
    expect(hand.state.queries.size).toBe(0);
  });

  test('does not answer for an entry of another leader that has taken the place of the client’s', () => {
    const hand = leading().receive(client, submit(1, 'a')).sync();
    hand.receive(2, appendEntries(2, { entries: [command(2, 'b')], leaderCommit: 1 })).sync();
    expect(answersOf(hand)).toEqual([elsewhere(1, 2)]);
    expect(hand.state.machine.slice()).toEqual(['b']);
  });

  test('answers a query from a state that is as new as the read demands', () => {
    const hand = leading().receive(client, submit(1, 'a')).sync().receive(1, success(1, 1));
    hand.take();
    hand.receive(client, query(2));
    const round = hand.state.raft.round;
    expect(answersOf(hand)).toEqual([]);
    expect(answersOf(hand.receive(2, success(1, 1, { round })))).toEqual([done(2, 1)]);
  });

  test('answers its own user at once, as the labs’ Start does', () => {
    expect(leading().request(3, { kind: 'start', command: 'a' }).replies).toEqual([{ id: 3, result: { kind: 'started', index: 1, term: 1 } }]);
  });

  test('says to an operator why it refuses', () => {
    const message: ClientRequest = { kind: 'administer', session: 7, number: 1, request: { kind: 'transfer', target: 0 } };
    expect(answersOf(leading().receive(client, message))).toMatchObject([{ outcome: { kind: 'refused', reason: 'notAVoter' } }]);
  });
});

describe('compaction', () => {
  test('every so-many-th index minus one, as in the labs', () => {
    const compactedAfter = (applied: number, snapshotEvery: number | null): number => {
      const terms = Array.from({ length: applied }, () => 4);
      return list({ snapshotEvery }).receive(1, appendEntries(4, { entries: entries(terms), leaderCommit: applied })).state.raft.snapshot.lastIncludedIndex;
    };
    expect([8, 9, 18, 19].map((applied) => compactedAfter(applied, 10))).toEqual([0, 9, 9, 19]);
    expect([1, 2].map((applied) => compactedAfter(applied, 1))).toEqual([1, 2]);
    expect(compactedAfter(99, null)).toBe(0);
  });

  test('keeps the state, through a restart, too', () => {
    const hand = list({ snapshotEvery: 3 }).receive(1, appendEntries(4, { entries: entries([4, 4, 4]), leaderCommit: 3 })).sync();
    expect(hand.state.raft.snapshot.lastIncludedIndex).toBe(2);
    expect(hand.crash().state.machine.slice()).toEqual(['1@4', '2@4']);
    expect(hand.state.raft.log.length).toBe(1);
  });

  test('a snapshot of the leader takes the place of the state', () => {
    const hand = list().receive(1, appendEntries(4, { entries: entries([4]), leaderCommit: 1 })).receive(1, installSnapshot(4, snapshotOf(9, 4, { pieces: ['x', 'y'] })));
    expect(hand.state.machine.slice()).toEqual(['x', 'y']);
  });
});

describe('sessions', () => {
  const machine = withSessions(register);
  const write = (session: number, number: number, text: string) => ({ kind: 'command', session, number, command: text }) as const;

  test('section 8: "If it receives a command whose serial number has already been executed, it responds immediately without re-executing the request"', () => {
    const once = machine.apply(machine.empty, write(1, 1, 'a'));
    const twice = machine.apply(machine.apply(once.state, write(2, 1, 'b')).state, write(1, 1, 'a'));
    expect(twice.result).toEqual(once.result);
    expect(machine.query(twice.state, null)).toEqual({ kind: 'executed', result: { value: 'b', writes: 2 } });
  });

  test('an older one has no reader any more', () => {
    const { state } = machine.apply(machine.empty, write(1, 2, 'a'));
    expect(machine.apply(state, write(1, 1, 'z'))).toEqual({ state, result: { kind: 'overtaken' } });
  });

  test('are part of the snapshot', () => {
    const { state } = machine.apply(machine.empty, write(1, 1, 'a'));
    const restored = machine.restore(machine.snapshot(state));
    expect(machine.apply(restored, write(1, 1, 'a')).state.machine).toEqual({ value: 'a', writes: 1 });
  });
});
