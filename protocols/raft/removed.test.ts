import { expect, test } from 'vitest';
import type { RaftRecord } from './raft.ts';
import { sent, server } from './testing/servers.ts';
import { appendEntries, configurationOf, noOp } from './testing/words.ts';

const changeTo = (voters: readonly number[], outgoing: readonly number[], term: number): RaftRecord => ({
  kind: 'entries',
  prevLogIndex: 1,
  entries: [{ kind: 'configuration', configuration: configurationOf(voters, { outgoing }), term }],
});

const term = (currentTerm: number): RaftRecord => ({ kind: 'term', currentTerm, votedFor: null });
const first: RaftRecord = { kind: 'entries', prevLogIndex: 0, entries: [noOp(1)] };

/** "A server that is not part of its own latest configuration should still start new elections, as it might still be needed until the C_new entry is committed." */
test('a server that an uncommitted configuration removes still stands for election (thesis 4.2.2)', () => {
  const hand = server({ disk: [term(1), first, changeTo([1, 2], [], 1)] });
  hand.fire('election').sync();
  expect(sent(hand, 'requestVote').map(({ to }) => to)).toEqual([1, 2]);
});

/** "It does not count its own vote in elections unless it is part of its latest configuration." */
test('and does not count its own vote (thesis 4.2.2)', () => {
  const hand = server({ disk: [term(1), first, changeTo([1], [], 1)] });
  expect(hand.fire('election').sync().state.role).toBe('candidate');
});

test('a server whose removal is committed stays calm, and names no leader after an election timeout', () => {
  const hand = server({ disk: [term(1), first, changeTo([1, 2], [], 1)] });
  hand.receive(1, appendEntries(1, { prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 2 })).sync();
  expect(hand.state.leaderId).toBe(1);
  hand.fire('election').fire('election').sync();
  expect(hand.state).toMatchObject({ role: 'follower', currentTerm: 1, leaderId: null });
});
