import { describe, expect, test } from 'vitest';
import { candidate, leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, configurationOf, requestVote, snapshotOf, success, vote } from './testing/words.ts';

describe(rule('handleElectionTimeout', '"If election timeout elapses without receiving AppendEntries RPC from current leader or granting vote to candidate: convert to candidate"'), () => {
  test('a follower stands for election', () => {
    expect(server({ currentTerm: 4 }).fire('election').state).toMatchObject({ role: 'candidate', currentTerm: 5 });
  });

  test('Candidates: "If election timeout elapses: start new election"', () => {
    const hand = candidate({ currentTerm: 4 }).fire('election');
    expect(hand.state).toMatchObject({ role: 'candidate', currentTerm: 6, votes: [0] });
  });

  test('the first part of the timeout begins the second', () => {
    const hand = server({ currentTerm: 4 }).receive(1, appendEntries(4)).fire('election');
    expect(hand.state.role).toBe('follower');
    expect(hand.fire('election').state.role).toBe('candidate');
  });

  test('a follower that has granted its vote begins to wait anew', () => {
    const hand = server({ currentTerm: 4 }, { electionTimeoutMin: 150_000, electionTimeoutMax: 300_000 }).receive(1, appendEntries(4)).receive(1, requestVote(5));
    expect(hand.timers.get('election')).toEqual({ min: 150_000, max: 300_000 });
  });

  test('a leader waits for nobody', () => {
    expect(leader().fire('election').state.role).toBe('leader');
  });

  test('who has no vote does not stand, and goes on to wait', () => {
    const hand = server({ self: 2 }, { initialVoters: [0, 1] }).fire('election').sync();
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 0 });
    expect(hand.timers.has('election')).toBe(true);
    expect(hand.take()).toEqual([]);
  });
});

describe(rule('startElection', '"Increment currentTerm; Vote for self; Reset election timer; Send RequestVote RPCs to all other servers"'), () => {
  test('to all voters but itself, with its last entry', () => {
    const hand = candidate({ self: 1, log: [1, 1, 3], currentTerm: 4, nodes: [0, 1, 2, 3, 4] });
    expect(hand.state).toMatchObject({ role: 'candidate', currentTerm: 5, votedFor: 1, votes: [1], leaderId: null });
    expect(hand.timers.has('election')).toBe(true);
    const asked = requestVote(5, { lastLogIndex: 3, lastLogTerm: 3 });
    expect(hand.take().map(({ to, message }) => [to, message])).toEqual([0, 2, 3, 4].map((to) => [to, asked]));
  });

  test('its term and its own vote are stored before anybody is asked', () => {
    const hand = server({ currentTerm: 4 }).fire('election');
    expect(hand.take()).toEqual([]);
    expect(hand.sync().take()).toHaveLength(2);
    expect(hand.crash().state).toMatchObject({ currentTerm: 5, votedFor: 0 });
  });

  test('a torn vote was never cast: nobody has been asked', () => {
    const hand = server({ currentTerm: 4 }).fire('election').crash(0, true);
    expect(hand.state).toMatchObject({ currentTerm: 4, votedFor: null, storage: 'serving' });
    expect(hand.take()).toEqual([]);
  });

  test('the last entry may be in the snapshot', () => {
    const hand = candidate({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 4, votedFor: null }] });
    expect(sent(hand, 'requestVote')[0]?.message).toMatchObject({ term: 5, lastLogIndex: 9, lastLogTerm: 3 });
  });

  test('in a joint phase, the voters of both sets are asked, and no learner', () => {
    const configuration = configurationOf([0, 1, 3], { outgoing: [0, 1, 2], learners: [4] });
    const hand = candidate({ nodes: [0, 1, 2, 3, 4], disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }] });
    expect(sent(hand, 'requestVote').map(({ to }) => to)).toEqual([1, 2, 3]);
  });
});

describe(rule('handleRequestVoteReply', '"A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same term"'), () => {
  test('of this term', () => {
    expect(candidate().receive(1, vote(1)).state.role).toBe('leader');
  });

  test('a vote of an earlier term says nothing about this one', () => {
    const hand = candidate().fire('election').sync();
    expect(hand.receive(1, vote(1)).state).toMatchObject({ role: 'candidate', votes: [0] });
    expect(hand.receive(1, vote(2)).state.role).toBe('leader');
  });

  test('a refusal is no vote', () => {
    expect(candidate().receive(1, vote(1, { voteGranted: false })).state).toMatchObject({ role: 'candidate', votes: [0] });
  });

  test('a pre-vote is no vote', () => {
    expect(candidate({ currentTerm: 4 }).receive(1, vote(5, { preVote: true })).state).toMatchObject({ role: 'candidate', votes: [0] });
  });

  test('who has followed a leader since is no candidate', () => {
    expect(candidate().receive(2, appendEntries(1)).receive(1, vote(1)).state.role).toBe('follower');
  });
});

describe(rule('countVote', '"If votes received from majority of servers: become leader"'), () => {
  const five = [0, 1, 2, 3, 4];

  test('a vote that comes twice counts once', () => {
    const hand = candidate({ nodes: five }).receive(1, vote(1)).receive(1, vote(1));
    expect(hand.state).toMatchObject({ role: 'candidate', votes: [0, 1] });
    expect(hand.receive(4, vote(1)).state.role).toBe('leader');
  });

  test('half of an even number is no majority', () => {
    const hand = candidate({ nodes: [0, 1, 2, 3] }).receive(1, vote(1));
    expect(hand.state.role).toBe('candidate');
    expect(hand.receive(2, vote(1)).state.role).toBe('leader');
  });

  test('its own vote counts once it is stored: else the only voter could lead the same term twice, before and after a crash', () => {
    const hand = server({ nodes: [0] }).fire('election');
    expect(hand.state).toMatchObject({ role: 'candidate', currentTerm: 1 });
    expect(hand.sync().state).toMatchObject({ role: 'leader', currentTerm: 1 });
  });

  test('who is no voter does not count', () => {
    const hand = candidate({ nodes: five }, { initialVoters: [0, 1, 2] }).receive(3, vote(1)).receive(4, vote(1));
    expect(hand.state.role).toBe('candidate');
  });
});

describe(rule('becomeLeader', '"When a leader first comes to power, it initializes all nextIndex values to the index just after the last one in its log"'), () => {
  test('and all matchIndex values to 0', () => {
    const { state } = leader({ log: [1, 1, 2], nodes: [0, 1, 2, 3] });
    expect(state.progress.map(({ peer, nextIndex, matchIndex, mode }) => [peer, nextIndex, matchIndex, mode])).toEqual([1, 2, 3].map((peer) => [peer, 4, 0, 'probe']));
  });

  test('"Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server"', () => {
    const hand = candidate({ log: [1, 1, 2] });
    hand.take();
    const heartbeats = sent(hand.receive(1, vote(3)), 'appendEntries');
    expect(heartbeats.map(({ to }) => to)).toEqual([1, 2]);
    expect(heartbeats[0]?.message).toMatchObject({ term: 3, prevLogIndex: 3, prevLogTerm: 2, entries: [] });
  });

  test('section 8: "each leader commit[s] a blank no-op entry into the log at the start of its term", which is sent at once', () => {
    const hand = candidate({ log: [1, 1, 2] }, { noOp: true });
    hand.take();
    const [first] = sent(hand.receive(1, vote(3)), 'appendEntries');
    expect(first?.message.entries).toEqual([{ kind: 'noOp', term: 3 }]);
    expect(hand.state.log.lastIndex).toBe(4);
  });

  test('it leads, waits for no leader, and checks its quorum where that is asked for', () => {
    expect(leader().state).toMatchObject({ role: 'leader', leaderId: 0, leaderIsRecent: false, durableIndex: 0 });
    expect([...leader().timers.keys()]).toEqual(['heartbeat']);
    expect([...leader({}, { checkQuorum: true }).timers.keys()]).toEqual(['heartbeat', 'quorum']);
  });

  test('learners get the log, too', () => {
    const configuration = configurationOf([0, 1], { learners: [2] });
    expect(leader({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }] }).state.progress.map(({ peer }) => peer)).toEqual([1, 2]);
  });

  test('an empty log has its next entry at 1', () => {
    const turn = turnOf(leader());
    expect(turn.progressOf(2)).toMatchObject({ nextIndex: 1, matchIndex: 0 });
    expect(turn.progressOf(7)).toBe(null);
  });
});

describe(rule('beginTerm', '"Raft handles this by having each leader commit a blank no-op entry into the log at the start of its term"'), () => {
  test('without it, old entries wait for the first command; with it, they are committed at once', () => {
    for (const noOp of [false, true]) {
      const hand = leader({ log: [1, 1] }, { noOp }).receive(1, success(2, noOp ? 3 : 2));
      expect(hand.state.commitIndex).toBe(noOp ? 3 : 0);
    }
  });

  test('either way everybody hears of the leader at once', () => {
    for (const noOp of [false, true]) {
      const hand = candidate({ log: [1, 1] }, { noOp });
      hand.take();
      expect(sent(hand.receive(1, vote(2)), 'appendEntries').map(({ to }) => to)).toEqual([1, 2]);
    }
  });
});

describe(rule('mayCampaign', 'whoever is removed by an entry that is not known to be committed may be the only one that has it, and is needed until then'), () => {
  const mayCampaign = (hand: RaftHand): boolean => turnOf(hand).rules.mayCampaign(turnOf(hand));
  const removal = { kind: 'configuration', configuration: configurationOf([1, 2]), term: 2 } as const;

  test('voters may, of both sets in the joint phase', () => {
    expect(mayCampaign(server())).toBe(true);
    expect(mayCampaign(server({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration: configurationOf([1, 2], { outgoing: [0, 1, 2] }) }) }] }))).toBe(true);
  });

  test('learners and strangers may not', () => {
    for (const configuration of [configurationOf([1, 2], { learners: [0] }), configurationOf([1, 2])]) {
      expect(mayCampaign(server({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }] }))).toBe(false);
    }
  });

  test('who has its own removal in its log may, until it knows that it is committed', () => {
    const hand = server().receive(1, appendEntries(2, { entries: [removal] }));
    expect(mayCampaign(hand)).toBe(true);
    expect(mayCampaign(hand.receive(1, appendEntries(2, { prevLogIndex: 1, prevLogTerm: 2, leaderCommit: 1 })))).toBe(false);
  });
});
