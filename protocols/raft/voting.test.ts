import { describe, expect, test } from 'vitest';
import type { RequestVote } from './raft.ts';
import { candidate, leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, requestVote, snapshotOf, vote } from './testing/words.ts';

const answerTo = (hand: RaftHand, message: RequestVote, from = 1) => sent(hand.receive(from, message).sync(), 'requestVoteReply')[0]?.message;

describe(rule('handleRequestVote', '"Reply false if term < currentTerm"'), () => {
  test('with the newer term, so that the candidate learns of it', () => {
    expect(answerTo(server({ currentTerm: 4 }), requestVote(3))).toEqual(vote(4, { voteGranted: false }));
  });

  test('a vote of this term is granted', () => {
    expect(answerTo(server({ currentTerm: 4 }), requestVote(4))).toEqual(vote(4));
  });

  test('a higher term is taken over even where the vote is refused', () => {
    const hand = server({ log: [1, 4] });
    expect(answerTo(hand, requestVote(7, { lastLogTerm: 1, lastLogIndex: 9 }))).toEqual(vote(7, { voteGranted: false }));
    expect(hand.state).toMatchObject({ currentTerm: 7, votedFor: null });
  });

  test('a pre-vote changes nothing here, granted or not, and is answered with the term that was asked for', () => {
    const hand = server({ currentTerm: 4, votedFor: 2 });
    expect(answerTo(hand, requestVote(5, { preVote: true }))).toEqual(vote(5, { preVote: true }));
    expect(answerTo(hand, requestVote(9, { preVote: true }))).toEqual(vote(9, { preVote: true }));
    expect(hand.state).toMatchObject({ currentTerm: 4, votedFor: 2 });
    expect(hand.pendingWrites).toBe(0);
  });

  test('a refused pre-vote carries the term of the voter: a candidate of an older one would else ask for ever', () => {
    expect(answerTo(server({ currentTerm: 4 }), requestVote(3, { preVote: true }))).toEqual(vote(4, { voteGranted: false, preVote: true }));
  });

  test('a server that is no voter in its own log votes: it may not have its own promotion yet (section 6)', () => {
    expect(answerTo(server({ self: 2, currentTerm: 4 }, { initialVoters: [0, 1] }), requestVote(5))).toEqual(vote(5));
  });

  test('a candidate that is no voter in this log gets the vote: this server may be the one that is behind', () => {
    expect(answerTo(server({ self: 1, currentTerm: 4 }, { initialVoters: [0, 1] }), requestVote(5), 2)).toEqual(vote(5));
  });
});

describe(rule('mayVoteFor', '"If votedFor is null or candidateId, [...] grant vote"'), () => {
  test('who has no vote of this term yet may have it', () => {
    expect(answerTo(server({ currentTerm: 4 }), requestVote(4))?.voteGranted).toBe(true);
  });

  test('nobody else gets it', () => {
    expect(answerTo(server({ currentTerm: 4, votedFor: 2 }), requestVote(4))?.voteGranted).toBe(false);
  });

  test('the same candidate gets it again: its answer may be lost', () => {
    expect(answerTo(server({ currentTerm: 4, votedFor: 1 }), requestVote(4))?.voteGranted).toBe(true);
  });

  test('server 0 is somebody', () => {
    const hand = server({ self: 1, currentTerm: 4, votedFor: 0 });
    expect(answerTo(hand, requestVote(4), 2)?.voteGranted).toBe(false);
    expect(answerTo(hand, requestVote(4), 0)?.voteGranted).toBe(true);
  });

  test('a vote outlives a crash', () => {
    const hand = server({ currentTerm: 4 }).receive(1, requestVote(4)).sync().crash();
    hand.take();
    expect(answerTo(hand, requestVote(4), 2)?.voteGranted).toBe(false);
  });

  test('a pre-vote is for a term to come, whoever has the vote of this one', () => {
    const hand = server({ currentTerm: 4, votedFor: 2 });
    expect(answerTo(hand, requestVote(4, { preVote: true }))?.voteGranted).toBe(false);
    expect(answerTo(hand, requestVote(5, { preVote: true }))?.voteGranted).toBe(true);
  });
});

describe(rule('isUpToDate', '"If the logs have last entries with different terms, then the log with the later term is more up-to-date. If the logs end with the same term, then whichever log is longer is more up-to-date"'), () => {
  const isUpToDate = (log: readonly number[], lastLogTerm: number, lastLogIndex: number): boolean => {
    const turn = turnOf(server({ log, currentTerm: 9 }));
    return turn.rules.isUpToDate(turn, requestVote(9, { lastLogTerm, lastLogIndex }));
  };

  test('a later term wins over a longer log', () => {
    expect(isUpToDate([1, 1, 2], 3, 1)).toBe(true);
    expect(isUpToDate([1, 1, 2], 1, 99)).toBe(false);
  });

  test('of the same term, the longer log or an equal one', () => {
    expect(isUpToDate([1, 1, 2], 2, 4)).toBe(true);
    expect(isUpToDate([1, 1, 2], 2, 3)).toBe(true);
    expect(isUpToDate([1, 1, 2], 2, 2)).toBe(false);
  });

  test('an empty log is as good as another, and worse than any entry', () => {
    expect(isUpToDate([], 0, 0)).toBe(true);
    expect(isUpToDate([1], 0, 0)).toBe(false);
  });

  test('where all entries were compacted, the snapshot counts', () => {
    const turn = turnOf(server({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }] }));
    expect(turn.rules.isUpToDate(turn, requestVote(9, { lastLogTerm: 3, lastLogIndex: 8 }))).toBe(false);
    expect(turn.rules.isUpToDate(turn, requestVote(9, { lastLogTerm: 3, lastLogIndex: 9 }))).toBe(true);
  });
});

describe(rule('grantVote', '"Updated on stable storage before responding to RPCs"'), () => {
  test('the answer leaves once the vote is stored', () => {
    const hand = server({ currentTerm: 4 }).receive(1, requestVote(4));
    expect(hand.take()).toEqual([]);
    expect(hand.sync().take()).toHaveLength(1);
  });

  test('a vote that is lost with the power was never answered', () => {
    const hand = server({ currentTerm: 4 }).receive(1, requestVote(4)).crash();
    expect(hand.take()).toEqual([]);
    expect(hand.state.votedFor).toBe(null);
  });

  test('a repeated one is not stored again', () => {
    expect(server({ currentTerm: 4, votedFor: 1 }).receive(1, requestVote(4)).pendingWrites).toBe(0);
  });

  test('only who has granted its vote waits anew, not who has refused it', () => {
    const hand = server({ log: [3], currentTerm: 3 });
    hand.timers.clear();
    hand.receive(1, requestVote(3, { lastLogTerm: 2, lastLogIndex: 7 }));
    expect(hand.timers.has('election')).toBe(false);
    hand.receive(2, requestVote(3, { lastLogTerm: 3, lastLogIndex: 1 }));
    expect(hand.timers.has('election')).toBe(true);
  });
});

describe(rule('isDisturbance', '"if a server receives a RequestVote request within the minimum election timeout of hearing from a current leader, it does not update its term or grant its vote"'), () => {
  test('within the minimum election timeout', () => {
    const hand = server({ currentTerm: 4 }, { checkQuorum: true }).receive(2, appendEntries(4));
    hand.take();
    expect(answerTo(hand, requestVote(9))).toEqual(vote(4, { voteGranted: false }));
    expect(hand.state).toMatchObject({ currentTerm: 4, leaderId: 2, votedFor: null });
  });

  test('after it, the vote is granted', () => {
    const hand = server({ currentTerm: 4 }, { checkQuorum: true }).receive(2, appendEntries(4)).fire('election');
    hand.take();
    expect(answerTo(hand, requestVote(9))).toEqual(vote(9));
  });

  test('pre-votes, too', () => {
    const hand = server({ currentTerm: 4 }, { checkQuorum: true }).receive(2, appendEntries(4));
    hand.take();
    expect(answerTo(hand, requestVote(5, { preVote: true }))?.voteGranted).toBe(false);
  });

  test('a leader refuses while it leads', () => {
    const hand = leader({ currentTerm: 4 }, { checkQuorum: true });
    expect(answerTo(hand, requestVote(9))?.voteGranted).toBe(false);
    expect(hand.state).toMatchObject({ role: 'leader', currentTerm: 5 });
  });

  test('where the leader has itself asked for the election, it is none (3.10)', () => {
    const hand = server({ currentTerm: 4 }, { checkQuorum: true }).receive(2, appendEntries(4));
    hand.take();
    expect(answerTo(hand, requestVote(5, { transfer: true }))).toEqual(vote(5));
  });

  test('without check-quorum there is none: Figure 2 alone', () => {
    const hand = server({ currentTerm: 4 }).receive(2, appendEntries(4));
    hand.take();
    expect(answerTo(hand, requestVote(5))).toEqual(vote(5));
  });

  test('with pre-vote alone, a pre-vote is: "if they have not received heartbeats from a valid leader for at least a baseline election timeout" (thesis 9.6)', () => {
    const hand = server({ currentTerm: 4 }, { preVote: true }).receive(2, appendEntries(4));
    hand.take();
    expect(answerTo(hand, requestVote(5, { preVote: true }))).toEqual(vote(4, { voteGranted: false, preVote: true }));
    hand.fire('election');
    hand.take();
    expect(answerTo(hand, requestVote(5, { preVote: true }))).toEqual(vote(5, { preVote: true }));
  });

  test('with pre-vote alone, a vote is none: who asks for it has won its pre-vote, or knows none', () => {
    const hand = server({ currentTerm: 4 }, { preVote: true }).receive(2, appendEntries(4));
    hand.take();
    expect(answerTo(hand, requestVote(5))).toEqual(vote(5));
  });

  test('with pre-vote alone, a leader refuses pre-votes, too', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true }).receive(1, vote(5, { preVote: true })).sync().receive(1, vote(5));
    expect(hand.state).toMatchObject({ role: 'leader', currentTerm: 5 });
    hand.take();
    expect(answerTo(hand, requestVote(6, { preVote: true }))).toEqual(vote(5, { voteGranted: false, preVote: true }));
  });
});

describe(rule('startPreVote', '"a candidate only increments its term if it first learns from a majority of the cluster that they would be willing to grant the candidate their votes"'), () => {
  test('it asks about the next term, and stays in its own, with its vote', () => {
    const hand = server({ log: [1, 2], currentTerm: 4, votedFor: 2 }, { preVote: true }).fire('election');
    expect(hand.state).toMatchObject({ role: 'preCandidate', currentTerm: 4, votedFor: 2, leaderId: null });
    expect(hand.pendingWrites).toBe(0);
    expect(hand.take().map(({ message }) => message)).toEqual([1, 2].map(() => requestVote(5, { lastLogIndex: 2, lastLogTerm: 2, preVote: true })));
  });

  test('a majority of yes begins the election', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true }).receive(1, vote(5, { preVote: true }));
    expect(hand.state).toMatchObject({ role: 'candidate', currentTerm: 5, votedFor: 0, votes: [0] });
  });

  test('pre-votes of an earlier try count for the same term only, votes not at all', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true });
    expect(hand.receive(1, vote(4, { preVote: true })).state.role).toBe('preCandidate');
    expect(hand.receive(1, vote(4)).state.role).toBe('preCandidate');
  });

  test('one that nobody answers is repeated, in the same term', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true }).fire('election');
    expect(hand.state).toMatchObject({ role: 'preCandidate', currentTerm: 4 });
    expect(sent(hand, 'requestVote')).toHaveLength(4);
  });

  test('a leader that is heard ends it', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true }).receive(2, appendEntries(4)).receive(1, vote(5, { preVote: true }));
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 4, leaderId: 2 });
  });

  test('a refusal of a higher term ends it, too', () => {
    const hand = candidate({ currentTerm: 4 }, { preVote: true }).receive(2, vote(6, { voteGranted: false, preVote: true }));
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 6 });
  });
});
