import { describe, expect, test } from 'vitest';
import type { RaftOptions } from './options.ts';
import type { Configuration, RaftRequest } from './raft.ts';
import { leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, configurationOf, entries, refusal, snapshotOf, success, vote } from './testing/words.ts';

const five = [0, 1, 2, 3, 4];
const configure = (voters: readonly number[], learners: readonly number[] = []): RaftRequest => ({ kind: 'configure', voters, learners });
const refused = (reason: string) => ({ kind: 'refused', reason });

/** Server 0 leads 1 and 2, with an entry of its term committed; 3 and 4 wait. All that follows is stored at once. */
function established(options: Partial<RaftOptions> = {}): RaftHand {
  const hand = leader({ nodes: five }, { initialVoters: [0, 1, 2], ...options }).request(1, { kind: 'start', command: 'a' }).sync();
  for (const peer of [1, 2]) hand.receive(peer, success(1, 1));
  hand.take();
  return hand;
}

/** The same, with 3 and 4 as learners that have everything. */
function withLearners(options: Partial<RaftOptions> = {}): RaftHand {
  const hand = established(options).request(2, configure([0, 1, 2], [3, 4])).sync();
  for (const peer of [1, 2, 3, 4]) hand.receive(peer, success(1, 2));
  hand.take();
  return hand;
}

const latestOf = ({ state }: RaftHand): Configuration | undefined => state.configurations.at(-1)?.configuration;

/** These have all that it has at this moment, and so has its disk. */
function acknowledge(hand: RaftHand, ...peers: readonly number[]): RaftHand {
  const { currentTerm, log } = hand.sync().state;
  for (const peer of peers) hand.receive(peer, success(currentTerm, log.lastIndex));
  return hand.sync();
}

describe(rule('configure', '"only one server can be added or removed from the cluster at a time", and not before an entry of this term is committed'), () => {
  test('learners at once: they decide nothing', () => {
    const hand = established().request(2, configure([0, 1, 2], [4, 3])).sync();
    expect(hand.lastResult).toEqual({ kind: 'started', index: 2, term: 1 });
    expect(latestOf(hand)).toEqual(configurationOf([0, 1, 2], { learners: [3, 4] }));
  });

  test('what is so, asked for again: accepted, and nothing more is done; what is under way may be withdrawn: pending', () => {
    const hand = withLearners();
    const { lastIndex } = hand.state.log;
    expect(hand.request(3, configure([2, 1, 0], [4, 3])).sync().lastResult).toEqual({ kind: 'accepted' });
    expect(hand.state.log.lastIndex).toBe(lastIndex);
    expect(hand.request(4, configure(five)).sync().lastResult).toMatchObject({ kind: 'started', index: lastIndex + 1 });
    expect(hand.request(5, configure(five)).sync().lastResult).toEqual(refused('changePending'));
    expect(hand.state.log.lastIndex).toBe(lastIndex + 1);
    expect(hand.request(6, configure([0, 1, 2])).sync().lastResult).toEqual(refused('changePending'));
  });

  test('nobody votes, or somebody twice: no configuration', () => {
    const hand = withLearners();
    for (const request of [configure([]), configure([0, 1, 1]), configure([0, 1], [1]), configure([0, 1], [3, 3])]) {
      expect(hand.request(3, request).lastResult).toEqual(refused('illegalConfiguration'));
    }
  });

  test('a server that does not exist', () => {
    for (const request of [configure([0, 1, 9]), configure([0, 1], [5]), configure([0, -1]), configure([0, 0.5])]) {
      expect(established().request(3, request).lastResult).toEqual(refused('unknownServer'));
    }
  });

  test('one at a time, where the options say so; a swap is two', () => {
    const hand = withLearners({ membership: 'single' });
    for (const voters of [[0, 1, 2, 3, 4], [0, 1, 3], [0]]) expect(hand.request(3, configure(voters)).lastResult).toEqual(refused('tooManyChanges'));
    expect(hand.request(3, configure([0, 1, 2, 3], [4])).sync().lastResult).toMatchObject({ kind: 'started' });
  });

  test('not before an entry of this term is committed: two leaders could each change their own log (erratum of 4.1)', () => {
    expect(leader({ log: [1, 1] }).request(1, configure([0, 1])).lastResult).toEqual(refused('noCommitInTerm'));
  });

  test('not while another change is pending, nor while leadership goes elsewhere', () => {
    const hand = withLearners().request(3, configure([0, 1, 2, 3], [4])).sync();
    expect(hand.request(4, configure([0, 1])).lastResult).toEqual(refused('changePending'));
    const leaving = withLearners().request(3, { kind: 'transfer', target: 1 });
    expect(leaving.request(4, configure([0, 1])).sync().lastResult).toEqual(refused('transferring'));
  });

  test('not with a voter that has not caught up', () => {
    expect(established().request(3, configure([0, 1, 2, 3])).lastResult).toEqual(refused('notCaughtUp'));
  });

  test('who does not lead says so', () => {
    expect(server().request(3, configure([0, 1])).lastResult).toEqual({ kind: 'notLeader', leader: null });
  });

  test('a refusal changes nothing', () => {
    const hand = established();
    const before = hand.state;
    hand.request(3, configure([]));
    expect(hand.state).toEqual(before);
    expect(hand.pendingWrites).toBe(0);
  });
});

describe(rule('isChangePending', 'something uncommitted, or something joint'), () => {
  const isPending = (hand: RaftHand): boolean => turnOf(hand).rules.isChangePending(turnOf(hand));

  test('from the entry on until the last one of the change is committed', () => {
    const hand = withLearners();
    expect(isPending(hand)).toBe(false);
    hand.request(3, configure([0, 1, 2, 3], [4]));
    expect(isPending(hand)).toBe(true);
    expect(latestOf(acknowledge(hand, 1, 2, 3))?.outgoing).toEqual([]);
    expect(isPending(hand)).toBe(true);
    expect(isPending(acknowledge(hand, 1, 2, 3))).toBe(false);
  });

  test('a joint configuration is pending though it is committed', () => {
    const configuration = configurationOf([0, 1, 3], { outgoing: [0, 1, 2] });
    expect(isPending(server({ nodes: five, disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }] }))).toBe(true);
  });
});

describe(rule('isReadyForChange', '"until it has committed an entry from its current term", a leader changes nothing (erratum of 4.1)'), () => {
  const isReady = (hand: RaftHand): boolean => turnOf(hand).rules.isReadyForChange(turnOf(hand));

  test('once one is committed', () => {
    const hand = leader({ log: [1] }).receive(1, success(2, 1));
    expect(isReady(hand)).toBe(false);
    expect(isReady(hand.request(1, { kind: 'start', command: 'a' }).sync())).toBe(false);
    expect(isReady(hand.receive(1, success(2, 2)))).toBe(true);
  });
});

describe(rule('hasCaughtUp', '"new servers join the cluster as non-voting members (the leader replicates log entries to them, but they are not considered for majorities)"'), () => {
  const hasCaughtUp = (hand: RaftHand, voter: number, catchUpLag: number): boolean => {
    const turn = turnOf(hand, { catchUpLag });
    return turn.rules.hasCaughtUp(turn, voter);
  };

  test('a learner that lacks no more than the options allow', () => {
    const hand = established().request(2, configure([0, 1, 2], [3])).sync().receive(3, success(1, 1));
    expect(hasCaughtUp(hand, 3, 1)).toBe(true);
    expect(hasCaughtUp(hand, 3, 0)).toBe(false);
  });

  test('a stranger has not, however short the log is', () => {
    expect(hasCaughtUp(established(), 4, 99)).toBe(false);
  });

  test('the leader itself has', () => {
    expect(hasCaughtUp(established(), 0, 0)).toBe(true);
  });
});

describe(rule('firstStep', '"the cluster first switches to a transitional configuration we call joint consensus"'), () => {
  const firstStep = (membership: RaftOptions['membership'], voters: readonly number[], learners: readonly number[] = []): Configuration => {
    const turn = turnOf(withLearners(), { membership });
    return turn.rules.firstStep(turn, voters, learners);
  };

  test('of both sets of voters', () => {
    expect(firstStep('joint', [2, 3, 4])).toEqual({ voters: [2, 3, 4], outgoing: [0, 1, 2], learners: [] });
  });

  test('one server at a time needs none: any two majorities meet', () => {
    expect(firstStep('single', [0, 1, 2, 3])).toEqual({ voters: [0, 1, 2, 3], outgoing: [], learners: [] });
  });

  test('where only learners change, neither', () => {
    expect(firstStep('joint', [0, 1, 2], [4])).toEqual({ voters: [0, 1, 2], outgoing: [], learners: [4] });
  });
});

describe(rule('followConfigurations', '"a server always uses the latest configuration in its log, regardless of whether the entry is committed"'), () => {
  const changed = { kind: 'configuration', configuration: configurationOf([0, 1, 3]), term: 2 } as const;

  test('as soon as it is appended', () => {
    const hand = server({ nodes: five }, { initialVoters: [0, 1, 2] }).receive(1, appendEntries(2, { entries: [changed] }));
    expect(hand.state.commitIndex).toBe(0);
    expect(latestOf(hand)?.voters).toEqual([0, 1, 3]);
    hand.fire('election').fire('election').sync();
    expect(sent(hand, 'requestVote').map(({ to }) => to)).toEqual([1, 3]);
  });

  test('one that is deleted with a conflict gives way to the one before', () => {
    const hand = server({ nodes: five }, { initialVoters: [0, 1, 2] }).receive(1, appendEntries(2, { entries: [...entries([1]), changed] }));
    hand.receive(2, appendEntries(3, { prevLogIndex: 1, prevLogTerm: 1, entries: entries([3], 2) }));
    expect(latestOf(hand)?.voters).toEqual([0, 1, 2]);
  });

  test('a restart finds it again', () => {
    const hand = server({ nodes: five }, { initialVoters: [0, 1, 2] }).receive(1, appendEntries(2, { entries: [changed] })).sync().crash();
    expect(hand.state.configurations.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('a leader begins with new members where its log ends, and forgets those that are gone', () => {
    const hand = withLearners();
    expect(hand.state.progress.map(({ peer }) => peer)).toEqual([1, 2, 3, 4]);
    hand.request(3, configure([0, 1, 2], [4]));
    expect(hand.state.progress.map(({ peer, matchIndex }) => [peer, matchIndex])).toEqual([[1, 2], [2, 2], [4, 2]]);
  });
});

describe(rule('advanceConfiguration', '"the leader steps down (returns to follower state) once it has committed the log entry [...]"'), () => {
  test('once C_old,new is committed by both sets, C_new follows', () => {
    const hand = acknowledge(withLearners().request(3, configure([0, 3, 4])), 3, 4);
    expect(latestOf(hand)).toEqual({ voters: [0, 3, 4], outgoing: [0, 1, 2], learners: [] });
    expect(hand.state.commitIndex).toBe(2);
    expect(latestOf(acknowledge(hand, 1))).toEqual({ voters: [0, 3, 4], outgoing: [], learners: [] });
  });

  test('a leader that is not in C_new leads until that is committed, without counting itself, and no longer', () => {
    const hand = acknowledge(withLearners().request(3, configure([1, 2, 3])), 1, 2, 3);
    expect(hand.state).toMatchObject({ role: 'leader', commitIndex: 3 });
    expect(latestOf(hand)).toEqual({ voters: [1, 2, 3], outgoing: [], learners: [] });
    hand.receive(1, success(1, 4));
    expect(hand.state.role).toBe('leader');
    hand.receive(2, success(1, 4));
    expect(hand.state).toMatchObject({ role: 'follower', commitIndex: 4 });
  });

  test('it does not stand for election again', () => {
    const hand = acknowledge(acknowledge(withLearners().request(3, configure([1, 2, 3])), 1, 2, 3), 1, 2);
    hand.take();
    hand.fire('election').fire('election').sync();
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 1 });
    expect(hand.take()).toEqual([]);
  });

  test('a later leader finishes what another has begun', () => {
    const joint = { kind: 'configuration', configuration: configurationOf([0, 1, 3], { outgoing: [0, 1, 2] }), term: 1 } as const;
    const disk = [{ kind: 'term', currentTerm: 1, votedFor: null }, { kind: 'entries', prevLogIndex: 0, entries: [joint] }] as const;
    const hand = server({ nodes: five, disk }, { initialVoters: [0, 1, 2], noOp: true }).fire('election').sync().receive(1, vote(2)).sync();
    expect(hand.state.role).toBe('leader');
    hand.receive(1, success(2, 2));
    expect(latestOf(hand)).toEqual(configurationOf([0, 1, 3]));
  });

  test('in the one-at-a-time form, the entry is all there is to it', () => {
    const hand = acknowledge(withLearners({ membership: 'single' }).request(3, configure([0, 1], [])), 1);
    expect(latestOf(hand)).toEqual(configurationOf([0, 1]));
    expect(hand.state.log.lastIndex).toBe(3);
  });

  test('a follower appends nothing', () => {
    const configuration = configurationOf([0, 1, 3], { outgoing: [0, 1, 2] });
    const hand = server({ nodes: five, disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }] }).receive(1, refusal(0, 0));
    expect(hand.state.log.length).toBe(0);
  });
});
