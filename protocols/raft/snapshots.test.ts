import { describe, expect, test } from 'vitest';
import { Log } from '../../sim/core/index.ts';
import { freshProgress } from './progress.ts';
import { leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, configurationOf, entries, installed, installSnapshot, refusal, snapshotOf, success } from './testing/words.ts';

const take = (index: number, pieces: readonly unknown[] = ['state']) => ({ kind: 'snapshot', index, pieces }) as const;

/** A follower of term 2 that has applied three entries of four. */
const applied = (): RaftHand => server({ log: [1, 1, 2, 2] }).receive(1, appendEntries(2, { prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 3 })).sync();

/** A leader of term 4 whose log was compacted up to 9, with follower 1 far behind; what it has sent is still there. */
const ahead = (pieces: readonly string[], chunkSize: number | null = null): RaftHand =>
  leader({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { pieces }) }, { kind: 'term', currentTerm: 3, votedFor: null }] }, { chunkSize }).receive(1, refusal(4, 9, { conflictIndex: 1 }));

describe(rule('takeSnapshot', '"Each server takes snapshots independently, covering just the committed entries in its log"'), () => {
  test('the log up to there goes, in memory and on the disk', () => {
    const hand = applied().request(7, take(2)).sync();
    expect(hand.lastResult).toEqual({ kind: 'accepted' });
    for (const { state } of [hand, hand.crash()]) {
      expect(state.snapshot).toMatchObject({ lastIncludedIndex: 2, lastIncludedTerm: 1, pieces: ['state'], configuration: configurationOf([0, 1, 2]) });
      expect(state.log.slice()).toEqual(entries([2, 2], 3));
      expect(state.currentTerm).toBe(2);
    }
  });

  test('all of it may go', () => {
    const { state } = applied().request(7, take(3)).receive(1, appendEntries(2, { prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 4 })).request(8, take(4));
    expect(state.log.length).toBe(0);
    expect(state.snapshot).toMatchObject({ lastIncludedIndex: 4, lastIncludedTerm: 2 });
  });

  test.each([4, 5, 2.5, Number.NaN, Infinity])('index %s, which was not applied, is refused', (index) => {
    const hand = applied();
    const before = hand.state;
    expect(hand.request(7, take(index)).lastResult).toEqual({ kind: 'refused', reason: 'beyondApplied' });
    expect(hand.state).toEqual(before);
  });

  test('one that is not beyond the last is refused', () => {
    const hand = applied().request(7, take(2)).sync();
    for (const index of [2, 1, 0, -1]) expect(hand.request(8, take(index)).lastResult).toEqual({ kind: 'refused', reason: 'alreadyCompacted' });
    expect(hand.pendingWrites).toBe(0);
  });

  test('it carries the configuration as of its index, not the latest one', () => {
    const configuration = configurationOf([0, 1]);
    const hand = server({ currentTerm: 2 }).receive(1, appendEntries(2, { entries: [...entries([1, 1]), { kind: 'configuration', configuration, term: 2 }], leaderCommit: 3 })).sync();
    hand.request(7, take(2));
    expect(hand.state.snapshot.configuration.voters).toEqual([0, 1, 2]);
    hand.request(7, take(3));
    expect(hand.state.snapshot.configuration.voters).toEqual([0, 1]);
  });

  test('power that fails before the rewriting is done leaves the old disk', () => {
    const { state } = applied().request(7, take(2)).crash();
    expect(state).toMatchObject({ snapshot: { lastIncludedIndex: 0 }, log: { firstIndex: 1, lastIndex: 4 } });
  });
});

describe(rule('sendSnapshot', '"This happens when the leader has already discarded the next log entry that it needs to send to a follower"'), () => {
  test('whole, where the options say nothing else', () => {
    expect(sent(ahead(['a', 'b', 'c']), 'installSnapshot')).toMatchObject([{ to: 1, message: { term: 4, offset: 0, done: true, snapshot: { lastIncludedIndex: 9, lastIncludedTerm: 3, pieces: ['a', 'b', 'c'] } } }]);
  });

  test('in chunks, one at a time', () => {
    const hand = ahead(['a', 'b', 'c'], 2);
    expect(sent(hand, 'installSnapshot')).toMatchObject([{ message: { offset: 0, done: false, snapshot: { pieces: ['a', 'b'] } } }]);
    hand.receive(1, installed(4, 9, { received: 2, installed: false }));
    expect(sent(hand, 'installSnapshot')).toMatchObject([{ message: { offset: 2, done: true, snapshot: { pieces: ['c'] } } }]);
  });

  test('one without pieces is whole, too', () => {
    expect(sent(ahead([], 2), 'installSnapshot')).toMatchObject([{ message: { offset: 0, done: true } }]);
  });

  test('entries that come meanwhile wait for it', () => {
    const hand = ahead(['a']);
    hand.take();
    hand.request(1, { kind: 'start', command: 'x' });
    expect(sent(hand, 'appendEntries').map(({ to }) => to)).toEqual([2]);
  });
});

describe(rule('needsSnapshot', '"the leader has already discarded the next log entry that it needs to send"'), () => {
  const needsSnapshot = (nextIndex: number): boolean => {
    const turn = turnOf(ahead(['a']).request(1, { kind: 'start', command: 'x' }));
    return turn.rules.needsSnapshot(turn, freshProgress(1, nextIndex));
  };

  test('or the term of the entry before it', () => {
    expect([1, 8, 9].map(needsSnapshot)).toEqual([true, true, true]);
  });

  test('right behind the snapshot, entries go on', () => {
    expect([10, 11].map(needsSnapshot)).toEqual([false, false]);
  });
});

describe(rule('handleInstallSnapshot', '"Reply immediately if term < currentTerm"'), () => {
  test('with the newer term, and nothing of it stays', () => {
    const hand = server({ currentTerm: 5 }).receive(1, installSnapshot(4, snapshotOf(9, 3)));
    expect(sent(hand, 'installSnapshotReply')).toEqual([{ to: 1, message: installed(5, 9, { received: 0, installed: false }) }]);
    expect(hand.state).toMatchObject({ leaderId: null, commitIndex: 0 });
  });

  test('the answer leaves once all is stored', () => {
    const hand = server({ currentTerm: 4 }).receive(1, installSnapshot(4, snapshotOf(9, 3)));
    expect(hand.take()).toEqual([]);
    expect(sent(hand.sync(), 'installSnapshotReply')).toEqual([{ to: 1, message: installed(4, 9) }]);
    expect(hand.crash().state).toMatchObject({ snapshot: { lastIncludedIndex: 9 }, commitIndex: 9, lastApplied: 9, currentTerm: 4 });
  });

  test('one that says nothing new is answered, and takes nothing back', () => {
    const hand = applied();
    hand.take();
    hand.receive(1, installSnapshot(2, snapshotOf(3, 2)));
    expect(sent(hand, 'installSnapshotReply')).toMatchObject([{ message: { lastIncludedIndex: 3, installed: true } }]);
    expect(hand.state).toMatchObject({ lastApplied: 3, snapshot: { lastIncludedIndex: 0 } });
    expect(hand.pendingWrites).toBe(0);
  });

  test('it is heard from a leader, by a candidate, too', () => {
    const hand = server({ currentTerm: 3 }).fire('election').receive(2, installSnapshot(4, snapshotOf(9, 3), { done: false }));
    expect(hand.state).toMatchObject({ role: 'follower', leaderId: 2, leaderIsRecent: true });
  });

  test('two leaders of one term are our mistake', () => {
    expect(() => leader().receive(1, installSnapshot(1, snapshotOf(9, 1)))).toThrow('Election Safety (5.2)');
  });
});

describe(rule('collect', '"Create new snapshot file if first chunk (offset is 0). Write data into snapshot file at given offset. Reply and wait for more data chunks if done is false"'), () => {
  const chunk = (offset: number, pieces: readonly string[], done = false, index = 9) => installSnapshot(4, snapshotOf(index, 3, { pieces }), { offset, done });
  const receivedBy = (hand: RaftHand): number => sent(hand.sync(), 'installSnapshotReply')[0]?.message.received ?? -1;

  test('chunks in their order', () => {
    const hand = server({ currentTerm: 4 });
    expect(receivedBy(hand.receive(1, chunk(0, ['a', 'b'])))).toBe(2);
    expect(hand.state).toMatchObject({ commitIndex: 0, incoming: { pieces: ['a', 'b'] } });
    expect(receivedBy(hand.receive(1, chunk(2, ['c'], true)))).toBe(3);
    expect(hand.state).toMatchObject({ commitIndex: 9, incoming: null, snapshot: { pieces: ['a', 'b', 'c'] } });
  });

  test('a chunk out of order, or twice, changes nothing: the answer says what is here', () => {
    const hand = server({ currentTerm: 4 });
    expect(receivedBy(hand.receive(1, chunk(2, ['c'], true)))).toBe(0);
    hand.receive(1, chunk(0, ['a', 'b'])).take();
    expect(receivedBy(hand.receive(1, chunk(0, ['a', 'b'])))).toBe(2);
    expect(receivedBy(hand.receive(1, chunk(3, ['d'], true)))).toBe(2);
    expect(hand.state).toMatchObject({ commitIndex: 0, incoming: { pieces: ['a', 'b'] } });
  });

  test('chunks of two snapshots are not mixed: a newer one begins anew', () => {
    const hand = server({ currentTerm: 4 }).receive(1, chunk(0, ['a', 'b']));
    hand.take();
    expect(receivedBy(hand.receive(1, chunk(2, ['C'], true, 12)))).toBe(0);
    expect(receivedBy(hand.receive(1, chunk(0, ['A'], true, 12)))).toBe(1);
    expect(hand.state).toMatchObject({ commitIndex: 12, snapshot: { pieces: ['A'] } });
  });

  test('after a restart the transfer begins anew', () => {
    const hand = server({ currentTerm: 4 }).receive(1, chunk(0, ['a', 'b'])).sync().crash();
    hand.take();
    expect(receivedBy(hand.receive(1, chunk(2, ['c'], true)))).toBe(0);
  });
});

describe(rule('install', '"Reset state machine using snapshot contents (and load snapshot’s cluster configuration)"'), () => {
  test('the owner is told, and log, commit index and configuration are the snapshot’s', () => {
    const configuration = configurationOf([0, 1, 3]);
    const hand = server({ log: [1, 1], currentTerm: 4 }).receive(1, installSnapshot(4, snapshotOf(9, 3, { configuration })));
    expect(hand.outputs).toMatchObject([{ kind: 'restore', snapshot: { lastIncludedIndex: 9, pieces: ['all'] } }]);
    expect(hand.state).toMatchObject({ commitIndex: 9, lastApplied: 9, log: { firstIndex: 10, length: 0 }, configurations: [{ index: 9, configuration }] });
  });

  test('the term stays: a snapshot has the term of its last entry only', () => {
    expect(server({ currentTerm: 4 }).receive(1, installSnapshot(4, snapshotOf(9, 3))).state.currentTerm).toBe(4);
  });
});

describe(rule('logAfter', '"If existing log entry has same index and term as snapshot’s last included entry, retain log entries following it"'), () => {
  const after = (log: readonly number[], index: number, term: number): readonly number[] => {
    const turn = turnOf(server({ log, currentTerm: 9 }));
    const found = turn.rules.logAfter(turn, snapshotOf(index, term));
    expect(found.firstIndex).toBe(index + 1);
    return found.slice().map((entry) => entry.term);
  };

  test('of the same term: what follows is still valid', () => {
    expect(after([1, 1, 2, 3], 3, 2)).toEqual([3]);
    expect(after([1, 1, 2], 3, 2)).toEqual([]);
  });

  test('of another term: "Discard the entire log"', () => {
    expect(after([1, 1, 2, 3], 3, 3)).toEqual([]);
    expect(after([1, 1], 3, 2)).toEqual([]);
  });

  test('prefix hashes go on from the snapshot: such logs stay comparable', () => {
    const whole = Log.from(entries([1, 1, 2]));
    const turn = turnOf(server({ currentTerm: 9 }));
    const found = turn.rules.logAfter(turn, snapshotOf(2, 1, { logHash: whole.prefixHash(2) }));
    expect(found.appendAll(entries([2], 3)).prefixHash(3)).toBe(whole.prefixHash(3));
  });
});

describe(rule('handleInstallSnapshotReply', 'the next chunk, or entries again'), () => {
  const progressOf1 = ({ state }: RaftHand) => state.progress[0];

  test('an installed one is followed by the entries after it', () => {
    const hand = ahead(['a']).request(1, { kind: 'start', command: 'x' });
    hand.take();
    expect(progressOf1(hand.receive(1, installed(4, 9)))).toMatchObject({ mode: 'probe', matchIndex: 9, nextIndex: 10, isActive: true });
    expect(sent(hand, 'appendEntries')).toMatchObject([{ to: 1, message: { prevLogIndex: 9, entries: [{ command: 'x' }] } }]);
  });

  test('a doubled answer does not send a chunk twice, a follower that lost its chunks gets them again', () => {
    const hand = ahead(['a', 'b', 'c'], 1).receive(1, installed(4, 9, { received: 1, installed: false }));
    hand.take();
    expect(hand.receive(1, installed(4, 9, { received: 1, installed: false })).take()).toEqual([]);
    hand.receive(1, installed(4, 9, { offset: 1, received: 0, installed: false }));
    expect(sent(hand, 'installSnapshot')).toMatchObject([{ message: { offset: 0 } }]);
  });

  test('answers to older chunks, or about an older snapshot, begin no stream of their own', () => {
    const hand = ahead(['a', 'b', 'c'], 1).receive(1, installed(4, 9, { received: 1, installed: false }));
    hand.take();
    expect(hand.receive(1, installed(4, 9, { received: 0, installed: false })).take()).toEqual([]);
    expect(hand.receive(1, installed(4, 5, { offset: 1, received: 2, installed: false })).take()).toEqual([]);
  });

  test('a snapshot that is newer than the one under way begins with the next heartbeat', () => {
    const hand = ahead(['a', 'b'], 1).receive(1, installed(4, 9, { received: 1, installed: false })).request(1, { kind: 'start', command: 'x' }).sync();
    hand.receive(2, success(4, 10)).request(2, take(10, ['A', 'B'])).sync().take();
    expect(sent(hand.fire('heartbeat'), 'installSnapshot')).toMatchObject([{ to: 1, message: { offset: 0, snapshot: { lastIncludedIndex: 10, pieces: ['A'] } } }]);
  });

  test('answers of an older term, of strangers, or after the transfer, are nothing', () => {
    const hand = ahead(['a']);
    hand.take();
    expect(hand.receive(1, installed(3, 9)).receive(7, installed(4, 9)).take()).toEqual([]);
    expect(progressOf1(hand)).toMatchObject({ mode: 'snapshot', matchIndex: 0 });
    hand.receive(1, success(4, 9)).take();
    expect(progressOf1(hand.receive(1, installed(4, 9)))).toMatchObject({ mode: 'replicate', matchIndex: 9 });
  });
});
