import { expect, test } from 'vitest';
import { leasesExclude, readsAreFresh, type Reads } from './leases.ts';
import { bare, verdict, type Given, type Move } from './testing/steps.ts';

const begins: readonly Move[] = [{ node: 0, after: {}, time: 0 }, { node: 1, after: {}, time: 0 }];
const leads = (currentTerm: number, leaseUntil: number, given: Given = {}): Given => ({ role: 'leader', currentTerm, leaseUntil, ...given });

/** "no other leader could be elected" until the lease is over. */
test('nobody is elected while a lease lasts (thesis 6.4.1)', () => {
  const holder: Move = { node: 0, after: leads(1, 100), time: 10 };
  expect(verdict(leasesExclude(bare), [...begins, holder, { node: 1, after: leads(2, 0), time: 100 }])).toBe(true);
  expect(verdict(leasesExclude(bare), [...begins, holder, { node: 1, after: leads(2, 0), time: 99 }])).toBe('node 1 leads term 2, and leader 0 of term 1 has a lease for another 1 us');
});

test('nor is a lease extended when another leader has been elected', () => {
  const moves: readonly Move[] = [...begins, { node: 0, after: leads(1, 100), time: 10 }, { node: 1, after: leads(2, 0), time: 120 }];
  expect(verdict(leasesExclude(bare), [...moves, { node: 0, after: leads(1, 130), time: 130 }])).toBe(true);
  expect(verdict(leasesExclude(bare), [...moves, { node: 0, after: leads(1, 140), time: 130 }])).toMatch(/^node 1 leads term 2, and leader 0 of term 1 has a lease/);
});

test('who has handed over, and who does not lead any more, has no lease', () => {
  const elected: Move = { node: 1, after: leads(2, 0), time: 50 };
  expect(verdict(leasesExclude(bare), [...begins, { node: 0, after: leads(1, 100, { leaseForfeited: true }), time: 10 }, elected])).toBe(true);
  expect(verdict(leasesExclude(bare), [...begins, { node: 0, after: { role: 'follower', currentTerm: 1, leaseUntil: 100 }, time: 10 }, elected])).toBe(true);
});

/** Reads of these servers are in `votes`, which nothing else here looks at: those that are open; `durableIndex` counts them. */
const readsOf: { of(state: object): Reads } = {
  of: ({ durableIndex, votes }: { readonly durableIndex: number; readonly votes: readonly number[] }) => ({ begun: durableIndex, isOpen: (id) => votes.includes(id) }),
};
const fresh = readsAreFresh(bare, (state) => readsOf.of(state));

const at = (lastApplied: number, begun: number, open: readonly number[], given: Given = {}): Given => ({
  role: 'leader',
  currentTerm: 1,
  terms: [1, 1, 1],
  commitIndex: lastApplied,
  lastApplied,
  durableIndex: begun,
  votes: open,
  ...given,
});
const others = (commitIndex: number): Move => ({ node: 1, after: { terms: [1, 1, 1], commitIndex, currentTerm: 2 } });

/** "the leader waits for its state machine to advance at least as far as the readIndex" */
test('a read is answered by a state that holds what was committed when it came (thesis 6.4)', () => {
  const stale: readonly Move[] = [{ after: at(1, 0, []) }, others(2)];
  expect(verdict(fresh, [...stale, { after: at(1, 1, []) }])).toBe('leader 0 answers from what it has applied up to entry 1; up to 2 was committed when the read came');
  expect(verdict(fresh, [...stale, { after: at(2, 1, []) }])).toBe(true);
  expect(verdict(fresh, [...stale, { after: at(1, 1, [0]) }, { after: at(1, 1, []) }])).toMatch(/up to 2 was committed when the read came$/);
  expect(verdict(fresh, [...stale, { after: at(1, 1, [0]) }, { after: at(2, 1, []) }])).toBe(true);
});

test('what is committed after a read has come need not be seen by it', () => {
  expect(verdict(fresh, [{ after: at(1, 0, []) }, { after: at(1, 1, [0]) }, others(2), { after: at(1, 1, []) }])).toBe(true);
});

test('who leads no more refuses, and who restarts forgets', () => {
  const open: readonly Move[] = [{ after: at(1, 0, []) }, others(2), { after: at(1, 1, [0]) }];
  expect(verdict(fresh, [...open, { after: at(1, 1, [], { role: 'follower', currentTerm: 2 }) }])).toBe(true);
  expect(verdict(fresh, [...open, { event: 'start', after: at(0, 0, []) }, { after: at(0, 0, []) }])).toBe(true);
});
