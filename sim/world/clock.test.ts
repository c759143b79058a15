import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NodeClock, perfectRate } from './clock.ts';
import { ask, clockReader } from './testing/puppet.ts';
import { at, Rig } from './testing/rig.ts';

test('a clock without faults shows the true time, and its wall clock is off by its skew', () => {
  expect(new NodeClock().read(12_345)).toEqual({ monotonic: 12_345, wall: 12_345 });
  expect(new NodeClock(-50).read(12_345)).toEqual({ monotonic: 12_345, wall: 12_295 });
});

test('a clock that drifts shows local microseconds from then on, and keeps what it gained', () => {
  const clock = new NodeClock();
  clock.drift(1_000, 1_500_000);
  expect(clock.monotonic(3_000)).toBe(4_000);
  clock.drift(3_000, perfectRate);
  expect(clock.read(5_000)).toEqual({ monotonic: 6_000, wall: 6_000 });
});

test('a jump moves the wall clock only', () => {
  const clock = new NodeClock();
  clock.jump(-300);
  clock.jump(1_000);
  expect(clock.read(5_000)).toEqual({ monotonic: 5_000, wall: 5_700 });
});

test('a clock that stands still or runs backwards is refused', () => {
  expect(() => new NodeClock().drift(0, 0)).toThrow('clocks run forward');
  expect(() => new NodeClock().drift(0, -1)).toThrow('clocks run forward');
});

const rate = fc.oneof(fc.constant(perfectRate), fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 990_000, max: 1_010_000 }));
const drifts = fc.array(fc.tuple(fc.nat(1_000_000), rate), { maxLength: 6 });

/** A clock with a past: changes of rate, each so long after the one before. Answers with the time of the last. */
function drifted(changes: readonly (readonly [number, number])[]): readonly [NodeClock, number] {
  const clock = new NodeClock();
  let now = 0;
  for (const [after, rate] of changes) clock.drift((now += after), rate);
  return [clock, now];
}

test('a monotonic clock never goes back, whatever its past', () => {
  fc.assert(
    fc.property(drifts, fc.nat(1_000_000), rate, fc.nat(1_000_000), (changes, after, rate, later) => {
      const [clock, start] = drifted(changes);
      const before = clock.monotonic(start + after);
      clock.drift(start + after, rate);
      expect(clock.monotonic(start + after)).toBe(before);
      expect(clock.monotonic(start + after + later)).toBeGreaterThanOrEqual(before);
    }),
  );
});

test('`timeOf` is the first instant at which the clock has come so far', () => {
  fc.assert(
    fc.property(drifts, fc.integer({ min: 1, max: 1_000_000 }), (changes, ahead) => {
      const [clock, start] = drifted(changes);
      const local = clock.monotonic(start) + ahead;
      const time = clock.timeOf(local);
      expect(Number.isSafeInteger(time)).toBe(true);
      expect(clock.monotonic(time)).toBeGreaterThanOrEqual(local);
      expect(clock.monotonic(time - 1)).toBeLessThan(local);
    }),
  );
});

test('a copy goes its own way', () => {
  const clock = new NodeClock(5);
  clock.drift(100, 2_000_000);
  const twin = clock.copy();
  clock.jump(1_000);
  clock.drift(200, 3_000_000);
  expect(twin.read(300)).toEqual({ monotonic: 500, wall: 505 });
});

describe('the clocks of a world', () => {
  const walls = (rig: Rig): readonly (number | null)[] => rig.seen.map(({ event }) => ('clock' in event && event.clock !== null ? event.clock.wall - 1_000 : null)).slice(5);

  const askAll = (rig: Rig): Rig => {
    for (const node of rig.world.everyone) rig.ask(1_000, node);
    return rig.run();
  };

  test('start with a skew of their own, within the bound, which is counted', () => {
    const rig = askAll(new Rig({ servers: 5, protocol: clockReader, plan: { clocks: { skew: 400 } } }));
    const skews = walls(rig);
    expect(new Set(skews).size).toBe(5);
    for (const skew of skews) expect(Math.abs(skew ?? Infinity)).toBeLessThanOrEqual(400);
    expect(rig.world.counters.clocksSkewed).toBe(5);
  });

  test('are exact without one', () => {
    const rig = askAll(new Rig({ servers: 5, protocol: clockReader }));
    expect(walls(rig)).toEqual([0, 0, 0, 0, 0]);
    expect(rig.world.counters.clocksSkewed).toBe(0);
  });

  test('are shown only to a protocol that reads them', () => {
    expect(walls(askAll(new Rig({ servers: 5, plan: { clocks: { skew: 400 } } })))).toEqual([null, null, null, null, null]);
  });

  test('of overlapping drifts show the latest, and go back to the one before when it ends', () => {
    const drift = (rate: number, lasts: number) => ({ kind: 'clockDrift', node: 0, rate, lasts }) as const;
    const plan = { faults: [at(1_000, drift(2_000_000, 4_000)), at(2_000, drift(500_000, 1_000))] };
    const rig = new Rig({ protocol: clockReader, plan });
    for (const time of [2_000, 3_000, 5_000, 6_000]) rig.ask(time + 1, 0);
    const shown = rig.run().seen.flatMap(({ event }) => ('clock' in event && event.clock !== null ? [event.clock.monotonic] : []));
    expect(shown).toEqual([3_000, 3_502, 7_501, 8_501]);
  });

  test('that drift do not move the timers of other nodes', () => {
    const plan = { faults: [at(1_000, { kind: 'clockDrift', node: 0, rate: 100_000, lasts: 100_000 } as const)] };
    const rig = new Rig({ plan }).ask(900, 0, ask.setTimer('slow', 1_000)).ask(900, 1, ask.setTimer('plain', 1_000));
    expect(rig.run().events).toEqual(['1900 1 times out: plain', '10000 0 times out: slow']);
  });
});
