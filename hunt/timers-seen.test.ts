import { expect, test } from 'vitest';
import { renamedTimers } from './timers-seen.ts';

const mark = (timer: string, min = 1, max = 2): { readonly timer: string; readonly min: number; readonly max: number } => ({ timer, min, max });

test('a timer that only the old run set is the one that only the new run set', () => {
  expect([...renamedTimers([mark('election'), mark('heartbeat')], [mark('electionTimeout'), mark('heartbeat')])]).toEqual([['electionTimeout', 'election']]);
});

test('of several, those with the same range belong together, and the others in their order', () => {
  const before = [mark('election', 150, 300), mark('heartbeat', 50, 50), mark('retry', 1, 9)];
  const now = [mark('beat', 50, 50), mark('again', 2, 9), mark('vote', 150, 300)];
  expect(Object.fromEntries(renamedTimers(before, now))).toEqual({ beat: 'heartbeat', vote: 'election', again: 'retry' });
});

test('a timer that was added or removed has no other name', () => {
  expect(renamedTimers([mark('a')], [mark('a'), mark('b')]).size).toBe(0);
  expect(renamedTimers([mark('a'), mark('b')], [mark('a')]).size).toBe(0);
  expect(Object.fromEntries(renamedTimers([mark('a', 1, 1)], [mark('b', 7, 7), mark('c', 1, 1)]))).toEqual({ c: 'a' });
});
