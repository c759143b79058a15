import { expect, test } from 'vitest';
import { appendEntries, entries } from '../../protocols/raft/testing/words.ts';
import { matchIndexDurable, probesCarryEntries, progressSound } from './replication.ts';
import { bare, progress, send, verdict, type Given } from './testing/steps.ts';

const leads = (peer: Parameters<typeof progress>[1], terms: readonly number[] = [1, 1, 1]): Given => ({ role: 'leader', currentTerm: 1, terms, progress: [progress(1, peer)] });

test('matchIndex "increases monotonically", and the next entry to send is beyond it', () => {
  expect(verdict(progressSound(bare), [{ after: leads({ nextIndex: 2, matchIndex: 1 }) }, { after: leads({ nextIndex: 4, matchIndex: 3 }) }])).toBe(true);
  expect(verdict(progressSound(bare), [{ after: leads({ nextIndex: 3, matchIndex: 2 }) }, { after: leads({ nextIndex: 3, matchIndex: 1 }) }])).toMatch(/matchIndex 1 \(2 before\) for node 1/);
  expect(verdict(progressSound(bare), [{ after: leads({ nextIndex: 2, matchIndex: 2 }) }])).toMatch(/nextIndex 2 and matchIndex 2/);
});

test('a new office begins without knowledge', () => {
  expect(verdict(progressSound(bare), [{ after: leads({ nextIndex: 4, matchIndex: 3 }) }, { after: { ...leads({ nextIndex: 4 }), currentTerm: 2 } }])).toBe(true);
});

test('"send AppendEntries RPC with log entries starting at nextIndex": a probe below the last index is not empty', () => {
  const state = leads({ mode: 'probe', nextIndex: 2 });
  const probe = { prevLogIndex: 1, prevLogTerm: 1 };
  expect(verdict(probesCarryEntries(bare), [{ after: state }, { after: state, effects: [send(1, appendEntries(1, probe))] }])).toBe('leader 0 probes node 1 at 1 of 3 without an entry');
  expect(verdict(probesCarryEntries(bare), [{ after: state }, { after: state, effects: [send(1, appendEntries(1, { ...probe, entries: entries([1], 2) }))] }])).toBe(true);
  const replicating = leads({ mode: 'replicate', nextIndex: 2 });
  expect(verdict(probesCarryEntries(bare), [{ after: replicating }, { after: replicating, effects: [send(1, appendEntries(1, probe))] }])).toBe(true);
});

test('"index of highest log entry known to be replicated on server": it is there', () => {
  const follower = (terms: readonly number[]) => ({ node: 1, after: { terms, currentTerm: 1 } });
  const raised = { after: leads({ nextIndex: 4, matchIndex: 3 }) };
  expect(verdict(matchIndexDurable(bare), [follower([1, 1, 1]), { after: leads({}) }, raised])).toBe(true);
  expect(verdict(matchIndexDurable(bare), [follower([1, 1]), { after: leads({}) }, raised])).toBe('leader 0 has matchIndex 3 for node 1, whose log does not agree up to there (it ends at 2)');
  expect(verdict(matchIndexDurable(bare), [{ node: 1, after: { terms: [0, 1, 1], currentTerm: 1 } }, { after: leads({}) }, raised])).toMatch(/does not agree/);
  expect(verdict(matchIndexDurable(bare), [{ after: leads({}) }, raised])).toMatch(/has never run/);
});

test('a follower that has gone on to a later term may have deleted since', () => {
  expect(verdict(matchIndexDurable(bare), [{ node: 1, after: { terms: [1], currentTerm: 2 } }, { after: leads({}) }, { after: leads({ nextIndex: 4, matchIndex: 3 }) }])).toBe(true);
});
