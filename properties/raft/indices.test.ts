import { expect, test } from 'vitest';
import { indicesMonotone, indicesOrdered, termMonotone } from './indices.ts';
import { bare, verdict } from './testing/steps.ts';

test('"latest term server has seen [...] increases monotonically"', () => {
  expect(verdict(termMonotone(bare), [{ after: { currentTerm: 3 } }, { after: { currentTerm: 2 } }])).toBe('term 3 of node 0 became 2');
  expect(verdict(termMonotone(bare), [{ after: { currentTerm: 2 } }, { after: { currentTerm: 3 } }])).toBe(true);
});

test('"index of highest log entry known to be committed [...] increases monotonically", and what is applied, and snapshots', () => {
  const [low, high] = [{ terms: [1, 1, 1], commitIndex: 2, lastApplied: 2, compacted: 1 }, { terms: [1, 1, 1], commitIndex: 3, lastApplied: 3, compacted: 2 }];
  expect(verdict(indicesMonotone(bare), [{ after: low }, { after: high }])).toBe(true);
  expect(verdict(indicesMonotone(bare), [{ after: high }, { after: { ...high, commitIndex: 2 } }])).toBe('commitIndex of node 0 went back');
  expect(verdict(indicesMonotone(bare), [{ after: high }, { after: { ...high, lastApplied: 2 } }])).toBe('lastApplied of node 0 went back');
  expect(verdict(indicesMonotone(bare), [{ after: high }, { after: { ...high, compacted: 1 } }])).toBe('the snapshot of node 0 went back');
});

test('a restart begins again at the snapshot', () => {
  expect(verdict(indicesMonotone(bare), [{ after: { terms: [1, 1], commitIndex: 2, lastApplied: 2 } }, { event: 'start', after: { terms: [1, 1] } }])).toBe(true);
});

test('nothing is applied that was not committed, nor committed that is not there', () => {
  const terms = [1, 1, 1];
  expect(verdict(indicesOrdered(bare), [{ after: { terms, commitIndex: 2, lastApplied: 1, compacted: 1 } }])).toBe(true);
  for (const wrong of [{ commitIndex: 4, lastApplied: 1 }, { commitIndex: 1, lastApplied: 2 }, { commitIndex: 2, lastApplied: 1, compacted: 2 }]) {
    expect(verdict(indicesOrdered(bare), [{ after: { terms, ...wrong } }])).toMatch(/^node 0 has a snapshot up to/);
  }
});
