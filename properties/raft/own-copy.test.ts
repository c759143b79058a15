import { expect, test } from 'vitest';
import { ownCopyStored } from './own-copy.ts';
import { append, bare, failed, stored, verdict, write, type Given, type Move } from './testing/steps.ts';

const leads = (terms: readonly number[], durableIndex: number): Given => ({ role: 'leader', currentTerm: 1, terms, durableIndex });
const begins: readonly Move[] = [{ after: {} }, { after: leads([1, 1], 0), effects: [write(append(0, [1]), 0), write(append(1, [1]), 1)] }];

/** "The leader may even commit an entry before it has been written to its own disk": its own copy counts only then. */
test('a leader counts an entry of its own once it is stored (thesis 10.2.1)', () => {
  expect(verdict(ownCopyStored(bare), [...begins, { after: leads([1, 1], 1), event: stored(0) }, { after: leads([1, 1], 2), event: stored(1) }])).toBe(true);
  expect(verdict(ownCopyStored(bare), [...begins, { after: leads([1, 1], 2), event: stored(0) }])).toBe('leader 0 counts its own entries up to 2; up to 1 are known to be stored');
});

test('what failed to be stored does not count', () => {
  expect(verdict(ownCopyStored(bare), [...begins, { after: leads([1, 1], 0), event: failed }, { after: leads([1, 1], 1), event: stored(0) }])).toMatch(/up to 0 are known/);
});

test('nor does what took the place of another entry', () => {
  const overwritten: Move = { after: { terms: [2] }, effects: [write(append(0, [2]))] };
  expect(verdict(ownCopyStored(bare), [...begins, overwritten, { after: leads([2], 1), event: stored(0) }])).toMatch(/up to 0 are known/);
});

test('a rewrite stores the whole log', () => {
  const rewrites: Move = { after: leads([1, 1], 0), effects: [{ kind: 'rewrite', records: [], tag: 5 }] };
  expect(verdict(ownCopyStored(bare), [...begins, rewrites, { after: leads([1, 1], 2), event: stored(5) }])).toBe(true);
});
