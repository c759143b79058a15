import { describe, expect, test } from 'vitest';
import { raftOptions } from './options.ts';
import type { RaftOptions } from './options.ts';
import { raftRules } from './raft-rules.ts';
import { leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, configurationOf, refusal, requestVote, snapshotOf, success } from './testing/words.ts';

const start = { kind: 'start', command: 'a' } as const;
const read = { kind: 'read' } as const;
const minimum = 150_000;
const leases: Partial<RaftOptions> = { reads: 'lease', checkQuorum: true, electionTimeoutMin: minimum, electionTimeoutMax: 300_000, maxClockDrift: 50 };

/** A leader of term 1 whose first entry is committed; what it has said was taken. */
function established(options: Partial<RaftOptions> = {}, nodes: readonly number[] = [0, 1, 2]): RaftHand {
  const hand = leader({ nodes }, options).request(0, start).sync();
  for (const peer of nodes.slice(1)) hand.receive(peer, success(1, 1));
  hand.take();
  hand.replies = [];
  return hand;
}

const at = (hand: RaftHand, monotonic: number): RaftHand => {
  hand.clock = { monotonic, wall: 0 };
  return hand;
};

/** The round of the newest heartbeats that have left. */
const roundOf = (hand: RaftHand): number => sent(hand, 'appendEntries').at(-1)?.message.round ?? -1;

describe(rule('read', '"The leader saves its current commit index in a local variable readIndex"'), () => {
  test('as of when the read came; the answer waits for a majority', () => {
    const hand = established().request(7, read);
    expect(hand.state.reads).toEqual([{ id: 7, index: 1, round: hand.state.round }]);
    expect(hand.replies).toEqual([]);
    hand.request(1, start).sync().receive(1, success(1, 2, { round: hand.state.round }));
    expect(hand.state.commitIndex).toBe(2);
    expect(hand.replies).toContainEqual({ id: 7, result: { kind: 'readable', index: 1 } });
  });

  test('nothing is appended', () => {
    expect(established().request(7, read).state.log.lastIndex).toBe(1);
  });

  test('who does not lead says so', () => {
    expect(server().receive(1, appendEntries(1)).sync().request(7, read).lastResult).toEqual({ kind: 'notLeader', leader: 1 });
  });
});

describe(rule('hasCommittedInTerm', '"If the leader has not yet marked an entry from its current term committed, it waits until it has done so"'), () => {
  test('then the read is as of that entry', () => {
    const hand = leader({ log: [1, 1] }).request(7, read);
    hand.receive(1, success(2, 2, { round: hand.state.round })).receive(2, success(2, 2, { round: hand.state.round }));
    expect(hand.replies).toEqual([]);
    hand.request(1, start).sync().receive(1, success(2, 3)).take();
    hand.receive(1, success(2, 3, { round: hand.state.round }));
    expect(hand.replies).toContainEqual({ id: 7, result: { kind: 'readable', index: 3 } });
  });

  test('an entry of this term in the snapshot counts', () => {
    const hand = established().request(1, { kind: 'snapshot', index: 1, pieces: [] }).sync();
    const turn = turnOf(hand);
    expect(turn.rules.hasCommittedInTerm(turn)).toBe(true);
  });

  test('entries of earlier terms do not', () => {
    const turn = turnOf(leader({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }] }));
    expect(turn.rules.hasCommittedInTerm(turn)).toBe(false);
  });
});

describe(rule('roundOfReads', 'what answers a round that is under way may have been said before the read came'), () => {
  test('so the next one confirms it', () => {
    const turn = turnOf(established().fire('heartbeat'));
    expect(turn.rules.roundOfReads(turn)).toBe(turn.state.round + 1);
  });
});

describe(rule('beginRound', '"The leader issues a new round of heartbeats"'), () => {
  test('begun after the read came: answers to older ones do not count', () => {
    const hand = established().fire('heartbeat');
    const older = roundOf(hand);
    hand.request(7, read);
    expect(roundOf(hand)).toBe(older + 1);
    expect(hand.receive(1, success(1, 1, { round: older })).replies).toEqual([]);
    expect(hand.receive(1, success(1, 1, { round: older + 1 })).replies).toHaveLength(1);
  });

  test('for a lease, when it began is remembered', () => {
    expect(at(established(leases), 500).fire('heartbeat').state.rounds.at(-1)).toEqual({ round: 2, sentAt: 500 });
    expect(established().fire('heartbeat').state.rounds).toEqual([]);
  });
});

describe(rule('confirmedRound', '"and waits for their acknowledgments from a majority of the cluster"'), () => {
  test('a majority with itself', () => {
    const hand = established({}, [0, 1, 2, 3, 4]).request(7, read);
    const round = roundOf(hand);
    expect(hand.receive(1, success(1, 1, { round })).receive(1, success(1, 1, { round })).replies).toEqual([]);
    expect(hand.receive(4, success(1, 1, { round })).replies).toHaveLength(1);
  });

  test('of both sets in the joint phase; learners and a leader that has no vote do not count', () => {
    const configuration = configurationOf([1, 2, 3], { outgoing: [0, 1, 4], learners: [5] });
    const hand = leader({ nodes: [0, 1, 2, 3, 4, 5], disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }, { kind: 'term', currentTerm: 3, votedFor: null }] });
    hand.fire('heartbeat');
    const confirmed = (): number => turnOf(hand).rules.confirmedRound(turnOf(hand));
    const answer = (peer: number): RaftHand => hand.receive(peer, success(4, 9, { round: 2 }));
    answer(5);
    answer(4);
    expect(confirmed()).toBe(0);
    answer(1);
    expect(confirmed()).toBe(0);
    answer(3);
    expect(confirmed()).toBe(2);
  });

  test('a refusal of the entries confirms, too: it comes from a follower', () => {
    const hand = established().request(7, read);
    expect(hand.receive(2, refusal(1, 1, { conflictIndex: 1, round: roundOf(hand) })).replies).toHaveLength(1);
  });
});

describe(rule('confirmReads', '"a leader must check whether it has been deposed before processing a read-only request"'), () => {
  test('reads that come during a round share the next one', () => {
    const hand = established().request(7, read);
    const first = roundOf(hand);
    hand.request(8, read).request(9, read);
    expect(hand.take()).toEqual([]);
    hand.receive(1, success(1, 1, { round: first }));
    expect(hand.replies.map(({ id }) => id)).toEqual([7]);
    expect(hand.receive(1, success(1, 1, { round: roundOf(hand) })).replies.map(({ id }) => id)).toEqual([7, 8, 9]);
  });

  test('a leader that was deposed answers none', () => {
    const hand = established().request(7, read).receive(1, refusal(5, 0)).sync();
    expect(hand.replies).toEqual([{ id: 7, result: { kind: 'notLeader', leader: null } }]);
  });

  test('the only voter is a majority', () => {
    expect(established({}, [0]).request(7, read).lastResult).toEqual({ kind: 'readable', index: 1 });
  });

  test('what was lost is asked again with the next heartbeat', () => {
    const hand = established().request(7, read);
    hand.take();
    hand.fire('heartbeat').receive(1, success(1, 1, { round: roundOf(hand) }));
    expect(hand.replies).toHaveLength(1);
  });
});

describe(rule('extendLease', '"the leader would extend its lease to start + (election timeout / clock drift bound)"'), () => {
  const extended = (options: Partial<RaftOptions>, sentAt: number, answeredAt: number): number => {
    const hand = at(established({ ...leases, ...options }), sentAt).fire('heartbeat');
    return at(hand, answeredAt).receive(1, success(1, 1, { round: roundOf(hand) })).state.leaseUntil;
  };

  test('from when the round was sent, not from when it was answered', () => {
    expect(extended({ maxClockDrift: 0 }, 1_000, 90_000)).toBe(1_000 + minimum);
  });

  test('shortened by the drift of both clocks: a slow one here, a fast one there', () => {
    expect(extended({ maxClockDrift: 50 }, 1_000, 1_001)).toBe(1_000 + Math.floor((minimum * 950) / 1_050));
    expect(extended({ maxClockDrift: 999 }, 1_000, 1_001)).toBe(1_000 + Math.floor(minimum / 1_999));
  });

  test('a late answer to an older round takes nothing back', () => {
    const hand = at(established(leases), 1_000).fire('heartbeat');
    const older = roundOf(hand);
    at(hand, 2_000).fire('heartbeat');
    hand.receive(1, success(1, 1, { round: roundOf(hand) }));
    const { leaseUntil } = hand.state;
    expect(leaseUntil).toBeGreaterThan(2_000);
    expect(hand.receive(2, success(1, 1, { round: older })).state).toMatchObject({ leaseUntil, rounds: [] });
  });
});

describe(rule('leaseDuration', 'as long as voters refuse, by the fastest clock there and the slowest one here'), () => {
  const lasts = (maxClockDrift: number): number => raftRules.leaseDuration(raftOptions({ electionTimeoutMin: minimum, maxClockDrift }));

  test('with true clocks, the minimum election timeout', () => {
    expect(lasts(0)).toBe(minimum);
  });

  test('when a slow clock says that it is over, no fast one has said so before', () => {
    for (const drift of [1, 50, 300, 999]) expect(lasts(drift) * (1_000 + drift)).toBeLessThanOrEqual(minimum * (1_000 - drift));
  });
});

describe(rule('clockOfLeases', 'the wall clock may be set by anybody'), () => {
  test('the monotonic one is not', () => {
    expect(raftRules.clockOfLeases({ monotonic: 7, wall: 1_000 })).toBe(7);
  });
});

describe(rule('hasLease', '"During this period, the leader can respond to read-only queries without additional communication"'), () => {
  const leased = (): RaftHand => {
    const hand = at(established(leases), 1_000).fire('heartbeat');
    hand.receive(1, success(1, 1, { round: roundOf(hand) })).take();
    return hand;
  };

  test('within it, at once', () => {
    const hand = at(leased(), 100_000).request(7, read);
    expect(hand.lastResult).toEqual({ kind: 'readable', index: 1 });
    expect(hand.take()).toEqual([]);
  });

  test('from its end on, by a round', () => {
    const hand = leased();
    expect(at(hand, hand.state.leaseUntil).request(7, read).replies).toEqual([]);
    expect(sent(hand, 'appendEntries')).toHaveLength(2);
    expect(at(hand, hand.state.leaseUntil - 1).request(8, read).replies).toMatchObject([{ id: 8 }]);
  });

  test('not once the target of a transfer has been told', () => {
    const hand = at(leased(), 2_000).request(6, { kind: 'transfer', target: 1 }).fire('transfer');
    hand.replies = [];
    expect(hand.request(7, read).replies).toEqual([]);
  });

  test('not of an earlier office, not without a clock, not where reads go by rounds', () => {
    const hand = leased();
    const { state } = hand;
    expect(turnOf(hand, leases, 2_000).rules.hasLease(turnOf(hand, leases, 2_000))).toBe(true);
    expect(turnOf(hand, leases, null).rules.hasLease(turnOf(hand, leases, null))).toBe(false);
    expect(turnOf(hand, {}, 2_000).rules.hasLease(turnOf(hand, {}, 2_000))).toBe(false);
    expect(hand.receive(1, refusal(state.currentTerm + 1, 0)).request(7, read).sync().lastResult).toMatchObject({ kind: 'notLeader' });
    expect(leader({ currentTerm: 3 }, leases).state.leaseUntil).toBe(0);
  });
});

describe(rule('waitOutLease', 'a voter that starts may have answered a leader just before it went down'), () => {
  const answerTo = (hand: RaftHand) => sent(hand.receive(1, requestVote(5)).sync(), 'requestVoteReply')[0]?.message;

  test('it refuses its vote for the minimum election timeout', () => {
    const hand = server({ currentTerm: 4 }, leases);
    expect(hand.timers.get('election')).toEqual({ min: minimum, max: minimum });
    expect(answerTo(hand)).toMatchObject({ term: 4, voteGranted: false });
    expect(answerTo(hand.fire('election'))).toMatchObject({ term: 5, voteGranted: true });
  });

  test('where nobody has leases, there is nothing to wait for', () => {
    expect(answerTo(server({ currentTerm: 4 }, { checkQuorum: true }))).toMatchObject({ term: 5, voteGranted: true });
  });
});
