import { expect, test } from 'vitest';
import { success } from '../../protocols/raft/testing/words.ts';
import { leasesEndInTime, longestLease } from './lease-length.ts';
import { bare, message, verdict, type Given, type Move } from './testing/steps.ts';

const longest = 100;
const judged = (...moves: readonly Move[]) => verdict(leasesEndInTime(bare, longest), [{ after: {}, time: 0 }, ...moves]);

/** So many rounds have begun, and there is a lease until then. */
const leads = (round: number, leaseUntil: number, given: Given = {}): Given => ({ role: 'leader', currentTerm: 1, round, leaseUntil, ...given });
const answered = (round: number, after: Given, time: number, term = 1): Move => ({ after, time, event: message(1, { ...success(term, 0), round }) });

const elected: readonly Move[] = [{ after: leads(1, 0), time: 10 }, { after: leads(2, 0), time: 30 }];

/** For so long a voter refuses its vote from when the round reached it, which is after the round began. */
test('a lease lasts from when an answered round began, not from its answers (thesis 6.4.1)', () => {
  expect(judged(...elected, answered(2, leads(2, 130), 60))).toBe(true);
  expect(judged(...elected, answered(2, leads(2, 131), 60))).toBe('leader 0 has a lease for 101 us from when round 2 began, 1 us longer than its voters refuse to vote');
  expect(judged(...elected, answered(1, leads(2, 110), 60))).toBe(true);
  expect(judged(...elected, answered(1, leads(2, 130), 60))).toMatch(/from when round 1 began, 20 us longer/);
});

test('a round that no majority of its term has answered grants none', () => {
  expect(judged(...elected, { after: leads(2, 130), time: 60 })).toBe('leader 0 has a lease, and no majority has answered any round of its term');
  expect(judged(...elected, answered(2, leads(2, 130), 60, 0))).toMatch(/no majority has answered/);
});

test('a later round grants a later lease, an earlier one that is answered late none', () => {
  const granted: readonly Move[] = [...elected, answered(2, leads(2, 130), 60), { after: leads(3, 130), time: 70 }];
  expect(judged(...granted, answered(3, leads(3, 170), 90))).toBe(true);
  expect(judged(...granted, answered(2, leads(3, 131), 90))).toMatch(/from when round 2 began, 1 us longer/);
});

test('who is the only voter has its own word, and a new office begins anew', () => {
  const alone = { configurations: [{ index: 0, configuration: { voters: [0], outgoing: [], learners: [] } }] };
  expect(judged({ after: leads(1, 0, alone), time: 10 }, { after: leads(1, 110, alone), time: 11 })).toBe(true);
  const again: Given = leads(4, 0, { currentTerm: 2 });
  expect(judged(...elected, { after: { currentTerm: 2 }, time: 50 }, { after: again, time: 60 }, answered(4, { ...again, leaseUntil: 160 }, 70, 2))).toBe(true);
  expect(judged(...elected, { after: { currentTerm: 2 }, time: 50 }, { after: again, time: 60 }, answered(4, { ...again, leaseUntil: 161 }, 70, 2))).toMatch(/1 us longer/);
});

test('the slowest leader and the fastest voter: with clocks that are right, as long as the voter waits', () => {
  expect(longestLease({ electionTimeoutMin: 150, maxClockDrift: 0 })).toBe(150);
  expect(longestLease({ electionTimeoutMin: 150, maxClockDrift: 200 })).toBe(100);
});
