import { expect, test } from 'vitest';
import type { Observed } from '../sim/world/recorder.ts';
import { renamedTimers, TimersSeen } from './timers-seen.ts';

const mark = (timer: string, min = 1, max = 2): { readonly timer: string; readonly min: number; readonly max: number } => ({ timer, min, max });

test('a timer that only the old run set is the one with the same range that only the new run set', () => {
  expect(renamedTimers([mark('election'), mark('heartbeat')], [mark('electionTimeout'), mark('heartbeat')])).toEqual([{ timer: 'electionTimeout', was: 'election' }]);
});

test('several with the same range belong together in their order', () => {
  const before = [mark('election', 150, 300), mark('heartbeat', 50, 50), mark('retry', 1, 9), mark('poll', 1, 9)];
  const now = [mark('beat', 50, 50), mark('again', 1, 9), mark('vote', 150, 300), mark('look', 1, 9)];
  expect(Object.fromEntries(renamedTimers(before, now).map(({ timer, was }) => [timer, was]))).toEqual({ beat: 'heartbeat', vote: 'election', again: 'retry', look: 'poll' });
});

test('a timer that was added or removed has no other name, nor has one with another range', () => {
  expect(renamedTimers([mark('a')], [mark('a'), mark('b')])).toEqual([]);
  expect(renamedTimers([mark('a'), mark('b')], [mark('a')])).toEqual([]);
  expect(renamedTimers([mark('heartbeat', 50, 50)], [mark('gc', 5_000, 5_000)])).toEqual([]);
});

test('where there are more than are remembered, nobody knows which are missing', () => {
  const numbered = (first: number): readonly ReturnType<typeof mark>[] => Array.from({ length: 256 }, (_, i) => mark(`t${first + i}`));
  expect(renamedTimers(numbered(0), numbered(1))).toEqual([]);
});

test('what is no timer is left to the world, which refuses it', () => {
  const seen = new TimersSeen();
  const effects = [undefined, null, { kind: 'setTimer', timer: 'a', min: 1, max: 2.5 }, { kind: 'setTimer', timer: 'b', min: 2, max: 1 }, { kind: 'setTimer', timer: 7, min: 1, max: 1 }, { kind: 'setTimer', timer: 'c', min: Number.NaN, max: 1 }, { kind: 'setTimer', ...mark('d') }];
  const step: Observed = Object.assign(Object.create(null), { effects });
  seen.observe(step);
  expect(seen.marks).toEqual([mark('d')]);
});
