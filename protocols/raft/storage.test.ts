import { describe, expect, test } from 'vitest';
import type { Stored } from '../../sim/core/index.ts';
import { emptySnapshot } from './snapshots.ts';
import type { RaftRecord } from './raft.ts';
import { raftRules } from './raft-rules.ts';
import { candidate, leader, sent, server, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, entries, installSnapshot, refusal, requestVote, snapshotOf, success, vote } from './testing/words.ts';

const record = (found: RaftRecord): Stored<RaftRecord> => ({ kind: 'record', record: found });
const term = (currentTerm: number, votedFor: number | null = null): Stored<RaftRecord> => record({ kind: 'term', currentTerm, votedFor });
const appended = (prevLogIndex: number, ...terms: readonly number[]): Stored<RaftRecord> => record({ kind: 'entries', prevLogIndex, entries: entries(terms, prevLogIndex + 1) });
const start = { kind: 'start', command: 'a' } as const;

describe(rule('storeTerm', 'Persistent state: "Updated on stable storage before responding to RPCs"'), () => {
  test('term and vote in one record: a power failure does not part them', () => {
    expect(candidate({ currentTerm: 4 }).disk.at(-1)).toEqual(term(5, 0));
  });

  test('a server that holds elections alone for long does not fill its disk, restarts included', () => {
    let hand = server({ log: [1, 1], currentTerm: 4 });
    let most = 0;
    for (let round = 0; round < 200; round++) {
      hand = hand.fire('election').sync();
      if (round % 7 === 0) hand = hand.crash();
      most = Math.max(most, hand.disk.length);
    }
    expect(hand.state.currentTerm).toBe(204);
    expect(most).toBeLessThan(36);
    expect(hand.crash().state).toMatchObject({ currentTerm: 204, votedFor: 0, log: { lastIndex: 2 } });
  });

  test('a term that was only heard of is stored before it is spoken of', () => {
    const hand = server({ currentTerm: 4 }).receive(1, requestVote(6, { preVote: true })).receive(2, appendEntries(6));
    expect(sent(hand, 'appendEntriesReply')).toEqual([]);
    expect(sent(hand.sync(), 'appendEntriesReply')).toMatchObject([{ message: { term: 6, success: true } }]);
  });
});

describe(rule('storeLog', 'Persistent state, log[]: "Updated on stable storage before responding to RPCs"'), () => {
  test('entries that a crash takes were not acknowledged', () => {
    const hand = server({ currentTerm: 4 }).receive(1, appendEntries(4, { entries: entries([4]) })).crash();
    expect(hand.take()).toEqual([]);
    expect(hand.state.log.length).toBe(0);
  });

  test('power loss after each write leaves a log that was there', () => {
    for (const survivors of [0, 1, 2]) {
      const hand = server({ log: [1, 2, 2] }).receive(1, appendEntries(3, { prevLogIndex: 1, prevLogTerm: 1, entries: entries([3], 2) }));
      const terms = hand.crash(survivors).state.log.slice().map((entry) => entry.term);
      expect(terms).toEqual(survivors === 2 ? [1, 3] : [1, 2, 2]);
      expect(hand.state.currentTerm).toBe(survivors === 0 ? 2 : 3);
    }
  });
});

describe(rule('storeAll', '"Once a server completes writing a snapshot, it may delete all log entries up through the last included index, as well as any prior snapshot"'), () => {
  test('everything at once: a crash finds the old disk or the new one', () => {
    for (const survivors of [0, 1, 2]) {
      const { state } = server({ log: [1, 1], currentTerm: 4, votedFor: 2 }).receive(1, installSnapshot(5, snapshotOf(9, 3))).crash(survivors);
      expect(state.snapshot.lastIncludedIndex).toBe(survivors === 2 ? 9 : 0);
      expect(state).toMatchObject({ currentTerm: survivors === 0 ? 4 : 5, votedFor: survivors === 0 ? 2 : null });
    }
  });

  test('what is left of the log stays on the disk, with term and vote', () => {
    const hand = server({ log: [1, 1, 2], currentTerm: 4, votedFor: 2 }).receive(1, appendEntries(4, { prevLogIndex: 3, prevLogTerm: 2, leaderCommit: 2 }));
    hand.request(1, { kind: 'snapshot', index: 2, pieces: [] }).sync();
    expect(hand.disk).toMatchObject([{ record: { kind: 'snapshot', snapshot: { lastIncludedIndex: 2 } } }, term(4, 2), appended(2, 2)]);
  });
});

describe(rule('recover', 'a torn tail was never acknowledged, a damaged record may have been'), () => {
  const recover = (...disk: readonly Stored<RaftRecord>[]) => raftRules.recover(emptySnapshot([0, 1, 2]), disk);

  test('an empty disk is term 0 and an empty log', () => {
    expect(recover()).toMatchObject({ currentTerm: 0, votedFor: null, log: { lastIndex: 0 }, snapshot: { lastIncludedIndex: 0 }, end: 'whole' });
  });

  test('the last of each counts, and entries take the place of those at their index', () => {
    const found = recover(term(1, 0), appended(0, 1, 1, 1), term(2), term(2, 1), appended(1, 2));
    expect(found).toMatchObject({ currentTerm: 2, votedFor: 1 });
    expect(found.log.slice().map((entry) => entry.term)).toEqual([1, 2]);
  });

  test('a snapshot takes the place of everything before it', () => {
    const found = recover(appended(0, 1, 1), record({ kind: 'snapshot', snapshot: snapshotOf(9, 3) }), appended(9, 4));
    expect(found).toMatchObject({ snapshot: { lastIncludedIndex: 9 }, log: { firstIndex: 10, lastIndex: 10 } });
  });

  test('nothing behind a record that cannot be read is read', () => {
    expect(recover(term(1), { kind: 'torn' }, term(9))).toMatchObject({ currentTerm: 1, end: 'torn' });
    expect(recover(term(1), { kind: 'corrupt' }, term(9))).toMatchObject({ currentTerm: 1, end: 'corrupt' });
  });

  test('the term is that of the disk, not of the last entry', () => {
    expect(recover(term(7), appended(0, 2))).toMatchObject({ currentTerm: 7 });
  });

  test('a torn tail is cut off: what is written behind it can be read', () => {
    const hand = candidate({ currentTerm: 4 }).fire('election').crash(0, true);
    expect(hand.state).toMatchObject({ currentTerm: 5, storage: 'serving' });
    expect(hand.disk.at(-1)).toEqual({ kind: 'torn' });
    hand.fire('election').sync().crash();
    expect(hand.state).toMatchObject({ currentTerm: 6, votedFor: 0, storage: 'serving' });
  });

  test('a second crash before it was cut off does no harm', () => {
    const hand = candidate({ currentTerm: 4 }).fire('election').crash(0, true).fire('election').crash();
    expect(hand.state).toMatchObject({ currentTerm: 5, storage: 'serving' });
    expect(hand.sync().disk.every(({ kind }) => kind === 'record')).toBe(true);
  });
});

describe(rule('isDamaged', 'a record that cannot be read, with others behind it, is no torn tail'), () => {
  const isDamaged = (...disk: readonly Stored<RaftRecord>[]): boolean => raftRules.isDamaged(disk, raftRules.recover(emptySnapshot([0, 1, 2]), disk));
  const torn = { kind: 'torn' } as const;
  const corrupt = { kind: 'corrupt' } as const;

  test('a disk that can be read is not, nor one with a torn tail', () => {
    expect([isDamaged(), isDamaged(term(1)), isDamaged(term(1), torn), isDamaged(torn)]).toEqual([false, false, false, false]);
  });

  test('a record whose check fails is, wherever it stands', () => {
    expect([isDamaged(corrupt), isDamaged(term(1), corrupt), isDamaged(corrupt, term(1)), isDamaged(term(1), corrupt, torn)]).toEqual([true, true, true, true]);
  });

  test('so is one that is torn in the middle', () => {
    expect([isDamaged(torn, term(1)), isDamaged(term(1), torn, term(2))]).toEqual([true, true]);
  });
});

describe('a damaged record', () => {
  const damaged = (fromNewest: number): RaftHand => {
    const hand = candidate({ log: [1, 1], currentTerm: 4 }).receive(2, appendEntries(6)).sync();
    hand.take();
    hand.rot(fromNewest);
    return hand.crash();
  };

  test.each([0, 1, 2, 3])('counted from the newest, number %i: the server is silent for good, for it may have promised what is lost', (fromNewest) => {
    const hand = damaged(fromNewest);
    expect(hand.state.storage).toBe('corrupt');
    hand.fire('election').fire('heartbeat').fire('rewrite').receive(1, requestVote(9)).receive(2, appendEntries(9, { entries: entries([9]) })).fail().sync();
    expect(hand.take()).toEqual([]);
    expect(hand.pendingWrites).toBe(0);
    expect([...hand.timers.keys()]).toEqual([]);
    expect(hand.outputs).toEqual([]);
  });

  test('behind a snapshot: what counts as applied is handed out, and nothing after it', () => {
    const hand = server({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }] });
    hand.outputs = [];
    hand.rot(0);
    hand.crash();
    expect(hand.state).toMatchObject({ storage: 'corrupt', lastApplied: 9 });
    expect(hand.outputs).toEqual([{ kind: 'restore', snapshot: snapshotOf(9, 3) }]);
  });

  test('its owner is told', () => {
    for (const request of [start, { kind: 'read' }, { kind: 'snapshot', index: 1, pieces: [] }] as const) {
      expect(damaged(1).request(7, request).lastResult).toEqual({ kind: 'refused', reason: 'storageCorrupt' });
    }
  });

  test('so is a torn one with others behind it: that is no tail', () => {
    const hand = server({ currentTerm: 4 });
    hand.disk.splice(0, 0, { kind: 'torn' });
    expect(hand.crash().state.storage).toBe('corrupt');
  });
});

describe(rule('handleStorageFailed', 'the disk lacks what the memory has: silence until all is stored again'), () => {
  const failed = (): RaftHand => server({ currentTerm: 4 }).receive(1, appendEntries(4, { entries: entries([4]) })).fail();

  test('nothing is answered meanwhile, and the owner is refused', () => {
    const hand = failed().receive(1, appendEntries(4)).receive(2, requestVote(9)).fire('election');
    expect(hand.take()).toEqual([]);
    expect(hand.state).toMatchObject({ storage: 'suspended', currentTerm: 4 });
    expect(hand.request(7, start).lastResult).toEqual({ kind: 'refused', reason: 'storageFailed' });
  });

  test('after a pause all is written again, and then it serves', () => {
    const hand = failed();
    expect(hand.timers.has('rewrite')).toBe(true);
    hand.fire('rewrite');
    expect(hand.state.storage).toBe('suspended');
    hand.sync().receive(1, appendEntries(4, { prevLogIndex: 1, prevLogTerm: 4 }));
    expect(hand.state.storage).toBe('serving');
    expect(sent(hand, 'appendEntriesReply')).toMatchObject([{ message: { success: true, matchIndex: 1 } }]);
    expect(hand.crash().state.log.length).toBe(1);
  });

  test('a leader steps down, and its clients ask elsewhere', () => {
    const hand = leader().request(1, { kind: 'read' }).request(2, start).fail('full');
    expect(hand.state).toMatchObject({ role: 'follower', storage: 'suspended' });
    expect(hand.replies).toContainEqual({ id: 1, result: { kind: 'notLeader', leader: null } });
    expect([...hand.timers.keys()]).toEqual(['rewrite']);
  });

  test('a disk that fails again is tried again', () => {
    const hand = failed().fire('rewrite').fail();
    expect(hand.timers.has('rewrite')).toBe(true);
    expect(hand.fire('rewrite').sync().state.storage).toBe('serving');
  });

  test('of two tries that are under way, the last one counts', () => {
    const hand = failed().fire('rewrite');
    const first = hand.state.tags - 1;
    hand.fire('rewrite');
    const step = hand.protocol.step(hand.state, { kind: 'stored', tags: [first], clock: null }, () => 0);
    expect(step.state.storage).toBe('suspended');
    expect(hand.sync().state.storage).toBe('serving');
  });

  test('an index is not used twice in one term: the entry that failed stays in memory, and is stored in the end', () => {
    const hand = leader({ nodes: [0, 1] }).request(1, start).fail().fire('rewrite').sync();
    expect(hand.state.log.length).toBe(1);
    hand.fire('election').sync().receive(1, vote(2)).request(2, start);
    expect(hand.lastResult).toEqual({ kind: 'started', index: 2, term: 2 });
  });

  test('a lease rests on the voter’s refusal, which a failed disk does not end', () => {
    const hand = server({ currentTerm: 4 }, { checkQuorum: true, reads: 'lease' }).fire('election').receive(1, appendEntries(4)).sync();
    hand.receive(1, appendEntries(4, { entries: entries([4]) })).fail().fire('rewrite').sync();
    hand.take();
    expect(sent(hand.receive(2, requestVote(5, { lastLogTerm: 4, lastLogIndex: 1 })).sync(), 'requestVoteReply')).toMatchObject([{ message: { voteGranted: false } }]);
  });

  test('a step-down for another reason is none: the disk works', () => {
    expect(leader().receive(1, refusal(9, 0)).receive(1, success(9, 0)).state.storage).toBe('serving');
  });
});
