import { describe, expect, test } from 'vitest';
import type { RaftRequest } from './raft.ts';
import { candidate, leader, sent, server, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, configurationOf, entries, refusal, snapshotOf, success, vote } from './testing/words.ts';

const to = (target: number): RaftRequest => ({ kind: 'transfer', target });
const start = { kind: 'start', command: 'a' } as const;
const refused = (reason: string) => ({ kind: 'refused', reason });

describe(rule('transfer', '"The prior leader stops accepting new client requests. The prior leader fully updates the target server’s log to match its own"'), () => {
  test('new commands are refused, reads are not', () => {
    const hand = leader().request(1, to(1)).request(2, start).request(3, { kind: 'read' });
    expect(hand.replies.map(({ result }) => result)).toEqual([{ kind: 'accepted' }, refused('transferring')]);
    expect(hand.state.reads).toHaveLength(1);
  });

  test('the target gets what it lacks', () => {
    const hand = leader({ log: [1] }).receive(1, success(2, 1)).receive(2, success(2, 1));
    hand.request(1, start).sync().take();
    hand.request(2, to(1)).receive(1, refusal(2, 2, { conflictIndex: 2 }));
    expect(sent(hand, 'appendEntries')).toMatchObject([{ to: 1, message: { prevLogIndex: 1, entries: [{ command: 'a' }] } }]);
  });

  test('to itself, to a learner, to who is leaving, or to nobody: refused', () => {
    const configuration = configurationOf([0, 1, 2], { outgoing: [0, 1, 4], learners: [3] });
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }, { kind: 'term', currentTerm: 3, votedFor: null }] as const;
    const hand = leader({ nodes: [0, 1, 2, 3, 4], disk });
    for (const target of [0, 3, 4, 9]) expect(hand.request(target, to(target)).lastResult).toEqual(refused('notAVoter'));
    expect(hand.state.transfer).toBe(null);
  });

  test('one at a time', () => {
    const hand = leader({ log: [1] }).request(1, to(1)).request(2, to(2));
    expect(hand.lastResult).toEqual(refused('transferring'));
    expect(hand.state.transfer).toEqual({ target: 1, told: false });
  });

  test('asked for again, it is under way: the answer may have been lost', () => {
    const hand = leader({ log: [1] }).request(1, to(1));
    hand.take();
    expect(hand.request(2, to(1)).lastResult).toEqual({ kind: 'accepted' });
    expect(sent(hand, 'timeoutNow')).toEqual([]);
  });

  test('who does not lead says so', () => {
    expect(candidate().request(1, to(1)).sync().lastResult).toEqual({ kind: 'notLeader', leader: null });
  });
});

describe(rule('advanceTransfer', '"The prior leader sends a TimeoutNow request to the target server"'), () => {
  test('at once, where the target has everything', () => {
    const hand = leader({ log: [1] }).receive(1, success(2, 1)).request(1, to(1));
    expect(sent(hand, 'timeoutNow')).toEqual([{ to: 1, message: { kind: 'timeoutNow', term: 2 } }]);
  });

  test('as soon as it has, and once', () => {
    const hand = leader({ log: [1, 1] }).request(1, to(1)).receive(1, success(2, 1));
    expect(sent(hand, 'timeoutNow')).toEqual([]);
    expect(sent(hand.receive(1, success(2, 2)), 'timeoutNow')).toHaveLength(1);
    expect(sent(hand.receive(1, success(2, 2)), 'timeoutNow')).toEqual([]);
  });

  test('from then on no lease of this term holds, however late the message comes', () => {
    const hand = leader().receive(1, success(1, 0)).request(1, to(1));
    expect(hand.state).toMatchObject({ transfer: { target: 1, told: true }, leaseForfeited: true });
    expect(hand.fire('transfer').state).toMatchObject({ transfer: null, leaseForfeited: true });
  });
});

describe(rule('handleTimeoutNow', '"the target server starts a new election (incrementing its term and becoming a candidate)"'), () => {
  const told = (hand: RaftHand, term: number): RaftHand => hand.receive(1, { kind: 'timeoutNow', term }).sync();

  test('without a pre-vote, though the leader is recent, and saying that the leader wants it', () => {
    const hand = server({ log: [4] }, { preVote: true, checkQuorum: true }).receive(1, appendEntries(4)).sync();
    hand.take();
    expect(told(hand, 4).state).toMatchObject({ role: 'candidate', currentTerm: 5, votedFor: 0, leaderIsRecent: false });
    expect(sent(hand, 'requestVote')).toMatchObject([1, 2].map((peer) => ({ to: peer, message: { term: 5, preVote: false, transfer: true } })));
  });

  test('one that comes late, in another term, is nothing', () => {
    expect(told(server({ log: [4], currentTerm: 5 }), 4).state).toMatchObject({ role: 'follower', currentTerm: 5 });
    expect(told(server({ log: [4] }), 6).state).toMatchObject({ role: 'follower', currentTerm: 4 });
  });

  test('the next election of the same candidate is an ordinary one', () => {
    const hand = told(server({ log: [4] }), 4).fire('election').sync();
    expect(sent(hand, 'requestVote').at(-1)?.message).toMatchObject({ term: 6, transfer: false });
  });

  test('a leader, or who has no vote, does not stand', () => {
    expect(told(leader(), 1).state).toMatchObject({ role: 'leader', currentTerm: 1 });
    expect(told(server({ self: 2, currentTerm: 4 }, { initialVoters: [0, 1] }), 4).state).toMatchObject({ role: 'follower', currentTerm: 4 });
  });
});

describe(rule('abandonTransfer', '"If leadership transfer does not complete after about an election timeout, the prior leader aborts the transfer and resumes accepting client requests"'), () => {
  test('after the longest election timeout', () => {
    const hand = leader({}, { electionTimeoutMin: 150_000, electionTimeoutMax: 300_000 }).request(1, to(1));
    expect(hand.timers.get('transfer')).toEqual({ min: 300_000, max: 300_000 });
    expect(hand.fire('transfer').request(2, start).lastResult).toMatchObject({ kind: 'started' });
  });

  test('another one may begin', () => {
    expect(leader().request(1, to(1)).fire('transfer').request(2, to(2)).lastResult).toEqual({ kind: 'accepted' });
  });

  test('a leader that steps down has none', () => {
    const hand = leader({ log: [1] }).request(1, to(1)).receive(1, refusal(9, 0));
    expect(hand.state.transfer).toBe(null);
    expect(hand.timers.has('transfer')).toBe(false);
  });

  test('the target’s vote request ends the office', () => {
    const hand = leader({ log: [1] }, { checkQuorum: true }).receive(1, success(2, 1)).request(1, to(1)).sync();
    hand.take();
    hand.receive(1, { kind: 'requestVote', term: 3, lastLogIndex: 1, lastLogTerm: 1, preVote: false, transfer: true }).sync();
    expect(sent(hand, 'requestVoteReply')).toEqual([{ to: 1, message: vote(3) }]);
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 3, transfer: null });
    expect(entries([1])).toHaveLength(hand.state.log.length);
  });
});
