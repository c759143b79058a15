import { describe, expect, test } from 'vitest';
import type { RaftOutput } from './raft.ts';
import { leader, server, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { appendEntries, configurationOf, entries, installSnapshot, snapshotOf, success } from './testing/words.ts';

const start = (text: string) => ({ kind: 'start', command: text }) as const;

describe(rule('advanceCommitIndex', '"If there exists an N such that N > commitIndex, a majority of matchIndex[i] ≥ N, and log[N].term == currentTerm: set commitIndex = N"'), () => {
  test('a majority of disks, its own among them', () => {
    const hand = leader({ nodes: [0, 1, 2, 3, 4] }).request(1, start('a')).sync().receive(1, success(1, 1));
    expect(hand.state.commitIndex).toBe(0);
    expect(hand.receive(2, success(1, 1)).state.commitIndex).toBe(1);
  });

  test('half of four is no majority', () => {
    const hand = leader({ nodes: [0, 1, 2, 3] }).request(1, start('a')).sync().receive(1, success(1, 1));
    expect(hand.state.commitIndex).toBe(0);
    expect(hand.receive(3, success(1, 1)).state.commitIndex).toBe(1);
  });

  test('Figure 8: "Raft never commits log entries from previous terms by counting replicas"', () => {
    const hand = leader({ log: [1, 2, 2] }).receive(1, success(3, 3)).receive(2, success(3, 3));
    expect(hand.state.commitIndex).toBe(0);
  });

  test('"once an entry from the current term has been committed in this way, then all prior entries are committed indirectly"', () => {
    const hand = leader({ log: [1, 2, 2] }).receive(1, success(3, 3)).request(1, start('a')).sync().receive(1, success(3, 4));
    expect(hand.state.commitIndex).toBe(4);
  });

  test('an answer about older entries commits those that follow the last committed one, and no more', () => {
    const hand = leader().request(1, start('a')).request(2, start('b')).sync();
    expect(hand.receive(1, success(1, 1)).state.commitIndex).toBe(1);
    expect(hand.receive(1, success(1, 1)).state.commitIndex).toBe(1);
    expect(hand.receive(2, success(1, 2)).state.commitIndex).toBe(2);
  });

  test('the only voter commits what it has stored', () => {
    const hand = server({ nodes: [0] }).fire('election').sync().request(1, start('a'));
    expect(hand.state.commitIndex).toBe(0);
    expect(hand.sync().state.commitIndex).toBe(1);
  });

  test('a leader that is no voter any more does not count itself (section 6)', () => {
    const hand = leader().request(1, start('a')).sync().receive(1, success(1, 1));
    hand.request(2, { kind: 'configure', voters: [1, 2], learners: [] }).sync().receive(1, success(1, 2));
    expect(hand.state).toMatchObject({ role: 'leader', commitIndex: 1 });
  });

  test('learners do not count', () => {
    const configuration = configurationOf([0, 1, 2], { learners: [3] });
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }, { kind: 'term', currentTerm: 3, votedFor: null }] as const;
    expect(leader({ nodes: [0, 1, 2, 3], disk }).request(1, start('a')).sync().receive(3, success(4, 10)).state.commitIndex).toBe(9);
  });
});

describe(rule('applyCommitted', '"If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine"'), () => {
  const told = ({ outputs }: RaftHand): readonly string[] =>
    outputs.map((output: RaftOutput) => (output.kind === 'apply' ? `${output.index} ${output.entry.kind === 'command' ? String(output.entry.command) : output.entry.kind}` : `restore ${output.snapshot.lastIncludedIndex}`));

  test('each entry once, in the order of the log, and no further than it is committed', () => {
    const hand = server({ log: [1, 1, 2], currentTerm: 2 });
    hand.receive(1, appendEntries(2, { prevLogIndex: 3, prevLogTerm: 2, leaderCommit: 2 }));
    expect(told(hand)).toEqual(['1 1@1', '2 2@1']);
    hand.receive(1, appendEntries(2, { prevLogIndex: 3, prevLogTerm: 2, leaderCommit: 2 }));
    hand.receive(1, appendEntries(2, { prevLogIndex: 3, prevLogTerm: 2, leaderCommit: 3 }));
    expect(told(hand)).toEqual(['1 1@1', '2 2@1', '3 3@2']);
    expect(hand.state.lastApplied).toBe(3);
  });

  test('an entry that is appended is not applied', () => {
    expect(told(server({ currentTerm: 4 }).receive(1, appendEntries(4, { entries: entries([4]) })).sync())).toEqual([]);
  });

  test('of Raft’s own entries the owner hears, too: indices have no gap', () => {
    const hand = server({ nodes: [0] }, { noOp: true }).fire('election').sync().request(1, start('a')).sync();
    expect(told(hand)).toEqual(['1 noOp', '2 a']);
  });

  test('after a restart, again from the snapshot on', () => {
    const hand = server({ nodes: [0] }).fire('election').sync().request(1, start('a')).request(2, start('b')).sync();
    hand.request(3, { kind: 'snapshot', index: 1, pieces: ['a'] }).sync();
    hand.outputs = [];
    hand.crash().fire('election').sync().request(4, start('c')).sync();
    expect(told(hand)).toEqual(['restore 1', '2 b', '3 c']);
  });

  test('an installed snapshot takes the place of what it covers', () => {
    const hand = server({ currentTerm: 4 }).receive(1, installSnapshot(4, snapshotOf(9, 3))).receive(1, appendEntries(4, { prevLogIndex: 9, prevLogTerm: 3, entries: entries([4], 10), leaderCommit: 10 }));
    expect(told(hand)).toEqual(['restore 9', '10 10@4']);
  });
});
