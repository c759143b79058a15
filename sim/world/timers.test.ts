import { describe, expect, test } from 'vitest';
import type { Fault } from './plan.ts';
import { ask } from './testing/puppet.ts';
import { at, Rig } from './testing/rig.ts';

describe('a timer', () => {
  test('goes off once, when its time has come', () => {
    expect(new Rig().ask(1_000, 0, ask.setTimer('bell', 500)).run().events).toEqual(['1500 0 times out: bell']);
  });

  test('goes off at a time drawn from its range, each time anew', () => {
    const rig = new Rig();
    for (let i = 1; i <= 100; i++) rig.ask(i * 10_000, 0, ask.setTimer('bell', 100, 2_000));
    const delays = rig.run().seen.flatMap(({ event, time }) => (event.kind === 'timeout' ? [time % 10_000] : []));
    expect(delays).toHaveLength(100);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_000);
    expect(new Set(delays).size).toBeGreaterThan(80);
  });

  test('that is set again forgets its old time, whether the new one is later or earlier', () => {
    expect(new Rig().ask(1_000, 0, ask.setTimer('bell', 500)).ask(1_400, 0, ask.setTimer('bell', 500)).run().events).toEqual(['1900 0 times out: bell']);
    expect(new Rig().ask(1_000, 0, ask.setTimer('bell', 500)).ask(1_100, 0, ask.setTimer('bell', 50)).run().events).toEqual(['1150 0 times out: bell']);
    expect(new Rig().ask(1_000, 0, ask.setTimer('bell', 500), ask.setTimer('bell', 500)).run().events).toEqual(['1500 0 times out: bell']);
  });

  test('that is cancelled does not go off', () => {
    expect(new Rig().ask(1_000, 0, ask.setTimer('bell', 500)).ask(1_499, 0, ask.cancelTimer('bell')).run().events).toEqual([]);
    expect(new Rig().ask(1_000, 0, ask.cancelTimer('never set')).run().events).toEqual([]);
  });

  test.each([
    ['later', 600, '2000 0 times out: bell'],
    ['at the same time', 100, '1500 0 times out: bell'],
    ['earlier', 20, '1420 0 times out: bell'],
  ])('that is cancelled and set again goes off once, %s', (_, delay, expected) => {
    const rig = new Rig().ask(1_000, 0, ask.setTimer('bell', 500)).ask(1_400, 0, ask.cancelTimer('bell'), ask.setTimer('bell', delay));
    expect(rig.run().events).toEqual([expected]);
  });

  test('stands beside others with other names and on other nodes', () => {
    const rig = new Rig().ask(1_000, 0, ask.setTimer('a', 500), ask.setTimer('b', 400)).ask(1_000, 1, ask.setTimer('a', 300)).ask(1_100, 0, ask.cancelTimer('b'));
    expect(rig.run().events).toEqual(['1300 1 times out: a', '1500 0 times out: a']);
  });

  test('dies with the process', () => {
    const crash: Fault = { kind: 'crash', node: 0, down: 100, power: { survivors: 0, torn: false } };
    const rig = new Rig({ plan: { faults: [at(1_200, crash)] } }).ask(1_000, 0, ask.setTimer('bell', 500)).ask(1_400, 0, ask.setTimer('bell', 500));
    expect(rig.run().events).toEqual(['1900 0 times out: bell']);
  });

  test.each([
    ['half a microsecond', 0.5, 1],
    ['less than nothing', -1, 1],
    ['no number', NaN, 1],
    ['a range from large to small', 2, 1],
    ['for ever', 1, Infinity],
  ])('set to %s is a mistake of the node', (_, min, max) => {
    const rig = new Rig().ask(1_000, 2, ask.setTimer('bell', min, max));
    expect(() => rig.run()).toThrow('timers are set to a range of whole microseconds');
    expect(rig.world.reacting).toBe(2);
  });
});

describe('timers of a clock that drifts', () => {
  const drift = (rate: number, lasts: number): Fault => ({ kind: 'clockDrift', node: 0, rate, lasts });

  test('go off earlier on a fast clock and later on a slow one, whenever they were set', () => {
    const story = (rate: number): readonly string[] =>
      new Rig({ plan: { faults: [at(1_500, drift(rate, 10_000))] } }).ask(1_000, 0, ask.setTimer('before', 1_000)).ask(1_600, 0, ask.setTimer('after', 1_000)).run().events;
    expect(story(2_000_000)).toEqual(['1750 0 times out: before', '2100 0 times out: after']);
    expect(story(500_000)).toEqual(['2500 0 times out: before', '3600 0 times out: after']);
  });

  test('go off once, however often the rate changes and they are put off', () => {
    const faults = Array.from({ length: 40 }, (_, i) => at(1_000 + i * 100, drift(i % 2 === 0 ? 3_000_000 : 400_000, 90)));
    const rig = new Rig({ plan: { faults } });
    for (let time = 900; time < 5_000; time += 130) rig.ask(time, 0, ask.setTimer('bell', 1_000));
    expect(rig.run().events).toHaveLength(1);
  });

  test('leave no more than one live entry on the agenda', () => {
    const faults = Array.from({ length: 100 }, (_, i) => at(1_000 + i * 100, drift(2_000_000, 50)));
    const rig = new Rig({ plan: { faults } });
    for (let time = 900; time < 12_000; time += 50) rig.ask(time, 0, ask.setTimer('bell', 1_000));
    rig.run(12_000);
    expect(rig.world.agendaSize).toBeLessThan(3);
  });
});

describe('the agenda', () => {
  test('does not fill with the entries of a timer that is set again and again', () => {
    const rig = new Rig();
    for (let time = 1_000; time < 3_000; time++) rig.ask(time, 0, ask.setTimer('election', 150_000, 300_000));
    expect(rig.run(3_000).world.agendaSize).toBeLessThan(20);
  });

  test('does not fill with the entries of a timer that is cancelled and set again and again', () => {
    const rig = new Rig();
    for (let time = 1_000; time < 3_000; time++) rig.ask(time, 0, ask.setTimer('retry', 150_000, 300_000)).ask(time, 0, ask.cancelTimer('retry'));
    expect(rig.run(3_000).world.agendaSize).toBeLessThan(20);
  });
});
