/** Who may stand for election, and when its own vote counts. */
import { describe, expect, test } from 'vitest';
import { Cluster } from '../testing/cluster.ts';
import { Hand } from '../testing/hand.ts';
import type { Configuration, RaftVocabulary } from './raft.ts';
import { raftServer } from './server.ts';
import { rule } from './testing/rule.ts';

const plain = raftServer({ preVote: false, checkQuorum: false, noOp: false, initialVoters: [0, 1] });

/** Server 0 of two voters, with this configuration as the only entry of its log. */
function holding(configuration: Configuration): Hand<RaftVocabulary> {
  const hand = new Hand<RaftVocabulary>(plain, 0, [0, 1, 2]);
  hand.disk.push({ kind: 'record', record: { kind: 'entries', prevLogIndex: 0, entries: [{ kind: 'configuration', configuration, term: 0 }] } });
  return hand.crash();
}

const without = { voters: [1], outgoing: [], learners: [] };

describe(rule('mayCampaign', '"a server that is not part of its own latest configuration should still start new elections, as it might still be needed until the C_new entry is committed"'), () => {
  test('whoever has an entry that removes it stands while that is not known to be committed, without a vote of its own', () => {
    const hand = holding(without).fire('election').sync();
    expect(hand.state.role).toBe('candidate');
    expect(hand.take().map(({ to }) => to)).toEqual([1]);
    hand.receive(1, { kind: 'requestVoteReply', term: 1, voteGranted: true, preVote: false });
    expect(hand.state.role).toBe('leader');
  });

  test('once that is committed, it does not', () => {
    const hand = holding(without);
    hand.receive(1, { kind: 'appendEntries', term: 0, prevLogIndex: 1, prevLogTerm: 0, entries: [], leaderCommit: 1, round: 1 });
    expect(hand.fire('election').fire('election').state.role).toBe('follower');
  });

  test('who was no voter before does not', () => {
    const hand = new Hand<RaftVocabulary>(plain, 2, [0, 1, 2]);
    expect(hand.fire('election').state.role).toBe('follower');
  });
});

test('a voter alone leads once its own vote is stored: else it could lead the same term again after a crash', () => {
  const alone = new Cluster<RaftVocabulary>(1, () => raftServer()).holdDisk(0).fire(0, 'election');
  expect(alone.state(0)).toMatchObject({ role: 'candidate', currentTerm: 1 });
  alone.crash(0).fire(0, 'election').releaseDisk(0);
  expect(alone.state(0)).toMatchObject({ role: 'leader', currentTerm: 1 });
});
