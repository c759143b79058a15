import { describe, expect, test } from 'vitest';
import { candidate, leader, sent, server, turnOf } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, installSnapshot, refusal, requestVote, snapshotOf, success, vote } from './testing/words.ts';

describe(rule('observeTerm', '"If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower"'), () => {
  const higher = [
    requestVote(9),
    vote(9, { voteGranted: false }),
    vote(9, { voteGranted: false, preVote: true }),
    appendEntries(9),
    success(9, 0),
    refusal(9, 0),
    installSnapshot(9, snapshotOf(3, 2)),
    { kind: 'installSnapshotReply', term: 9, lastIncludedIndex: 3, offset: 0, received: 0, installed: false },
  ] as const;

  test.each(higher)('in $kind, even to a leader', (message) => {
    const { state } = leader({ log: [1], currentTerm: 4 }).receive(1, message);
    expect(state).toMatchObject({ role: 'follower', currentTerm: 9 });
  });

  test('the same term, or an older one, changes nothing', () => {
    for (const term of [4, 5]) expect(leader({ log: [1], currentTerm: 4 }).receive(1, refusal(term, 0)).state).toMatchObject({ role: 'leader', currentTerm: 5 });
  });

  test('a granted pre-vote repeats the term that was asked for, which nobody has begun', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true }).receive(1, vote(7, { preVote: true }));
    expect(hand.state).toMatchObject({ currentTerm: 4, role: 'preCandidate' });
  });
});

describe(rule('becomeFollower', '"If a candidate or leader discovers that its term is out of date, it immediately reverts to follower state"'), () => {
  test('the vote belongs to the term: a new term has none, and stands on the disk before anybody hears of it', () => {
    const hand = server({ currentTerm: 4, votedFor: 0 }).receive(1, requestVote(5));
    expect(hand.state).toMatchObject({ currentTerm: 5, votedFor: 1 });
    expect(hand.outbox).toEqual([]);
    expect(sent(hand.sync(), 'requestVoteReply')).toHaveLength(1);
    expect(hand.crash().state).toMatchObject({ currentTerm: 5, votedFor: 1 });
  });

  test('within one term the vote stays: else a second candidate would get another one', () => {
    const hand = candidate({ currentTerm: 4 });
    hand.receive(2, appendEntries(5));
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 5, votedFor: 0 });
  });

  test('a leader of an older term forgets its followers, stops its timers and waits for others', () => {
    const hand = leader().receive(1, refusal(9, 0));
    expect(hand.state).toMatchObject({ leaderId: null, progress: [], transfer: null, rounds: [] });
    expect([...hand.timers.keys()]).toEqual(['election']);
  });

  test('reads that waited at a leader are answered: somebody else must be asked', () => {
    const hand = leader().request(7, { kind: 'read' }).receive(1, refusal(9, 0)).sync();
    expect(hand.replies).toEqual([{ id: 7, result: { kind: 'notLeader', leader: null } }]);
  });

  test('a candidate that follows keeps its timer', () => {
    const hand = candidate({ currentTerm: 4 }).receive(1, vote(8, { voteGranted: false }));
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 8, votedFor: null, votes: [] });
    expect(hand.timers.has('election')).toBe(true);
  });

  test('who has heard from a leader just now keeps to its refusal in a higher term, too: a lease rests on it', () => {
    const hand = server({ currentTerm: 4 }, { checkQuorum: true }).receive(1, appendEntries(4)).receive(2, vote(6, { voteGranted: false })).sync();
    expect(hand.state).toMatchObject({ currentTerm: 6, leaderId: null, leaderIsRecent: true });
    hand.take();
    expect(sent(hand.receive(2, requestVote(6)), 'requestVoteReply')).toMatchObject([{ message: { voteGranted: false } }]);
    hand.fire('election').receive(2, requestVote(6)).sync();
    expect(sent(hand, 'requestVoteReply')).toMatchObject([{ message: { voteGranted: true } }]);
  });
});

describe(rule('resetElectionTimer', '"election timeouts are chosen randomly from a fixed interval"'), () => {
  test('from the minimum to the maximum, at the start and in each election', () => {
    const hand = server({}, { electionTimeoutMin: 150_000, electionTimeoutMax: 300_000 });
    const interval = { min: 150_000, max: 300_000 };
    expect(hand.timers.get('election')).toEqual(interval);
    expect(hand.fire('election').timers.get('election')).toEqual(interval);
    expect(hand.fire('election').timers.get('election')).toEqual(interval);
  });

  test('no leader is recent any more', () => {
    const hand = server({ currentTerm: 1 }).receive(1, appendEntries(1));
    const turn = turnOf(hand);
    turn.rules.resetElectionTimer(turn);
    expect(turn.state.leaderIsRecent).toBe(false);
  });
});

describe(rule('hearFromLeader', '"A server remains in follower state as long as it receives valid RPCs from a leader or candidate"'), () => {
  test('the leader is known, and recent for the minimum election timeout', () => {
    const hand = server({ currentTerm: 1 }, { electionTimeoutMin: 150_000, electionTimeoutMax: 300_000 }).receive(2, appendEntries(1));
    expect(hand.state).toMatchObject({ leaderId: 2, leaderIsRecent: true });
    expect(hand.timers.get('election')).toEqual({ min: 150_000, max: 150_000 });
  });

  test('then for the rest of the drawn timeout, in which it is not recent', () => {
    const hand = server({ currentTerm: 1 }, { electionTimeoutMin: 150_000, electionTimeoutMax: 300_000 }).receive(2, appendEntries(1)).fire('election');
    expect(hand.state).toMatchObject({ role: 'follower', leaderId: 2, leaderIsRecent: false });
    expect(hand.timers.get('election')).toEqual({ min: 1, max: 150_000 });
  });

  test('a server that is 0 is a leader like any other', () => {
    expect(server({ self: 1, currentTerm: 1 }).receive(0, appendEntries(1)).state.leaderId).toBe(0);
  });

  test('whoever leads an older term is not heard', () => {
    expect(server({ currentTerm: 4 }).receive(2, appendEntries(3)).state).toMatchObject({ leaderId: null, leaderIsRecent: false });
  });
});
