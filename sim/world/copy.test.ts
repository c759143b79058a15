import { describe, expect, test } from 'vitest';
import type { Fault } from './plan.ts';
import { ask } from './testing/puppet.ts';
import { at, on, Rig } from './testing/rig.ts';
import { stormOf } from './testing/storm.ts';

/** A copy at this time and its original live through the same. */
function expectSameAfter(time: number, rig: Rig): void {
  const twin = rig.run(time).world.copy();
  const before = rig.seen.length;
  const watcher = new Rig();
  watcher.seen.length = 0;
  watcher.listenTo(twin);
  while (twin.nextTime < 100_000) twin.step();
  rig.run(100_000);
  expect(watcher.seen).toEqual(rig.seen.slice(before));
  expect(twin.counters).toEqual(rig.world.counters);
  expect(twin.unfired).toEqual(rig.world.unfired);
}

describe('a copy of a world', () => {
  test('shares nothing that grows: what a clog holds, what waits for a node, what a batch withholds', () => {
    const clog: Fault = { kind: 'clog', from: 1, to: 0, lasts: 4_000 };
    const pause: Fault = { kind: 'pause', node: 2, lasts: 4_000 };
    const hang: Fault = { kind: 'hungDisk', node: 1, lasts: 4_000 };
    const rig = new Rig({ plan: { faults: [clog, pause, hang].map((fault) => at(500, fault)) } });
    for (const time of [1_000, 2_000, 3_000]) rig.ask(time, 1, ask.sendEarly(0, time), ask.sendEarly(2, time), ask.write(time), ask.reply(time, 'done'));
    const twin = rig.run(2_500).world.copy();
    const watcher = new Rig();
    watcher.listenTo(twin);
    while (twin.step());
    rig.run();
    expect(rig.events).toHaveLength(6);
    expect(watcher.events).toEqual(rig.events);
    expect(watcher.replies).toEqual(rig.replies);
    expect(rig.replies).toHaveLength(3);
  });

  test('tells its faults from those of the original that are under way', () => {
    const faults = [at(1_000, { kind: 'pause', node: 0, lasts: 9_000 } as const), at(3_000, { kind: 'pause', node: 0, lasts: 1_000 } as const)];
    const rig = new Rig({ plan: { faults } });
    for (const time of [1_500, 4_500]) rig.ask(time, 1, ask.send(0, time));
    expectSameAfter(2_000, rig);
    expect(rig.events).toEqual(['10000 0 hears 1500', '10000 0 hears 4500']);
  });

  test('is healed where the original is', () => {
    const crash: Fault = { kind: 'crash', node: 0, down: null, power: { survivors: 0, torn: false } };
    const rig = new Rig({ plan: { faults: [at(5_000, crash), on('hears', crash)] } });
    rig.run(2_000).world.heal([0]);
    rig.ask(4_000, 1, ask.send(0, 'a')).ask(6_000, 1, ask.send(0, 'b'));
    expectSameAfter(3_000, rig);
    expect(rig.events).toEqual(['4100 0 hears a', '6100 0 hears b']);
  });

  test('draws from the seed from which the original draws by now', () => {
    const rig = new Rig({ servers: 3, protocol: stormOf(), network: { latencyMax: 2_000 } });
    rig.world.reseedAfter(100, 7);
    expectSameAfter(30_000, rig);
  });

  test('has timers of its own', () => {
    const rig = new Rig().ask(1_000, 0, ask.setTimer('bell', 5_000)).ask(3_000, 0, ask.setTimer('bell', 5_000));
    expectSameAfter(2_000, rig);
    expect(rig.events).toEqual(['8000 0 times out: bell']);
  });

  test('may go another way than the original', () => {
    const rig = new Rig().ask(1_000, 0, ask.setTimer('bell', 5_000)).run(2_000);
    const twin = rig.world.copy();
    twin.request(0, 99, [ask.cancelTimer('bell'), ask.write('elsewhere')], 0);
    twin.inflict({ kind: 'clockDrift', node: 0, rate: 1, lasts: 100 });
    while (twin.step());
    expect(rig.run().events).toEqual(['6000 0 times out: bell']);
    expect(rig.disk(0)).toEqual([]);
    expect(rig.world.counters.faults.clockDrift).toBe(0);
  });

  test('has no listeners of its own', () => {
    const { world } = new Rig();
    const twin = world.copy();
    expect([twin.host, twin.recorder, twin.guard]).toEqual([null, null, null]);
  });
});
