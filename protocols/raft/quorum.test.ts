import { describe, expect, test } from 'vitest';
import { raftRules } from './raft-rules.ts';
import { leader, server, turnOf } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { configurationOf, snapshotOf, success } from './testing/words.ts';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, node) => node);

describe(rule('isQuorum', '"Agreement [...] requires separate majorities from both the old and new configurations"'), () => {
  const isQuorum = (voters: readonly number[], outgoing: readonly number[], having: readonly number[]): boolean =>
    raftRules.isQuorum(configurationOf(voters, { outgoing }), (voter) => having.includes(voter));

  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
  ])('of %i voters, %i are a majority, and one less is none', (count, majority) => {
    expect(isQuorum(upTo(count), [], upTo(majority))).toBe(true);
    expect(isQuorum(upTo(count), [], upTo(majority - 1))).toBe(false);
  });

  test('in the joint phase, neither set decides alone', () => {
    expect(isQuorum([3, 4, 5], [0, 1, 2], [0, 1, 2, 3])).toBe(false);
    expect(isQuorum([3, 4, 5], [0, 1, 2], [0, 3, 4, 5])).toBe(false);
    expect(isQuorum([3, 4, 5], [0, 1, 2], [0, 1, 3, 4])).toBe(true);
  });

  test('who is in both sets counts in both; a majority of all together is none', () => {
    expect(isQuorum([0, 1, 2], [0, 3, 4], [0, 1])).toBe(false);
    expect(isQuorum([0, 1, 2], [0, 3, 4], [0, 1, 3])).toBe(true);
    expect(isQuorum([0], [0, 1, 2], [0, 3])).toBe(false);
  });

  test('strangers and learners do not count', () => {
    const configuration = configurationOf([0, 1, 2], { learners: [3, 4] });
    expect(raftRules.isQuorum(configuration, (voter) => [0, 3, 4, 9].includes(voter))).toBe(false);
  });
});

describe(rule('quorumValue', '"there exists an N such that [...] a majority of matchIndex[i] ≥ N"'), () => {
  const highest = (values: readonly number[], outgoing: readonly number[] = []): number =>
    raftRules.quorumValue(configurationOf(upTo(values.length), { outgoing }), (voter) => values[voter] ?? 0);

  test('the highest one', () => {
    expect(highest([7])).toBe(7);
    expect(highest([7, 3, 5])).toBe(5);
    expect(highest([9, 0, 0])).toBe(0);
    expect(highest([1, 2, 3, 4, 5])).toBe(3);
  });

  test('of an even number, the lower one of the middle', () => {
    expect(highest([7, 3])).toBe(3);
    expect(highest([1, 2, 3, 4])).toBe(2);
  });

  test('in the joint phase, the lower one of both sets', () => {
    const valueOf = (voter: number): number => [9, 9, 1, 4, 5, 6][voter] ?? 0;
    expect(raftRules.quorumValue(configurationOf([0, 1, 2], { outgoing: [3, 4, 5] }), valueOf)).toBe(5);
    expect(raftRules.quorumValue(configurationOf([3, 4, 5], { outgoing: [0, 1, 2] }), valueOf)).toBe(5);
    expect(raftRules.quorumValue(configurationOf([0, 1, 2], { outgoing: [2, 3] }), valueOf)).toBe(1);
  });
});

describe(rule('checkQuorum', '"a leader in Raft steps down if an election timeout elapses without a successful round of heartbeats to a majority of its cluster"'), () => {
  const options = { checkQuorum: true };

  test('without an answer it steps down, in its term', () => {
    const hand = leader({ currentTerm: 4 }, options).fire('quorum').fire('quorum');
    expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 5, votedFor: 0, leaderId: null });
    expect(hand.timers.has('election')).toBe(true);
  });

  test('with answers of a majority it goes on, and counts anew', () => {
    const hand = leader({}, options).receive(2, success(1, 0)).fire('quorum');
    expect(hand.state.role).toBe('leader');
    expect(hand.state.progress.map(({ isActive }) => isActive)).toEqual([false, false]);
    expect(hand.timers.has('quorum')).toBe(true);
    expect(hand.fire('quorum').state.role).toBe('follower');
  });

  test('learners are not heard for this', () => {
    const configuration = configurationOf([0, 1, 2], { learners: [3] });
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }, { kind: 'term', currentTerm: 3, votedFor: null }] as const;
    const hand = leader({ nodes: [0, 1, 2, 3], disk }, options).receive(3, success(4, 9)).fire('quorum');
    expect(hand.state.role).toBe('follower');
  });

  test('the only voter hears itself', () => {
    expect(server({ nodes: [0] }, options).fire('election').sync().fire('quorum').state.role).toBe('leader');
  });

  test('who leads no more checks nothing', () => {
    const hand = leader({}, options).fire('quorum');
    expect(hand.fire('quorum').state.role).toBe('follower');
    expect(hand.timers.has('quorum')).toBe(false);
  });
});

describe(rule('isStalled', 'a leader whose own disk has stored nothing for an election timeout hands over by falling silent'), () => {
  const options = { checkQuorum: true };
  const ask = { kind: 'start', command: 'a' } as const;

  test('a hung disk: the entry was there at the last check, and still is not stored', () => {
    const hand = leader({}, options).request(1, ask).receive(1, success(1, 1)).fire('quorum');
    expect(hand.state.role).toBe('leader');
    expect(hand.receive(1, success(1, 1)).fire('quorum').state.role).toBe('follower');
  });

  test('a slow disk that stores something in time is none', () => {
    const hand = leader({}, options).request(1, ask).receive(1, success(1, 1)).fire('quorum').sync();
    expect(hand.receive(1, success(1, 1)).fire('quorum').state.role).toBe('leader');
  });

  test('an idle leader has nothing to store', () => {
    const turn = turnOf(leader({ log: [1, 1] }, options));
    expect(turn.rules.isStalled(turn)).toBe(false);
  });
});
