import { describe, expect, test } from 'vitest';
import { freshProgress } from './progress.ts';
import type { Progress } from './raft.ts';
import { leader, sent, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { entries, installed, refusal, snapshotOf, success } from './testing/words.ts';

const start = (text: string) => ({ kind: 'start', command: text }) as const;
const progressOf1 = ({ state }: RaftHand): Progress | undefined => state.progress.find(({ peer }) => peer === 1);

describe(rule('sendHeartbeats', '"repeat during idle periods to prevent election timeouts"'), () => {
  test('to everybody, again and again, each a round of its own', () => {
    const hand = leader({ log: [1] }).fire('heartbeat');
    const first = sent(hand, 'appendEntries');
    const second = sent(hand.fire('heartbeat'), 'appendEntries');
    expect(first.map(({ to }) => to)).toEqual([1, 2]);
    expect(second[0]?.message.round).toBe((first[0]?.message.round ?? 0) + 1);
    expect(hand.timers.has('heartbeat')).toBe(true);
  });

  test('who leads no more is silent', () => {
    const hand = leader().receive(1, refusal(9, 0)).sync();
    hand.take();
    expect(hand.fire('heartbeat').take()).toEqual([]);
  });
});

describe(rule('sendHeartbeat', '"the leader retries AppendEntries RPCs indefinitely [...] until all followers eventually store all log entries"'), () => {
  test('a probe is repeated with its entries', () => {
    const hand = leader({ log: [1] }).request(1, start('a'));
    hand.take();
    expect(sent(hand.fire('heartbeat'), 'appendEntries')[0]?.message).toMatchObject({ prevLogIndex: 1, entries: [{ command: 'a' }] });
  });

  test('what a window has lost shows at its end: the heartbeat stands behind it', () => {
    const hand = leader({ log: [1] }).receive(1, success(2, 1)).request(1, start('a')).request(2, start('b'));
    hand.take();
    expect(sent(hand.fire('heartbeat'), 'appendEntries')[0]?.message).toMatchObject({ prevLogIndex: 3, entries: [] });
    hand.receive(1, refusal(2, 3, { conflictIndex: 2 }));
    expect(sent(hand, 'appendEntries')[0]?.message).toMatchObject({ prevLogIndex: 1, entries: [{ command: 'a' }, { command: 'b' }] });
  });

  test('during a snapshot it is empty and agrees, and every fourth time the chunk is sent again', () => {
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }] as const;
    const hand = leader({ disk }).receive(1, refusal(4, 9, { conflictIndex: 1 }));
    hand.take();
    const kinds = [1, 2, 3, 4].map(() => hand.fire('heartbeat').take().filter(({ to }) => to === 1).map(({ message }) => message.kind));
    expect(kinds).toEqual([['appendEntries'], ['appendEntries'], ['appendEntries'], ['appendEntries', 'installSnapshot']]);
  });
});

describe(rule('handleAppendEntriesReply', '"If successful: update nextIndex and matchIndex for follower. If AppendEntries fails because of log inconsistency: decrement nextIndex and retry"'), () => {
  test('success', () => {
    expect(progressOf1(leader({ log: [1, 1] }).receive(1, success(2, 2)))).toMatchObject({ matchIndex: 2, nextIndex: 3, mode: 'replicate', isActive: true });
  });

  test('refusal: another try at once, further back', () => {
    const hand = leader({ log: [1, 1, 2] }).receive(1, refusal(3, 3, { conflictIndex: 2 }));
    expect(progressOf1(hand)).toMatchObject({ matchIndex: 0, nextIndex: 2, mode: 'probe', isActive: true });
    expect(sent(hand, 'appendEntries')).toMatchObject([{ to: 1, message: { prevLogIndex: 1, entries: entries([1, 2], 2) } }]);
  });

  test('never back behind what is known to agree', () => {
    const hand = leader({ log: [1, 1, 2] }).receive(1, success(3, 2)).request(1, start('a'));
    hand.receive(1, refusal(3, 4, { conflictIndex: 1 }));
    expect(progressOf1(hand)).toMatchObject({ matchIndex: 2, nextIndex: 3 });
  });

  test('answers of an older term, or to who does not lead, are nothing', () => {
    const hand = leader({ log: [1, 1, 2] });
    expect(progressOf1(hand.receive(1, success(2, 3)))?.matchIndex).toBe(0);
    expect(hand.receive(1, refusal(9, 0)).receive(1, success(9, 3)).state.progress).toEqual([]);
  });

  test('the round counts even where the entries are refused, and never goes back', () => {
    const hand = leader({ log: [1, 1, 2] }).receive(1, refusal(3, 3, { conflictIndex: 2, round: 5 })).receive(1, success(3, 1, { round: 4 }));
    expect(progressOf1(hand)?.round).toBe(5);
  });

  test('who is no member any more is not heard', () => {
    expect(leader().receive(7, success(1, 0)).state.progress.map(({ peer }) => peer)).toEqual([1, 2]);
  });
});

describe(rule('advanceProgress', '"index of highest log entry known to be replicated on server (initialized to 0, increases monotonically)"'), () => {
  test('answers out of order take nothing back', () => {
    const hand = leader({ log: [1, 1, 2] }).receive(1, success(3, 3)).receive(1, success(3, 1));
    expect(progressOf1(hand)).toMatchObject({ matchIndex: 3, nextIndex: 4 });
  });

  test('what the message said counts, not what the leader has by now', () => {
    const hand = leader({ log: [1] }).receive(1, success(2, 1)).request(1, start('a')).request(2, start('b'));
    expect(progressOf1(hand.receive(1, success(2, 2)))).toMatchObject({ matchIndex: 2, nextIndex: 4, inflight: [3] });
  });

  test('entries that reach over the snapshot end its transfer; others do not', () => {
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }] as const;
    const hand = leader({ disk }).receive(1, refusal(4, 9, { conflictIndex: 1 }));
    expect(progressOf1(hand.receive(1, success(4, 4)))).toMatchObject({ mode: 'snapshot', matchIndex: 4 });
    expect(progressOf1(hand.receive(1, success(4, 9)))).toMatchObject({ mode: 'replicate', matchIndex: 9, nextIndex: 10 });
    expect(progressOf1(hand.receive(1, installed(4, 9)))).toMatchObject({ mode: 'replicate', matchIndex: 9 });
  });
});

describe(rule('stillInflight', 'a place in the window is free once the follower has what was sent'), () => {
  const stillInflight = (mode: Progress['mode'], inflight: readonly number[], matchIndex: number): readonly number[] => {
    const turn = turnOf(leader());
    return turn.rules.stillInflight({ ...freshProgress(1, 1), mode, inflight }, matchIndex);
  };

  test('all up to there, though some answers were lost', () => {
    expect(stillInflight('replicate', [3, 5, 8], 5)).toEqual([8]);
    expect(stillInflight('replicate', [3, 5, 8], 8)).toEqual([]);
  });

  test('an older answer frees nothing', () => {
    expect(stillInflight('replicate', [3, 5, 8], 2)).toEqual([3, 5, 8]);
  });

  test('a probe that is answered is over', () => {
    expect(stillInflight('probe', [3], 2)).toEqual([]);
  });
});

describe(rule('isStaleRefusal', '"Raft RPCs are idempotent, so this causes no harm": a refusal counts where it answers what was sent last'), () => {
  const isStale = (change: Partial<Progress>, prevLogIndex: number): boolean => {
    const turn = turnOf(leader());
    const fresh = turn.progressOf(1);
    return fresh === null || turn.rules.isStaleRefusal({ ...fresh, ...change }, refusal(1, prevLogIndex));
  };

  test('of a probe: that of the entry before the next one', () => {
    expect(isStale({ mode: 'probe', nextIndex: 5 }, 4)).toBe(false);
    expect(isStale({ mode: 'probe', nextIndex: 5 }, 7)).toBe(true);
    expect(isStale({ mode: 'probe', nextIndex: 5 }, 3)).toBe(true);
  });

  test('of several under way: any that stands behind what agrees', () => {
    expect(isStale({ mode: 'replicate', matchIndex: 5, nextIndex: 9 }, 6)).toBe(false);
    expect(isStale({ mode: 'replicate', matchIndex: 5, nextIndex: 9 }, 5)).toBe(true);
    expect(isStale({ mode: 'replicate', matchIndex: 5, nextIndex: 9 }, 0)).toBe(true);
  });

  test('during a snapshot: every one', () => {
    expect(isStale({ mode: 'snapshot', nextIndex: 5 }, 4)).toBe(true);
  });

  test('a doubled refusal does not go back twice', () => {
    const refused = refusal(3, 3, { conflictIndex: 3 });
    const hand = leader({ log: [1, 1, 2] }).receive(1, refused).receive(1, refused);
    expect(progressOf1(hand)?.nextIndex).toBe(3);
  });
});

describe(rule('backUp', '"the leader can decrement nextIndex to bypass all of the conflicting entries in that term"'), () => {
  const backUp = (log: readonly number[], prevLogIndex: number, conflict: { readonly conflictTerm: number | null; readonly conflictIndex: number }, fastBackup = true): number => {
    const turn = turnOf(leader({ log }), { fastBackup });
    return turn.rules.backUp(turn, refusal(9, prevLogIndex, conflict));
  };

  test('to the first index without an entry, where the follower has none', () => {
    expect(backUp([1, 1, 2, 2, 2], 5, { conflictTerm: null, conflictIndex: 3 })).toBe(3);
  });

  test('behind its own last entry of that term, where it has one', () => {
    expect(backUp([1, 1, 2, 2, 3], 5, { conflictTerm: 2, conflictIndex: 2 })).toBe(5);
    expect(backUp([1, 1, 1, 3, 3], 5, { conflictTerm: 1, conflictIndex: 2 })).toBe(4);
  });

  test('to the first index of that term, where it has none', () => {
    expect(backUp([1, 1, 3, 3, 3], 5, { conflictTerm: 2, conflictIndex: 2 })).toBe(2);
    expect(backUp([5, 5, 5], 3, { conflictTerm: 4, conflictIndex: 1 })).toBe(1);
  });

  test('by one entry, where the options say so', () => {
    expect(backUp([1, 1, 3, 3, 3], 5, { conflictTerm: 2, conflictIndex: 2 }, false)).toBe(5);
    expect(backUp([1, 1, 3, 3, 3], 1, { conflictTerm: 2, conflictIndex: 1 }, false)).toBe(1);
  });
});
