import { expect, test } from 'vitest';
import { success } from '../../protocols/raft/testing/words.ts';
import type { Reads } from './leases.ts';
import { readsAreConfirmed } from './reads.ts';
import { bare, message, verdict, type Given, type Move } from './testing/steps.ts';

/** Nothing else here looks at `durableIndex`: it counts the reads of these servers. */
const readsOf: { of(state: object): Reads } = { of: ({ durableIndex }: { readonly durableIndex: number }) => ({ begun: durableIndex, isOpen: () => false }) };
const judged = (...moves: readonly Move[]) => verdict(readsAreConfirmed(bare, (state) => readsOf.of(state)), [{ after: leads(0, 0) }, ...moves]);

/** So many rounds and reads have begun, and these wait. */
const leads = (round: number, begun: number, waiting: readonly number[] = [], given: Given = {}): Given => ({
  role: 'leader',
  currentTerm: 1,
  round,
  durableIndex: begun,
  reads: waiting.map((id) => ({ id, index: 0, round: 0 })),
  ...given,
});
const answered = (round: number, after: Given, term = 1): Move => ({ after, event: message(1, { ...success(term, 0), round }) });

/** "It issues a new round of heartbeats and waits for their acknowledgments from a majority of the cluster." */
test('a read is let through by a round that began after it came (thesis 6.4)', () => {
  const comes: readonly Move[] = [{ after: leads(3, 0) }, { after: leads(4, 1, [0]) }];
  expect(judged(...comes, answered(4, leads(4, 1)))).toBe(true);
  expect(judged(...comes, answered(3, leads(4, 1)))).toBe('leader 0 lets a read through: no majority has answered a round later than 3, the last one when it came, and it has no lease');
  expect(judged(...comes, answered(4, leads(4, 1, [0])), { after: leads(4, 1) })).toBe(true);
  // An answer to an earlier office of the same server says nothing.
  expect(judged(...comes, answered(4, leads(4, 1), 0))).toMatch(/lets a read through/);
});

/** While it lasts, nobody else can be elected, and nobody need be asked. */
test('or by a lease that it has, and has not forfeited (thesis 6.4.1)', () => {
  const comes = (given: Given, time: number): Move => ({ time, after: leads(0, 1, [], given) });
  expect(judged(comes({ leaseUntil: 100 }, 99))).toBe(true);
  expect(judged(comes({ leaseUntil: 100 }, 100))).toMatch(/it has no lease$/);
  expect(judged(comes({ leaseUntil: 100, leaseForfeited: true }, 99))).toMatch(/it has no lease$/);
  expect(judged({ after: leads(0, 1, [0], { leaseUntil: 100 }), time: 10 }, { after: leads(0, 1, [], { leaseUntil: 100 }), time: 20 })).toMatch(/it has no lease$/);
});

test('who does not lead refuses, and who is the only voter need not ask', () => {
  expect(judged({ after: { currentTerm: 2, durableIndex: 1 } })).toBe(true);
  const alone = { configurations: [{ index: 0, configuration: { voters: [0], outgoing: [], learners: [] } }] };
  expect(judged({ after: leads(0, 1, [], alone) })).toBe(true);
});
