import { describe, expect, test } from 'vitest';
import { candidate, leader, sent, server, turnOf, type RaftHand } from './testing/servers.ts';
import { rule } from './testing/rule.ts';
import { command, configurationOf, entries, refusal, snapshotOf, success, vote } from './testing/words.ts';

const start = (text: string) => ({ kind: 'start', command: text }) as const;

/** What has left for server 1: the entry before, and the commands. */
const sentTo1 = (hand: RaftHand) =>
  sent(hand, 'appendEntries')
    .filter(({ to }) => to === 1)
    .map(({ message }) => ({ after: message.prevLogIndex, commands: message.entries.map((entry) => (entry.kind === 'command' ? entry.command : entry.kind)) }));

/** A leader whose followers agree with all of its log. */
function established(log: readonly number[], options: Parameters<typeof leader>[1] = {}): RaftHand {
  const hand = leader({ log }, options);
  const { currentTerm } = hand.state;
  for (const peer of [1, 2]) hand.receive(peer, success(currentTerm, log.length));
  hand.take();
  return hand;
}

describe(rule('start', '"If command received from client: append entry to local log, respond after entry applied to state machine"'), () => {
  test('a leader appends, and says where', () => {
    const hand = leader({ log: [1, 1] }).request(7, start('a'));
    expect(hand.lastResult).toEqual({ kind: 'started', index: 3, term: 2 });
    expect(hand.state.log.at(3)).toEqual(command(2, 'a'));
  });

  test('index and term go on after a compaction', () => {
    const hand = leader({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }] });
    expect(hand.request(7, start('a')).lastResult).toEqual({ kind: 'started', index: 10, term: 4 });
  });

  test('who does not lead says so, and who does where that is known', () => {
    expect(server().request(7, start('a')).lastResult).toEqual({ kind: 'notLeader', leader: null });
    expect(candidate().request(7, start('a')).sync().lastResult).toEqual({ kind: 'notLeader', leader: null });
  });

  test('not while leadership is being handed over, nor beyond what is accepted without being committed', () => {
    const hand = established([1], { maxUncommitted: 2 }).request(1, start('a')).request(2, start('b')).sync().request(3, start('c'));
    expect(hand.lastResult).toEqual({ kind: 'refused', reason: 'logFull' });
    expect(hand.receive(1, success(2, 2)).request(4, start('c')).sync().lastResult).toMatchObject({ kind: 'started', index: 4 });
    hand.request(5, { kind: 'transfer', target: 1 }).sync();
    expect(hand.request(6, start('d')).lastResult).toEqual({ kind: 'refused', reason: 'transferring' });
    expect(hand.state.log.lastIndex).toBe(4);
  });

  test('entries of earlier terms do not fill the log: without one of this term they are never committed', () => {
    expect(leader({ log: [1, 1, 1] }, { maxUncommitted: 1 }).request(1, start('a')).lastResult).toMatchObject({ kind: 'started', index: 4 });
  });
});

describe(rule('appendAsLeader', '"The leader appends the command to its log as a new entry, then issues AppendEntries RPCs in parallel to each of the other servers"'), () => {
  test('the entry leaves before it is stored here', () => {
    const hand = established([1]).request(7, start('a'));
    expect(hand.pendingWrites).toBe(1);
    expect(sentTo1(hand)).toEqual([{ after: 1, commands: ['a'] }]);
  });

  test('of its own term, and on the disk in the end', () => {
    const hand = established([1]).request(7, start('a')).sync();
    expect(hand.disk.at(-1)).toEqual({ kind: 'record', record: { kind: 'entries', prevLogIndex: 1, entries: [command(2, 'a')] } });
  });

  test('the only voter leads once its term is stored: its learners hear of no entry that could stand for another one', () => {
    const configuration = configurationOf([0], { learners: [1] });
    const hand = server({ disk: [{ kind: 'snapshot', snapshot: snapshotOf(9, 3, { configuration }) }, { kind: 'term', currentTerm: 4, votedFor: null }] }, { noOp: true });
    hand.fire('election').request(1, start('a'));
    expect(hand.take()).toEqual([]);
    expect(hand.crash().fire('election').request(2, start('b')).state.currentTerm).toBe(5);
    expect(sentTo1(hand.sync())).toEqual([{ after: 9, commands: ['noOp'] }]);
  });
});

describe(rule('handleStored', 'the leader counts its own copy once it is stored; a majority of others is enough without it'), () => {
  test('its own copy counts once it is stored', () => {
    const hand = leader({ nodes: [0, 1] }).request(1, start('a')).receive(1, success(1, 1));
    expect(hand.state).toMatchObject({ durableIndex: 0, commitIndex: 0 });
    expect(hand.sync().state).toMatchObject({ durableIndex: 1, commitIndex: 1 });
  });

  test('a majority of others is enough without it', () => {
    const hand = leader().request(1, start('a')).receive(1, success(1, 1)).receive(2, success(1, 1));
    expect(hand.state).toMatchObject({ durableIndex: 0, commitIndex: 1 });
  });

  test('a tag of an earlier office says nothing about the entry that stands at its index now (ABA)', () => {
    const hand = leader({ nodes: [0, 1] }).request(1, start('a')).request(2, start('b'));
    hand.receive(1, refusal(5, 0)).fire('election');
    // The disk is slow: the entries of term 1 and the vote are still to be stored when it leads again.
    hand.receive(1, vote(6));
    expect(hand.state).toMatchObject({ role: 'leader', currentTerm: 6 });
    const { firstTag } = hand.state;
    const turn = turnOf(hand);
    turn.rules.handleStored(turn, [firstTag - 3, firstTag - 2, firstTag - 1]);
    expect(turn.state.durableIndex).toBe(0);
    const later = turnOf(hand.request(3, start('c')));
    later.rules.handleStored(later, [firstTag]);
    expect(later.state.durableIndex).toBe(3);
  });

  test('who does not lead counts nothing', () => {
    const hand = leader().request(1, start('a')).receive(1, refusal(5, 0));
    expect(hand.sync().state.durableIndex).toBe(0);
  });
});

describe(rule('replicate', '"If last log index ≥ nextIndex for a follower: send AppendEntries RPC with log entries starting at nextIndex"'), () => {
  test('a probe is alone until it is answered', () => {
    const hand = leader({ log: [1] }).request(1, start('a')).request(2, start('b'));
    expect(sentTo1(hand)).toEqual([{ after: 1, commands: ['a'] }]);
    hand.receive(1, success(2, 2));
    expect(sentTo1(hand)).toEqual([{ after: 2, commands: ['b'] }]);
  });

  test('once the logs agree, each entry leaves at once, while the window has room', () => {
    const hand = established([1], { maxInflight: 2 }).request(1, start('a')).request(2, start('b')).request(3, start('c')).request(4, start('d'));
    expect(sentTo1(hand)).toEqual([
      { after: 1, commands: ['a'] },
      { after: 2, commands: ['b'] },
    ]);
    hand.receive(1, success(2, 2));
    expect(sentTo1(hand)).toEqual([{ after: 3, commands: ['c', 'd'] }]);
  });

  test('no message has more entries than the options say', () => {
    const hand = leader({ log: [1, 1, 1] }, { maxEntries: 2 }).receive(1, refusal(2, 3, { conflictIndex: 1 }));
    expect(sentTo1(hand)).toEqual([{ after: 0, commands: ['1@1', '2@1'] }]);
    hand.receive(1, success(2, 2));
    expect(sentTo1(hand)).toEqual([{ after: 2, commands: ['3@1'] }]);
  });

  test('who has everything is sent nothing', () => {
    const hand = established([1, 1]);
    turnOf(hand).rules.replicate(turnOf(hand), 1);
    expect(hand.take()).toEqual([]);
  });

  test('what was compacted comes as a snapshot', () => {
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }] as const;
    const hand = leader({ disk }).receive(1, refusal(4, 9, { conflictIndex: 3 }));
    expect(hand.take().map(({ to, message }) => [to, message.kind])).toEqual([[1, 'installSnapshot']]);
    expect(hand.state.progress[0]?.mode).toBe('snapshot');
  });
});

describe(rule('appendEntriesFor', '"index of log entry immediately preceding new ones; term of prevLogIndex entry"'), () => {
  const messageFor = (hand: RaftHand, nextIndex: number, most: number) => {
    const turn = turnOf(hand);
    const progress = turn.progressOf(1);
    return progress === null ? null : turn.rules.appendEntriesFor(turn, { ...progress, nextIndex }, most);
  };

  test('entries from nextIndex on, and the commit index', () => {
    const hand = leader({ log: [1, 1, 2] });
    expect(messageFor(hand, 3, 9)).toMatchObject({ term: 3, prevLogIndex: 2, prevLogTerm: 1, entries: [command(2, '3@2')], leaderCommit: 0 });
    expect(messageFor(hand, 1, 2)).toMatchObject({ prevLogIndex: 0, prevLogTerm: 0, entries: entries([1, 1]) });
    expect(messageFor(hand, 4, 9)).toMatchObject({ prevLogIndex: 3, prevLogTerm: 2, entries: [] });
  });

  test('right after the snapshot, its last index and term', () => {
    const disk = [{ kind: 'snapshot', snapshot: snapshotOf(9, 3) }, { kind: 'term', currentTerm: 3, votedFor: null }, { kind: 'entries', prevLogIndex: 9, entries: entries([3], 10) }] as const;
    expect(messageFor(leader({ disk }), 10, 9)).toMatchObject({ prevLogIndex: 9, prevLogTerm: 3, entries: entries([3], 10), leaderCommit: 9 });
  });
});
