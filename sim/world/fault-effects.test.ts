import { describe, expect, test } from 'vitest';
import { calmNetwork, type Fault, type PlannedFault } from './plan.ts';
import { ask, clockReader } from './testing/puppet.ts';
import { at, on, Rig, type RigSetup } from './testing/rig.ts';

const power = { survivors: 0, torn: false };
const crash = (down: number | null): Fault => ({ kind: 'crash', node: 0, down, power });
const pause = (lasts: number): Fault => ({ kind: 'pause', node: 0, lasts });
const slow = (lag: number, lasts: number): Fault => ({ kind: 'slowNode', node: 0, lag, lasts });
const cutOff = (lasts: number): Fault => ({ kind: 'oneWay', from: [1], to: [0], lasts });
const clog = (lasts: number): Fault => ({ kind: 'clog', from: 1, to: 0, lasts });

/** Node 1 sends node 0 a message each 1000 us. Faults strike at their times. */
function play(faults: RigSetup['plan'], messages = 9): Rig {
  const rig = new Rig({ plan: { ...faults } });
  for (let i = 1; i <= messages; i++) rig.ask(i * 1_000, 1, ask.send(0, i));
  return rig;
}

const starts = (rig: Rig): readonly string[] => rig.everything.filter((line) => line.includes(' 0 starts') && !line.startsWith('0 '));

describe('faults overlap:', () => {
  test('a node is up again when the last of its crashes has ended', () => {
    expect(starts(play({ faults: [at(1_000, crash(5_000)), at(2_000, crash(1_000))] }).run())).toEqual(['6000 0 starts with 0']);
    expect(starts(play({ faults: [at(1_000, crash(1_000)), at(1_500, { kind: 'wipe', node: 0, down: 5_000 })] }).run())).toEqual(['6500 0 starts with 0']);
    expect(starts(play({ faults: [at(1_000, crash(null)), at(1_500, { kind: 'fullRestart', down: 500, power })] }).run())).toEqual([]);
  });

  test('a paused node goes on when the last of its pauses has ended', () => {
    const rig = play({ faults: [at(1_050, pause(2_000)), at(2_050, pause(4_000))] }).run();
    expect(rig.events.slice(0, 6)).toEqual(['6050 0 hears 1', '6050 0 hears 2', '6050 0 hears 3', '6050 0 hears 4', '6050 0 hears 5', '6100 0 hears 6']);
    expect(rig.tidings.filter((line) => line.includes('resumed'))).toEqual(['6050 0 resumed 5']);
  });

  test('a pause ends with the process, and its end does not touch a later pause', () => {
    const rig = play({ faults: [at(1_050, pause(4_000)), at(1_500, crash(100)), at(3_050, pause(3_000))] }).run();
    expect(rig.events.slice(0, 4)).toEqual(['2100 0 hears 2', '6050 0 hears 3', '6050 0 hears 4', '6050 0 hears 5']);
  });

  test('a pause that died with the process does not lengthen a later one', () => {
    const rig = play({ faults: [at(1_050, pause(50_000)), at(1_500, crash(100)), at(3_050, pause(1_500))] }).run();
    expect(rig.events.slice(0, 4)).toEqual(['2100 0 hears 2', '4550 0 hears 3', '4550 0 hears 4', '5100 0 hears 5']);
  });

  test('there is nobody to pause where the node is down', () => {
    const rig = play({ faults: [at(1_050, crash(1_500)), at(1_100, pause(5_000))] }).run();
    expect(rig.events[0]).toBe('3100 0 hears 3');
  });

  test('slownesses add up, and nothing overtakes what waits', () => {
    const rig = play({ faults: [at(900, slow(500, 10_000)), at(1_900, slow(2_000, 1_500))] }).run();
    expect(rig.events.slice(0, 6)).toEqual(['1600 0 hears 1', '4600 0 hears 2', '5600 0 hears 3', '5601 0 hears 4', '5602 0 hears 5', '6600 0 hears 6']);
  });

  test('a link is mended by the end of the last cut', () => {
    const heard = (...faults: readonly Fault[]): readonly string[] => play({ faults: faults.map((fault, i) => at(1_500 + i, fault)) }).run().events;
    expect(heard(cutOff(2_000), cutOff(5_000))[1]).toBe('7100 0 hears 7');
    expect(heard(cutOff(5_000), cutOff(2_000))[1]).toBe('7100 0 hears 7');
    const halves: Fault = { kind: 'partition', shape: 'halves', groups: [[0], [1, 2]], lasts: 4_000 };
    const swizzle: Fault = { kind: 'swizzle', nodes: [{ node: 0, starts: 0, ends: 1_000 }, { node: 1, starts: 500, ends: 6_000 }] };
    expect(heard(halves, swizzle)[1]).toBe('8100 0 hears 8');
  });

  test('a link between two disconnected nodes works again when both are back, however often each was cut off', () => {
    const disconnect = (node: number): Fault => ({ kind: 'disconnect', node, lasts: null });
    const reconnect = (node: number): Fault => ({ kind: 'reconnect', node });
    const first = (...faults: readonly Fault[]): string | undefined => {
      const strikes = faults.map((fault, i) => at(500 + i * 1_000, fault));
      return play({ faults: strikes }).run().events[0];
    };
    expect(first(disconnect(0), disconnect(1), reconnect(0), reconnect(1))).toBe('4100 0 hears 4');
    expect(first(disconnect(0), disconnect(1), reconnect(1), reconnect(1))).toBeUndefined();
    expect(first(disconnect(0), disconnect(0), reconnect(0))).toBe('3100 0 hears 3');
    expect(first(reconnect(0), cutOff(2_000), reconnect(0))).toBe('1100 0 hears 1');
    expect(first(disconnect(0), { kind: 'disconnect', node: 0, lasts: 3_000 })).toBeUndefined();
  });

  test('a restart ends every crash, and what would have ended them later starts nothing', () => {
    const restart: Fault = { kind: 'restart', node: 0 };
    expect(starts(play({ faults: [at(1_000, crash(null)), at(1_500, crash(5_000)), at(2_000, restart)] }).run())).toEqual(['2000 0 starts with 0']);
    expect(starts(play({ faults: [at(1_000, restart)] }).run())).toEqual([]);
  });

  test('long delays end with a new network, and each kind of them by itself', () => {
    const delays = (kind: string, lasts: number | null): Fault => ({ kind: 'longDelays', kinds: [kind], rate: 1_000, min: 10_000, max: 20_000, lasts });
    const late = (...faults: readonly PlannedFault[]): number => {
      const rig = new Rig({ plan: { faults } });
      for (let i = 1; i <= 9; i++) rig.ask(i * 1_000, 1, ask.send(0, { kind: i % 2 === 0 ? 'even' : 'odd' }));
      return rig.run().world.counters.late;
    };
    expect(late(at(500, delays('even', null)))).toBe(4);
    expect(late(at(500, delays('even', null)), at(500, delays('odd', 2_000)))).toBe(5);
    expect(late(at(500, delays('even', null)), at(4_500, { kind: 'setNetwork', network: calmNetwork }))).toBe(2);
  });

  test('a link lets go when the last clog ends, in the order in which it held', () => {
    const rig = play({ faults: [at(1_050, clog(2_000)), at(2_050, clog(3_000))] }).run();
    expect(rig.events.slice(0, 6)).toEqual(['5050 0 hears 1', '5050 0 hears 2', '5050 0 hears 3', '5050 0 hears 4', '5100 0 hears 5', '6100 0 hears 6']);
  });

  test('what a clog held is lost if the link is cut when it lets go', () => {
    const rig = play({ faults: [at(1_050, clog(2_000)), at(2_500, cutOff(1_000))] }).run();
    expect(rig.events[0]).toBe('4100 0 hears 4');
    expect(rig.world.counters.cut).toBe(3);
    expect(rig.world.counters.clogged).toBe(2);
  });

  test('a fault that lasts no time leaves nothing behind', () => {
    const momentary: readonly Fault[] = [
      cutOff(0), clog(0), pause(0), slow(1_000, 0), { kind: 'swizzle', nodes: [{ node: 0, starts: 0, ends: 0 }, { node: 1, starts: 300, ends: 300 }, { node: 2, starts: 700, ends: 10 }] },
      { kind: 'hungDisk', node: 0, lasts: 0 }, { kind: 'diskFull', node: 0, lasts: 0 }, { kind: 'slowDisk', node: 0, delay: 9_000, lasts: 0 }, { kind: 'clockDrift', node: 0, rate: 5, lasts: 0 },
    ];
    const story = (rig: Rig): readonly string[] => rig.ask(5_000, 0, ask.write('w', 1), ask.setTimer('bell', 100)).ask(5_000, 2, ask.send(0, 'of 2')).run().events;
    expect(story(play({ faults: momentary.map((fault) => at(1_500, fault)) }))).toEqual(story(play({})));
  });

  test('a crash that lasts no time loses what a crash loses', () => {
    const rig = play({ faults: [at(1_500, crash(0))] }).ask(1_480, 0, ask.write('w'), ask.setTimer('bell', 100)).run();
    expect(starts(rig)).toEqual(['1500 0 starts with 0']);
    expect(rig.events.every((line) => line.includes('hears'))).toBe(true);
    expect(rig.disk(0)).toEqual([]);
  });
});

describe('a pause', () => {
  test('that begins anew while the node catches up stops it there', () => {
    const plan = { faults: [at(1_050, pause(3_000)), on('hears', pause(1_000), { node: 0, occurrence: 2 })] };
    expect(play(plan).run().events.slice(0, 4)).toEqual(['4050 0 hears 1', '4050 0 hears 2', '5050 0 hears 3', '5050 0 hears 4']);
  });

  test('ended by a crash takes the inbox with it', () => {
    const rig = play({ faults: [at(1_050, pause(9_000)), at(3_500, crash(100))] }).run();
    expect(rig.events[0]).toBe('4100 0 hears 4');
    expect(rig.world.counters.undelivered).toBe(3);
    expect(rig.fates).toEqual(['3500 undelivered 1', '3500 undelivered 2', '3500 undelivered 3']);
  });

  test('and a crash while the node catches up leave nothing of the old inbox to the new process', () => {
    const plan = { faults: [at(1_050, pause(3_000)), on('hears', crash(0), { node: 0 })] };
    expect(play(plan).run().everything.filter((line) => line.includes(' 0 ')).slice(1, 4)).toEqual(['4050 0 hears 1', '4050 0 starts with 0', '4100 0 hears 4']);
  });
});

test('a slow node that has caught up after a pause is as slow as before with what comes then', () => {
  const rig = play({ faults: [at(900, slow(1_500, 20_000)), at(1_200, pause(850))] }, 3).run();
  // The first would have been handled at 2600; that is no turn for the second.
  expect(rig.events).toEqual(['2050 0 hears 1', '3600 0 hears 2', '4600 0 hears 3']);
});

test('requests that wait at a slow node keep their order when it crashes', () => {
  const rig = play({ faults: [at(900, slow(1_500, 20_000)), at(1_500, crash(5_000))] }, 1);
  rig.ask(1_200, 0, ask.reply(1, 'first')).ask(1_300, 0, ask.reply(2, 'second'));
  expect(rig.run().replies).toEqual(['6500 0 answers 1: first', '6500 0 answers 2: second']);
});

test('two starts of a node at the same instant draw differently', () => {
  const starter = { ...clockReader, start: (...[self, nodes, disk]: Parameters<typeof clockReader.start>) => ({ ...clockReader.start(self, nodes, disk), effects: [ask.setTimer('bell', 0, 1_000_000)] }) };
  const rings = (...faults: readonly Fault[]): readonly string[] => new Rig({ servers: 1, protocol: starter, plan: { faults: faults.map((fault) => at(1_000, fault)) } }).run().events;
  const twoCrashes: Fault = { kind: 'crash', node: 0, down: 0, power: { survivors: 1, torn: false } };
  expect(rings(crash(0))).toHaveLength(1);
  expect(rings(crash(0), twoCrashes)).toHaveLength(1);
  expect(rings(crash(0), twoCrashes)).not.toEqual(rings(crash(0)));
});

test('what arrives at a link that is clogged and cut is lost at once', () => {
  const rig = play({ faults: [at(1_500, clog(4_000)), at(1_500, cutOff(1_000))] }, 3).run();
  expect(rig.events).toEqual(['1100 0 hears 1', '5500 0 hears 3']);
  expect(rig.world.counters.cut).toBe(1);
});

test('what is on its way to a clogged link when that is cut is lost on arrival', () => {
  const rig = play({ faults: [at(1_500, clog(4_000)), at(2_050, cutOff(1_000))] }, 2).run();
  expect(rig.events).toEqual(['1100 0 hears 1']);
  expect(rig.fates).toEqual(['2100 cut 2']);
});

test('faults of the same instant strike in an order that does not depend on their places in the plan', () => {
  const faults = [crash(1), pause(2), slow(3, 3), cutOff(4), clog(5), pause(6), slow(7, 7)].map((fault) => at(1_000, fault));
  const order = (plan: readonly (typeof faults)[number][]): readonly string[] => new Rig({ plan: { faults: plan } }).run().tidings.filter((line) => line.includes('strikes'));
  expect(order(faults.toReversed())).toEqual(order(faults));
  expect(order([...faults.slice(3), ...faults.slice(0, 3)])).toEqual(order(faults));
});

describe('the heal', () => {
  const everything: readonly Fault[] = [
    { kind: 'partition', shape: 'one', groups: [[0], [1, 2]], lasts: 1_000_000 },
    cutOff(1_000_000), clog(1_000_000), pause(1_000_000), slow(100_000, 1_000_000),
    { kind: 'disconnect', node: 0, lasts: null }, { kind: 'disconnect', node: 1, lasts: 1_000_000 },
    { kind: 'longDelays', kinds: ['number'], rate: 1_000, min: 1, max: 9, lasts: null },
    { kind: 'slowDisk', node: 0, delay: 100_000, lasts: 1_000_000 },
    { kind: 'hungDisk', node: 0, lasts: 1_000_000 },
    { kind: 'diskFull', node: 0, lasts: 1_000_000 },
    { kind: 'ioError', node: 0, count: 100 },
    { kind: 'clockDrift', node: 0, rate: 10, lasts: 1_000_000 },
  ];

  test('ends whatever lies on a node and its links, at once', () => {
    const rig = play({ faults: everything.map((fault) => at(500, fault)) });
    rig.act(2_500, () => rig.world.heal([0, 1, 2])).ask(3_500, 0, ask.write('w', 7), ask.setTimer('bell', 200), ask.send(1, 'back'));
    expect(rig.run().events.slice(0, 5)).toEqual(['3100 0 hears 3', '3550 0 stored 7', '3650 1 hears back', '3700 0 times out: bell', '4100 0 hears 4']);
  });

  test('starts a node that was to stay down, and hands it the requests that wait', () => {
    const rig = play({ faults: [at(500, crash(null))] }).ask(1_500, 0, ask.reply(1, 'at last'));
    rig.act(2_500, () => rig.world.heal([0])).run();
    expect(starts(rig)).toEqual(['2500 0 starts with 0']);
    expect(rig.replies).toEqual(['2500 0 answers 1: at last']);
  });

  test('lets a paused or slow node catch up, and a clogged link let go, in order', () => {
    for (const fault of [pause(1_000_000), slow(100_000, 1_000_000), clog(1_000_000)]) {
      const rig = play({ faults: [at(500, fault)] });
      expect(rig.act(2_500, () => rig.world.heal([0, 1])).run().events.slice(0, 3)).toEqual(['2500 0 hears 1', '2500 0 hears 2', '3100 0 hears 3']);
    }
  });

  test('starts a node before it hands it what a clog held for it', () => {
    const rig = play({ faults: [at(500, clog(1_000_000)), at(1_500, crash(null))] });
    rig.act(2_500, () => rig.world.heal([0, 1]));
    expect(rig.run().everything.filter((line) => line.includes(' 0 ')).slice(1, 4)).toEqual(['2500 0 starts with 0', '2500 0 hears 1', '2500 0 hears 2']);
  });

  test('leaves the rest broken, and the links to it', () => {
    const faults = [at(500, { kind: 'partition', shape: 'halves', groups: [[0], [1], [2]], lasts: 100_000 } as const), at(500, { kind: 'crash', node: 2, down: null, power } as const)];
    const rig = new Rig({ servers: 4, plan: { faults } });
    rig.act(1_000, () => rig.world.heal([0, 1])).ask(2_000, 0, ask.send(1, 'in'), ask.send(2, 'out')).ask(2_000, 3, ask.send(0, 'beside'));
    expect(rig.run().events.toSorted()).toEqual(['2100 0 hears beside', '2100 1 hears in']);
    expect(rig.world.stateOf(2)).toBeNull();
    expect(rig.world.counters.cut).toBe(1);
  });

  test('leaves a swizzle under way to go on among the others', () => {
    const swizzle: Fault = { kind: 'swizzle', nodes: [{ node: 0, starts: 3_000, ends: 9_000 }] };
    const rig = play({ faults: [at(500, swizzle)] });
    rig.act(2_500, () => rig.world.heal([1, 2]));
    expect(rig.run().events).toEqual(['1100 0 hears 1', '2100 0 hears 2', '3100 0 hears 3']);
  });

  test('lets no fault begin any more, planned or by hand, and does not count them', () => {
    const late: readonly Fault[] = [...everything, crash(100), { kind: 'clockJump', node: 0, by: 9 }, { kind: 'bitRot', node: 0, record: 0 }, { kind: 'wipe', node: 2, down: 1 }];
    const faults = [...late.map((fault) => at(5_000, fault)), on('hears', crash(1))];
    const rig = new Rig({ protocol: clockReader, plan: { faults } }).ask(1_000, 0, ask.write('w'));
    rig.act(2_000, () => rig.world.heal([0])).act(6_000, () => expect(rig.world.inflict(pause(5))).toBe(false));
    rig.ask(7_000, 1, ask.send(0, 'heard')).run();
    expect(rig.events).toEqual(['7100 0 hears heard']);
    expect(Object.values(rig.world.counters.faults).every((count) => count === 0)).toBe(true);
    expect(rig.world.counters.withheld).toBe(1);
    expect(rig.disk(0)).toEqual(['w']);
  });

  test('is not undone by the ends of faults that began before it', () => {
    const swizzle: Fault = { kind: 'swizzle', nodes: [{ node: 0, starts: 3_000, ends: 100_000 }, { node: 1, starts: 0, ends: 4_000 }] };
    const rig = play({ faults: [at(500, swizzle), at(500, pause(3_000)), at(500, crash(4_000)), at(500, { kind: 'clockDrift', node: 0, rate: 10, lasts: 5_000 })] });
    rig.act(2_500, () => rig.world.heal([0, 1])).ask(3_000, 0, ask.setTimer('bell', 5_000));
    expect(rig.run().events).toEqual(['3100 0 hears 3', '4100 0 hears 4', '5100 0 hears 5', '6100 0 hears 6', '7100 0 hears 7', '8000 0 times out: bell', '8100 0 hears 8', '9100 0 hears 9']);
  });

  test('ends loss, copies, long delays and limits between the healed', () => {
    const rig = new Rig({ network: { loss: 500, duplicate: 500, replay: 500, replayMax: 9_000, tail: 500, tailMax: 9_000, queueLimit: 1, bandwidth: 1 } });
    rig.act(1_000, () => rig.world.heal([0, 1]));
    for (let i = 0; i < 50; i++) rig.ask(2_000 + i, 0, ask.send(1, i));
    expect(rig.run().events).toEqual(Array.from({ length: 50 }, (_, i) => `${2_100 + i} 1 hears ${i}`));
  });

  test('of some and later of others heals them all, and the links between them', () => {
    const rig = play({ faults: [at(500, cutOff(1_000_000)), at(500, pause(1_000_000))] });
    rig.act(2_500, () => rig.world.heal([0])).act(4_500, () => rig.world.heal([1]));
    expect(rig.run().events[0]).toBe('5100 0 hears 5');
  });
});
