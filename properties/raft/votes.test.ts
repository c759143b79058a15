import { expect, test } from 'vitest';
import { requestVote, vote } from '../../protocols/raft/testing/words.ts';
import { bare, message, verdict, type Move } from './testing/steps.ts';
import { oneVoteHeard, voteOfItsTerm, voteStands } from './votes.ts';

test('"Each server will vote for at most one candidate in a given term": a vote is neither changed nor taken back', () => {
  const voted = { currentTerm: 2, votedFor: 1 };
  expect(verdict(voteStands(bare), [{ after: voted }, { after: { ...voted, votedFor: 2 } }])).toBe('in term 2 node 0 had voted for 1, and now for 2');
  expect(verdict(voteStands(bare), [{ after: voted }, { after: { ...voted, votedFor: null } }])).toMatch(/and now for nobody/);
  expect(verdict(voteStands(bare), [{ after: voted }, { after: voted }, { after: { currentTerm: 3, votedFor: null } }])).toBe(true);
});

test('"candidateId that received vote in current term (or null if none)": a new term brings no old vote', () => {
  const before: Move = { after: { currentTerm: 2, votedFor: 1 } };
  expect(verdict(voteOfItsTerm(bare), [before, { after: { currentTerm: 3, votedFor: 1 } }])).toMatch(/begins term 3 with a vote for 1/);
  expect(verdict(voteOfItsTerm(bare), [before, { after: { currentTerm: 3, votedFor: 1 }, event: message(1, requestVote(3)) }])).toBe(true);
  expect(verdict(voteOfItsTerm(bare), [before, { after: { currentTerm: 3, votedFor: 0 } }])).toBe(true);
  expect(verdict(voteOfItsTerm(bare), [before, { after: { currentTerm: 3, votedFor: null } }])).toBe(true);
});

test('two votes of one server in a term are heard of, though it has crashed in between', () => {
  const hears = (node: number, term: number): readonly Move[] => [{ node, after: { currentTerm: term } }, { node, after: { currentTerm: term }, event: message(0, vote(term)) }];
  expect(verdict(oneVoteHeard(bare), [...hears(1, 4), ...hears(2, 4)])).toBe('node 0 has voted for 1 and for 2 in term 4');
  expect(verdict(oneVoteHeard(bare), [...hears(1, 4), ...hears(1, 4), ...hears(2, 5)])).toBe(true);
});

test('a candidate has voted for itself', () => {
  const asked: Move = { node: 1, after: { currentTerm: 4 }, event: message(0, requestVote(4)) };
  expect(verdict(oneVoteHeard(bare), [{ node: 1, after: {} }, asked, { node: 2, after: {} }, { node: 2, after: {}, event: message(0, vote(4)) }])).toBe('node 0 has voted for 0 and for 2 in term 4');
});
