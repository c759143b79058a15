import { expect, test } from 'vitest';
import { requestVote } from '../../protocols/raft/testing/words.ts';
import { disturbanceIgnored } from './terms.ts';
import { bare, message, verdict, type Given, type Move } from './testing/steps.ts';

const asked = (after: Given, given: Parameters<typeof requestVote>[1] = {}): Move => ({ after, event: message(2, requestVote(4, given)) });

test('"within the minimum election timeout of hearing from a current leader, it does not update its term or grant its vote"', () => {
  const believes: Given = { currentTerm: 3, leaderIsRecent: true };
  const judged = (first: Given, second: Move) => verdict(disturbanceIgnored(bare), [{ after: first }, second]);
  expect(judged(believes, asked(believes))).toBe(true);
  expect(judged(believes, asked({ currentTerm: 4 }))).toBe('node 0 goes from term 3 to 4 for node 2, and its vote to nobody');
  expect(judged(believes, asked({ ...believes, votedFor: 2 }))).toMatch(/and its vote to 2/);
  expect(judged({ currentTerm: 3, role: 'leader' }, asked({ currentTerm: 4 }))).toMatch(/from term 3 to 4/);
  // Nobody leads; or the leader has asked for this election.
  expect(judged({ currentTerm: 3 }, asked({ currentTerm: 4, votedFor: 2 }))).toBe(true);
  expect(judged(believes, asked({ currentTerm: 4, votedFor: 2 }, { transfer: true }))).toBe(true);
});
