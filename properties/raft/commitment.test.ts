import { expect, test } from 'vitest';
import { appendEntries, configurationOf as voters, entries } from '../../protocols/raft/testing/words.ts';
import { commitsOwnTerm, committedOnMajority, commitsWhatAgrees } from './commitment.ts';
import { bare, message, verdict, type Given, type Move } from './testing/steps.ts';

const leads = (terms: readonly number[], commitIndex: number, given: Given = {}): Given => ({ role: 'leader', currentTerm: 2, terms, commitIndex, ...given });

test('"Only log entries from the leader\'s current term are committed by counting replicas"', () => {
  expect(verdict(commitsOwnTerm(bare), [{ after: leads([1, 2], 0) }, { after: leads([1, 2], 1) }])).toBe('leader 0 of term 2 commits up to entry 1, of term 1');
  expect(verdict(commitsOwnTerm(bare), [{ after: leads([1, 2], 0) }, { after: leads([1, 2], 2) }])).toBe(true);
});

test('"set commitIndex = min(leaderCommit, index of last new entry)"', () => {
  const hears = message(1, appendEntries(2, { prevLogIndex: 1, prevLogTerm: 1, entries: entries([2], 2), leaderCommit: 3 }));
  const follower = (commitIndex: number): Given => ({ terms: [1, 2, 2], commitIndex });
  expect(verdict(commitsWhatAgrees(bare), [{ after: follower(0) }, { after: follower(2), event: hears }])).toBe(true);
  expect(verdict(commitsWhatAgrees(bare), [{ after: follower(0) }, { after: follower(3), event: hears }])).toBe('node 0 commits up to 3 on a message that vouches for 2');
  // A late message of an earlier term vouches for nothing, but a leader may commit at any time by what others have.
  const late = message(1, appendEntries(1, { prevLogIndex: 0, prevLogTerm: 0, entries: entries([1], 1), leaderCommit: 1 }));
  expect(verdict(commitsWhatAgrees(bare), [{ after: leads([1, 2], 0) }, { after: leads([1, 2], 2), event: late }])).toBe(true);
});

test('"replicated it on a majority of the servers"', () => {
  const others = (one: readonly number[], other: readonly number[]): readonly Move[] => [{ node: 1, after: { terms: one } }, { node: 2, after: { terms: other } }];
  const commits = [{ after: leads([1, 2], 0) }, { after: leads([1, 2], 2) }];
  expect(verdict(committedOnMajority(bare), [...others([1, 2], [1]), ...commits])).toBe(true);
  expect(verdict(committedOnMajority(bare), [...others([1], [1]), ...commits])).toBe('leader 0 commits up to 2, which no majority of its configuration has in its logs');
  expect(verdict(committedOnMajority(bare), [...others([1, 1], []), ...commits])).toMatch(/no majority/);
  // A disk that is damaged later unsays nothing: its server never speaks again.
  const damaged = { node: 1, event: 'start', after: { terms: [], storage: 'corrupt' } } as const;
  expect(verdict(committedOnMajority(bare), [...others([1, 2], [1]), damaged, ...commits])).toBe(true);
  expect(verdict(committedOnMajority(bare), [...others([1], [1]), damaged, ...commits])).toMatch(/no majority/);
});

test('"Agreement requires separate majorities from both the old and new configurations"', () => {
  const configurations = [{ index: 1, configuration: voters([0, 1], { outgoing: [0, 2] }) }];
  const commits = [{ after: leads([1, 2], 0, { configurations }) }, { after: leads([1, 2], 2, { configurations }) }];
  expect(verdict(committedOnMajority(bare), [{ node: 1, after: { terms: [1, 2] } }, { node: 2, after: { terms: [1] } }, ...commits])).toMatch(/no majority/);
  expect(verdict(committedOnMajority(bare), [{ node: 1, after: { terms: [1, 2] } }, { node: 2, after: { terms: [1, 2] } }, ...commits])).toBe(true);
});
