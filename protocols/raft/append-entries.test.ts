import { describe, expect, test } from 'vitest';
import type { AppendEntries } from './raft.ts';
import { candidate, leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, command, entries, refusal, snapshotOf, success } from './testing/words.ts';

const answerTo = (hand: RaftHand, message: AppendEntries, from = 1) => sent(hand.receive(from, message).sync(), 'appendEntriesReply')[0]?.message;
const termsOf = ({ state }: RaftHand): readonly number[] => state.log.slice().map(({ term }) => term);

/** A follower whose log was compacted up to index 9, of term 3, and goes on with these terms. */
const compacted = (...terms: readonly number[]): RaftHand =>
  server({
    disk: [
      { kind: 'snapshot', snapshot: snapshotOf(9, 3) },
      { kind: 'term', currentTerm: 5, votedFor: null },
      { kind: 'entries', prevLogIndex: 9, entries: entries(terms, 10) },
    ],
  });

describe(rule('handleAppendEntries', '"Reply false if term < currentTerm"'), () => {
  test('with the newer term, and without following', () => {
    const hand = server({ currentTerm: 4 });
    expect(answerTo(hand, appendEntries(3, { round: 7 }))).toMatchObject({ term: 4, success: false });
    expect(hand.state.leaderId).toBe(null);
  });

  test('a round of an earlier term confirms nothing in this one: its leader may lead again, and count rounds anew', () => {
    expect(answerTo(server({ currentTerm: 4 }), appendEntries(3, { round: 7 }))).toMatchObject({ term: 4, round: 0 });
  });

  test('an older leader leaves no entry', () => {
    const hand = server({ currentTerm: 4 });
    answerTo(hand, appendEntries(3, { entries: entries([3]) }));
    expect(hand.state.log.lastIndex).toBe(0);
  });

  test('the answer leaves once the entries are stored: it names the last one of the message and its round', () => {
    const hand = server({ currentTerm: 4 }).receive(1, appendEntries(4, { entries: entries([4, 4]), round: 7 }));
    expect(hand.take()).toEqual([]);
    expect(sent(hand.sync(), 'appendEntriesReply')).toEqual([{ to: 1, message: success(4, 2, { prevLogIndex: 0, round: 7 }) }]);
  });

  test('Candidates: "If AppendEntries RPC received from new leader: convert to follower"', () => {
    expect(candidate({ currentTerm: 4 }).receive(2, appendEntries(5)).state).toMatchObject({ role: 'follower', currentTerm: 5, leaderId: 2 });
    expect(candidate({ currentTerm: 4 }).receive(2, appendEntries(4)).state).toMatchObject({ role: 'candidate', leaderId: null });
    expect(candidate({ currentTerm: 4 }, { preVote: true }).receive(2, appendEntries(4)).state.role).toBe('follower');
  });

  test('a refused check of the logs is heard from a leader all the same', () => {
    expect(server({ currentTerm: 4 }).receive(2, appendEntries(4, { prevLogIndex: 5, prevLogTerm: 3 })).state).toMatchObject({ leaderId: 2, leaderIsRecent: true });
  });

  test('two leaders of one term are our mistake', () => {
    expect(() => leader().receive(1, appendEntries(1))).toThrow('Election Safety (5.2)');
  });
});

describe(rule('isConsistent', '"Reply false if log doesn’t contain an entry at prevLogIndex whose term matches prevLogTerm"'), () => {
  const isConsistent = (hand: RaftHand, prevLogIndex: number, prevLogTerm: number): boolean => {
    const turn = turnOf(hand);
    return turn.rules.isConsistent(turn, appendEntries(9, { prevLogIndex, prevLogTerm }));
  };

  test('index and term have to agree', () => {
    const hand = server({ log: [1, 1, 2] });
    expect(isConsistent(hand, 3, 2)).toBe(true);
    expect(isConsistent(hand, 2, 1)).toBe(true);
    expect(isConsistent(hand, 3, 1)).toBe(false);
    expect(isConsistent(hand, 3, 3)).toBe(false);
  });

  test('beyond the end there is no entry', () => {
    expect(isConsistent(server({ log: [1, 1, 2] }), 4, 2)).toBe(false);
    expect(isConsistent(server(), 1, 0)).toBe(false);
  });

  test('index 0 agrees with every log', () => {
    expect(isConsistent(server(), 0, 0)).toBe(true);
    expect(isConsistent(server({ log: [1, 1, 2] }), 0, 0)).toBe(true);
  });

  test('what was compacted had been committed: it agrees with every leader', () => {
    expect(isConsistent(compacted(4), 9, 3)).toBe(true);
    expect(isConsistent(compacted(4), 8, 3)).toBe(true);
    expect(isConsistent(compacted(4), 10, 4)).toBe(true);
    expect(isConsistent(compacted(4), 10, 3)).toBe(false);
    expect(isConsistent(compacted(4), 11, 4)).toBe(false);
  });
});

describe(rule('refuseEntries', '"the follower can include the term of the conflicting entry and the first index it stores for that term"'), () => {
  const refusalOf = (hand: RaftHand, prevLogIndex: number) => answerTo(hand, appendEntries(9, { prevLogIndex, prevLogTerm: 8 }));

  test('where there is no entry, the first index without one', () => {
    expect(refusalOf(server({ log: [1, 1, 2] }), 7)).toEqual(refusal(9, 7, { conflictIndex: 4 }));
    expect(refusalOf(server(), 1)).toEqual(refusal(9, 1, { conflictIndex: 1 }));
  });

  test('where there is another, its term and the first index of that', () => {
    const log = [1, 1, 2, 2, 2, 5];
    expect(refusalOf(server({ log }), 5)).toEqual(refusal(9, 5, { conflictTerm: 2, conflictIndex: 3 }));
    expect(refusalOf(server({ log }), 6)).toEqual(refusal(9, 6, { conflictTerm: 5, conflictIndex: 6 }));
    expect(refusalOf(server({ log }), 2)).toEqual(refusal(9, 2, { conflictTerm: 1, conflictIndex: 1 }));
  });

  test('of a term that begins in what was compacted, the first index that is still here', () => {
    expect(refusalOf(compacted(3, 3, 4), 11)).toEqual(refusal(9, 11, { conflictTerm: 3, conflictIndex: 10 }));
  });

  test('nothing of the log changes: the next message may agree with it', () => {
    const hand = server({ log: [1, 1, 2] });
    refusalOf(hand, 3);
    expect(termsOf(hand)).toEqual([1, 1, 2]);
  });
});

describe(rule('storeEntries', '"If an existing entry conflicts with a new one (same index but different terms), delete the existing entry and all that follow it. Append any new entries not already in the log"'), () => {
  test('an empty log takes all', () => {
    const hand = server({ currentTerm: 4 });
    answerTo(hand, appendEntries(4, { entries: entries([1, 4]) }));
    expect(termsOf(hand)).toEqual([1, 4]);
    expect(termsOf(hand.crash())).toEqual([1, 4]);
  });

  test('a conflict deletes what follows, on the disk, too', () => {
    const hand = server({ log: [1, 2, 2, 2], currentTerm: 5 });
    answerTo(hand, appendEntries(5, { prevLogIndex: 1, prevLogTerm: 1, entries: entries([2, 5], 2) }));
    expect(termsOf(hand)).toEqual([1, 2, 5]);
    expect(termsOf(hand.crash())).toEqual([1, 2, 5]);
  });

  test('an older message that is part of the log deletes nothing: what follows may be acknowledged', () => {
    const hand = server({ log: [1, 2, 2, 2], currentTerm: 2 });
    expect(answerTo(hand, appendEntries(2, { entries: entries([1, 2]) }))).toMatchObject({ success: true, matchIndex: 2 });
    expect(answerTo(hand, appendEntries(2, { prevLogIndex: 2, prevLogTerm: 2 }))).toMatchObject({ success: true, matchIndex: 2 });
    expect(termsOf(hand)).toEqual([1, 2, 2, 2]);
    expect(hand.pendingWrites).toBe(0);
  });

  test('of a message that overlaps, only what is new is written', () => {
    const hand = server({ log: [1, 2], currentTerm: 2 }).receive(1, appendEntries(2, { entries: entries([1, 2, 2]) })).sync();
    expect(hand.disk.at(-1)).toEqual({ kind: 'record', record: { kind: 'entries', prevLogIndex: 2, entries: [command(2, '3@2')] } });
  });

  test('what was compacted is passed over', () => {
    const hand = compacted(4);
    expect(answerTo(hand, appendEntries(5, { prevLogIndex: 7, prevLogTerm: 3, entries: entries([3, 3, 4, 5], 8) }))).toMatchObject({ success: true, matchIndex: 11 });
    expect(termsOf(hand)).toEqual([4, 5]);
  });

  test('what is committed is never deleted: that would be our mistake', () => {
    const hand = server({ log: [1, 1], currentTerm: 2 }).receive(1, appendEntries(2, { prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 }));
    expect(() => hand.receive(1, appendEntries(2, { entries: entries([1, 2]) }))).toThrow('Leader Completeness (5.4)');
  });
});

describe(rule('followCommit', '"If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)"'), () => {
  const commitAfter = (hand: RaftHand, message: AppendEntries): number => hand.receive(1, message).state.commitIndex;

  test('as far as the leader says, where the message shows that much', () => {
    expect(commitAfter(server({ currentTerm: 4 }), appendEntries(4, { entries: entries([4, 4, 4]), leaderCommit: 2 }))).toBe(2);
  });

  test('no further than the message shows: what follows here may not be the leader’s', () => {
    const hand = server({ log: [1, 1, 2, 2], currentTerm: 4 });
    expect(commitAfter(hand, appendEntries(4, { prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 4 }))).toBe(2);
  });

  test('never back', () => {
    const hand = server({ log: [1, 1, 2, 2], currentTerm: 4 });
    expect(commitAfter(hand, appendEntries(4, { prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 3 }))).toBe(3);
    expect(commitAfter(hand, appendEntries(4, { prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 3 }))).toBe(3);
    expect(commitAfter(hand, appendEntries(4, { prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 1 }))).toBe(3);
  });

  test('what is refused says nothing about it', () => {
    expect(commitAfter(server({ log: [1, 1], currentTerm: 4 }), appendEntries(4, { prevLogIndex: 2, prevLogTerm: 3, leaderCommit: 2 }))).toBe(0);
  });
});
