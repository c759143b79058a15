import { expect, test } from 'vitest';
import type { RaftState } from '../../protocols/raft/index.ts';
import { electionSafety } from './figure-3.ts';
import { RaftLens } from './lens.ts';
import { verdict } from './testing/steps.ts';

test('groups of servers have nothing to do with each other: each may have a leader of the same term', () => {
  const apart = new RaftLens({ raftOf: (state: RaftState) => state, messageOf: () => null, recordOf: () => null, groupOf: (node) => node % 2 });
  const leads = [0, 1, 2].map((node) => ({ node, after: { currentTerm: 1, role: 'leader' as const } }));
  expect(verdict(electionSafety(apart), leads.slice(0, 2))).toBe(true);
  expect(verdict(electionSafety(apart), leads)).toBe('nodes 0 and 2 have both been elected in term 1');
});

test('states without a Raft are passed over', () => {
  const blind = new RaftLens({ raftOf: () => null, messageOf: () => null, recordOf: () => null });
  expect(verdict(electionSafety(blind), [0, 1].map((node) => ({ node, after: { role: 'leader' as const } })))).toBe(true);
});
