import { describe, expect, test } from 'vitest';
import { noCounts, type Counters } from './counters.ts';
import { calmNetwork, type Fault, type FaultKind } from './plan.ts';
import { ask, clockReader } from './testing/puppet.ts';
import { at, Rig, type RigSetup } from './testing/rig.ts';

/** What a fault does, as the difference between two runs of one story. Messages take 100 us, syncs 50 us. */
interface Proof {
  /** Injector at 1000 us. */
  readonly fault: Fault;
  readonly setup?: RigSetup;
  story(rig: Rig): void;
  look(rig: Rig): unknown;
  readonly without: unknown;
  readonly with: unknown;
  /** What the run counts beside the strike, and does not count without it. */
  readonly counts?: Partial<Counters>;
}

const nothingSurvives = { survivors: 0, torn: false };

/** Each of three nodes sends the others a message, at this time. */
function everyoneTalks(rig: Rig, time: number): void {
  for (const from of [0, 1, 2]) for (const to of [0, 1, 2]) if (to !== from) rig.ask(time, from, ask.send(to, `${from}${to}`));
}

const heard = (rig: Rig): readonly string[] => rig.seen.flatMap(({ event }) => (event.kind === 'message' ? [String(event.message)] : [])).sort();

const walls = (rig: Rig): readonly unknown[] => rig.seen.map(({ event }) => ('clock' in event ? event.clock : null)).filter((clock) => clock !== null);

const proofs: Record<FaultKind, Proof> = {
  partition: {
    fault: { kind: 'partition', shape: 'halves', groups: [[0, 1], [2]], lasts: 500 },
    story: (rig) => [950, 1_200, 1_450, 1_600].forEach((time) => everyoneTalks(rig, time)),
    look: heard,
    // The first round is cut on its way; the third when it leaves, though it would have arrived after the end.
    without: ['01', '01', '01', '01', '02', '02', '02', '02', '10', '10', '10', '10', '12', '12', '12', '12', '20', '20', '20', '20', '21', '21', '21', '21'],
    with: ['01', '01', '01', '01', '02', '10', '10', '10', '10', '12', '20', '21'],
    counts: { cut: 12 },
  },
  oneWay: {
    fault: { kind: 'oneWay', from: [0, 1], to: [2], lasts: 500 },
    story: (rig) => everyoneTalks(rig, 1_200),
    look: heard,
    without: ['01', '02', '10', '12', '20', '21'],
    with: ['01', '10', '20', '21'],
    counts: { cut: 2 },
  },
  swizzle: {
    fault: { kind: 'swizzle', nodes: [{ node: 0, starts: 60, ends: 400 }, { node: 1, starts: 200, ends: 1_000 }] },
    story: (rig) => [950, 1_050, 1_250, 1_650, 2_050].forEach((time) => rig.ask(time, 2, ask.send(0, `0 at ${time}`), ask.send(1, `1 at ${time}`))),
    look: heard,
    without: ['0 at 1050', '0 at 1250', '0 at 1650', '0 at 2050', '0 at 950', '1 at 1050', '1 at 1250', '1 at 1650', '1 at 2050', '1 at 950'],
    with: ['0 at 1650', '0 at 2050', '0 at 950', '1 at 1050', '1 at 2050', '1 at 950'],
    counts: { cut: 4 },
  },
  clog: {
    fault: { kind: 'clog', from: 0, to: 1, lasts: 500 },
    story: (rig) => [950, 1_000, 1_100].forEach((time) => rig.ask(time, 0, ask.send(1, `01 at ${time}`)).ask(time + 10, 1, ask.send(0, `10 at ${time}`))),
    look: (rig) => rig.events,
    without: [
      '1050 1 hears 01 at 950', '1060 0 hears 10 at 950', '1100 1 hears 01 at 1000',
      '1110 0 hears 10 at 1000', '1200 1 hears 01 at 1100', '1210 0 hears 10 at 1100',
    ],
    with: [
      '1060 0 hears 10 at 950', '1110 0 hears 10 at 1000', '1210 0 hears 10 at 1100',
      '1500 1 hears 01 at 950', '1500 1 hears 01 at 1000', '1500 1 hears 01 at 1100',
    ],
    counts: { clogged: 3 },
  },
  disconnect: {
    fault: { kind: 'disconnect', node: 1, lasts: 500 },
    story: (rig) => [950, 1_200, 1_450, 1_600].forEach((time) => everyoneTalks(rig, time)),
    look: (rig) => heard(rig).filter((message) => message !== '02' && message !== '20'),
    without: ['01', '01', '01', '01', '10', '10', '10', '10', '12', '12', '12', '12', '21', '21', '21', '21'],
    with: ['01', '10', '12', '21'],
    counts: { cut: 12 },
  },
  reconnect: {
    fault: { kind: 'reconnect', node: 1 },
    setup: { plan: { faults: [at(900, { kind: 'disconnect', node: 1, lasts: null })] } },
    story: (rig) => [950, 1_200].forEach((time) => everyoneTalks(rig, time)),
    look: (rig) => [heard(rig), rig.world.counters.cut],
    without: [['02', '02', '20', '20'], 8],
    // Even what was on its way when the node came back: it arrives at a link that works.
    with: [['01', '02', '02', '10', '12', '20', '20', '21'], 4],
  },
  longDelays: {
    fault: { kind: 'longDelays', kinds: ['answer'], rate: 1_000, min: 300, max: 300, lasts: 500 },
    story: (rig) =>
      [950, 1_200, 1_600].forEach((time) => rig.ask(time, 0, ask.send(1, { kind: 'answer', time })).ask(time + 1, 0, ask.send(1, { kind: 'question', time })).ask(time + 2, 0, ask.send(1, time))),
    look: (rig) => rig.seen.flatMap(({ event, time }) => (event.kind === 'message' && typeof event.message === 'object' ? [`${time} ${Reflect.get(Object(event.message), 'kind')}`] : [])),
    without: ['1050 answer', '1051 question', '1300 answer', '1301 question', '1700 answer', '1701 question'],
    with: ['1050 answer', '1051 question', '1301 question', '1600 answer', '1700 answer', '1701 question'],
    counts: { late: 1, reordered: 1 },
  },
  setNetwork: {
    fault: { kind: 'setNetwork', network: { ...calmNetwork, latencyMin: 700, latencyMax: 700 } },
    story: (rig) => [950, 1_200].forEach((time) => rig.ask(time, 0, ask.send(1, `sent at ${time}`))),
    look: (rig) => rig.events,
    without: ['1050 1 hears sent at 950', '1300 1 hears sent at 1200'],
    with: ['1050 1 hears sent at 950', '1900 1 hears sent at 1200'],
  },
  crash: {
    fault: { kind: 'crash', node: 1, down: 500, power: { survivors: 1, torn: true } },
    story: (rig) =>
      rig
        .ask(100, 1, ask.write('synced'), ask.setTimer('bell', 1_000))
        .ask(990, 1, ask.write('first'), ask.write('second'), ask.write('third'))
        .ask(1_100, 0, ask.send(1, 'while down')),
    look: (rig) => [rig.events, rig.everything.filter((line) => line.includes('starts with 3')), rig.disk(1)],
    without: [['1100 1 times out: bell', '1200 1 hears while down'], [], ['synced', 'first', 'second', 'third']],
    with: [[], ['1500 1 starts with 3'], ['synced', 'first', 'torn']],
    counts: { writesLost: 2, writesTorn: 1, undelivered: 1 },
  },
  restart: {
    fault: { kind: 'restart', node: 1 },
    setup: { plan: { faults: [at(900, { kind: 'crash', node: 1, down: null, power: nothingSurvives })] } },
    story: (rig) => rig.ask(100, 1, ask.write('synced')).ask(1_100, 0, ask.send(1, 'after')),
    look: (rig) => [rig.everything.filter((line) => line.includes('1 starts')), rig.events.filter((line) => line.includes('hears')), rig.world.counters.undelivered],
    without: [['0 1 starts with 0'], [], 1],
    with: [['0 1 starts with 0', '1000 1 starts with 1'], ['1200 1 hears after'], 0],
  },
  fullRestart: {
    setup: { servers: 2, clients: 1 },
    fault: { kind: 'fullRestart', down: 500, power: nothingSurvives },
    story: (rig) => [0, 1, 2].forEach((node) => rig.ask(990, node, ask.write(`of ${node}`))),
    look: (rig) => [rig.everything.filter((line) => line.startsWith('1500')).sort(), rig.disk(0), rig.disk(1), rig.disk(2)],
    without: [[], ['of 0'], ['of 1'], ['of 2']],
    with: [['1500 0 starts with 0', '1500 1 starts with 0'], [], [], ['of 2']],
    counts: { writesLost: 2 },
  },
  pause: {
    fault: { kind: 'pause', node: 1, lasts: 500 },
    story: (rig) =>
      rig
        .ask(900, 1, ask.setTimer('bell', 300))
        .ask(990, 1, ask.write('stored meanwhile', 7), ask.reply(1, 'withheld'))
        .ask(1_000, 0, ask.send(1, 'one'))
        .ask(1_050, 2, ask.send(1, 'two'))
        .ask(1_250, 1, ask.reply(2, 'asked meanwhile')),
    look: (rig) => [rig.events, rig.replies],
    without: [['1040 1 stored 7', '1100 1 hears one', '1150 1 hears two', '1200 1 times out: bell'], ['1040 1 answers 1: withheld', '1250 1 answers 2: asked meanwhile']],
    with: [['1500 1 stored 7', '1500 1 hears one', '1500 1 hears two', '1500 1 times out: bell'], ['1500 1 answers 1: withheld', '1500 1 answers 2: asked meanwhile']],
  },
  slowNode: {
    fault: { kind: 'slowNode', node: 1, lag: 300, lasts: 150 },
    story: (rig) => [800, 950, 1_000, 1_120].forEach((time) => rig.ask(time, 0, ask.send(1, `sent at ${time}`), ask.send(2, `to 2 at ${time}`))),
    look: (rig) => rig.events.filter((line) => line.includes('sent')),
    without: ['900 1 hears sent at 800', '1050 1 hears sent at 950', '1100 1 hears sent at 1000', '1220 1 hears sent at 1120'],
    // The last one comes after the end, but stands behind those before it.
    with: ['900 1 hears sent at 800', '1350 1 hears sent at 950', '1400 1 hears sent at 1000', '1401 1 hears sent at 1120'],
    counts: { deferred: 3 },
  },
  wipe: {
    fault: { kind: 'wipe', node: 1, down: 500 },
    story: (rig) => rig.ask(100, 1, ask.write('synced')).ask(990, 1, ask.write('unsynced')).ask(1_600, 1, ask.write('new')),
    look: (rig) => [rig.everything.filter((line) => line.includes('1 starts')), rig.disk(1), rig.world.slot(1).damaged],
    without: [['0 1 starts with 0'], ['synced', 'unsynced', 'new'], false],
    with: [['0 1 starts with 0', '1500 1 starts with 0'], ['new'], true],
    counts: { writesLost: 1 },
  },
  slowDisk: {
    fault: { kind: 'slowDisk', node: 1, delay: 200, lasts: 500 },
    story: (rig) => [970, 1_100, 1_400, 1_700].forEach((time, tag) => rig.ask(time, 1, ask.write(time, tag)).ask(time, 0, ask.write(time, tag))),
    look: (rig) => rig.events.filter((line) => line.includes(' 1 stored')),
    without: ['1020 1 stored 0', '1150 1 stored 1', '1450 1 stored 2', '1750 1 stored 3'],
    with: ['1020 1 stored 0', '1350 1 stored 1', '1650 1 stored 2', '1750 1 stored 3'],
  },
  hungDisk: {
    fault: { kind: 'hungDisk', node: 1, lasts: 500 },
    story: (rig) => rig.ask(970, 1, ask.write('a', 0), ask.reply(1, 'a')).ask(1_200, 1, ask.write('b', 1)).ask(1_600, 1, ask.write('c', 2)),
    look: (rig) => [rig.events, rig.replies],
    without: [['1020 1 stored 0', '1250 1 stored 1', '1650 1 stored 2'], ['1020 1 answers 1: a']],
    // What was written while the disk hung takes a sync of its own.
    with: [['1500 1 stored 0', '1550 1 stored 1', '1650 1 stored 2'], ['1500 1 answers 1: a']],
    counts: { syncsHung: 1 },
  },
  ioError: {
    fault: { kind: 'ioError', node: 1, count: 2 },
    story: (rig) => [900, 1_100, 1_200, 1_300].forEach((time, tag) => rig.ask(time, 1, ask.write(time, tag), ask.reply(tag, 'done'))),
    look: (rig) => [rig.events, rig.replies, rig.disk(1)],
    without: [
      ['950 1 stored 0', '1150 1 stored 1', '1250 1 stored 2', '1350 1 stored 3'],
      ['950 1 answers 0: done', '1150 1 answers 1: done', '1250 1 answers 2: done', '1350 1 answers 3: done'],
      [900, 1_100, 1_200, 1_300],
    ],
    with: [
      ['950 1 stored 0', '1150 1 storage failed (io) 1', '1250 1 storage failed (io) 2', '1350 1 stored 3'],
      ['950 1 answers 0: done', '1350 1 answers 3: done'],
      [900, 1_300],
    ],
    counts: { syncsFailed: 2 },
  },
  diskFull: {
    fault: { kind: 'diskFull', node: 1, lasts: 500 },
    story: (rig) => [900, 1_100, 1_300, 1_600].forEach((time, tag) => rig.ask(time, 1, ask.write(time, tag), ask.send(0, `behind ${tag}`))),
    look: (rig) => [rig.events, rig.disk(1)],
    without: [
      [
        '950 1 stored 0', '1050 0 hears behind 0', '1150 1 stored 1', '1250 0 hears behind 1',
        '1350 1 stored 2', '1450 0 hears behind 2', '1650 1 stored 3', '1750 0 hears behind 3',
      ],
      [900, 1_100, 1_300, 1_600],
    ],
    with: [
      [
        '950 1 stored 0', '1050 0 hears behind 0', '1150 1 storage failed (full) 1',
        '1350 1 storage failed (full) 2', '1650 1 stored 3', '1750 0 hears behind 3',
      ],
      [900, 1_600],
    ],
    counts: { syncsFailed: 2 },
  },
  bitRot: {
    fault: { kind: 'bitRot', node: 1, record: 1 },
    story: (rig) => rig.ask(100, 1, ask.write('oldest'), ask.write('middle'), ask.write('newest')),
    look: (rig) => [rig.disk(1), rig.world.slot(1).damaged],
    without: [['oldest', 'middle', 'newest'], false],
    with: [['oldest', 'corrupt', 'newest'], true],
    counts: { recordsRotted: 1 },
  },
  clockDrift: {
    setup: { protocol: clockReader },
    fault: { kind: 'clockDrift', node: 1, rate: 2_000_000, lasts: 400 },
    story: (rig) => rig.ask(900, 1, ask.setTimer('bell', 500), ask.setTimer('chime', 1_500)).ask(900, 0, ask.setTimer('bell', 500)),
    look: (rig) => [rig.events, walls(rig).slice(2)],
    without: [['1400 1 times out: bell', '1400 0 times out: bell', '2400 1 times out: chime'], [{ monotonic: 1_400, wall: 1_400 }, { monotonic: 1_400, wall: 1_400 }, { monotonic: 2_400, wall: 2_400 }]],
    // 100 us at its own rate, then 400 us at the double; so it is 400 us ahead from then on.
    with: [['1200 1 times out: bell', '1400 0 times out: bell', '2000 1 times out: chime'], [{ monotonic: 1_400, wall: 1_400 }, { monotonic: 1_400, wall: 1_400 }, { monotonic: 2_400, wall: 2_400 }]],
  },
  clockJump: {
    setup: { protocol: clockReader },
    fault: { kind: 'clockJump', node: 1, by: -700 },
    story: (rig) => rig.ask(900, 1, ask.setTimer('bell', 500)),
    look: (rig) => [rig.events, walls(rig)],
    without: [['1400 1 times out: bell'], [{ monotonic: 900, wall: 900 }, { monotonic: 1_400, wall: 1_400 }]],
    with: [['1400 1 times out: bell'], [{ monotonic: 900, wall: 900 }, { monotonic: 1_400, wall: 700 }]],
  },
};

function play(proof: Proof, faults: readonly Fault[]): Rig {
  const { setup = {} } = proof;
  const rig = new Rig({ ...setup, plan: { ...setup.plan, faults: [...(setup.plan?.faults ?? []), ...faults.map((fault) => at(1_000, fault))] } });
  proof.story(rig);
  return rig.run();
}

describe('every fault does what it says, is counted, and nothing of it happens without it:', () => {
  test('there is a proof for every fault of the catalogue', () => {
    expect(Object.keys(proofs).sort()).toEqual(Object.keys(noCounts().faults).sort());
  });

  for (const [kind, proof] of Object.entries(proofs)) {
    test(kind, () => {
      const plain = play(proof, []);
      const struck = play(proof, [proof.fault]);
      expect(proof.look(plain)).toEqual(proof.without);
      expect(proof.look(struck)).toEqual(proof.with);
      const before = Object.fromEntries((proof.setup?.plan?.faults ?? []).map(({ fault }) => [fault.kind, 1]));
      expect(plain.world.counters.faults).toEqual({ ...noCounts().faults, ...before });
      expect(struck.world.counters.faults).toEqual({ ...noCounts().faults, ...before, [proof.fault.kind]: 1 });
      // A fault that ends another one has nothing of its own to count.
      if (Object.keys(before).length > 0) return;
      const { sent, delivered, writesStored } = plain.world.counters;
      expect(plain.world.counters).toEqual({ ...noCounts(), sent, delivered, writesStored });
      const counted = struck.world.counters;
      const common = { sent: counted.sent, delivered: counted.delivered, writesStored: counted.writesStored, faults: counted.faults };
      expect(counted).toEqual({ ...noCounts(), ...common, ...proof.counts });
    });
  }
});

describe('the story tells', () => {
  test('when a fault strikes and when it ends', () => {
    const plan = { faults: [at(1_000, { kind: 'pause', node: 1, lasts: 500 }), at(3_000, { kind: 'clockJump', node: 1, by: 5 })] };
    expect(new Rig({ plan }).run().tidings).toEqual(['1000 pause strikes', '1000 1 paused 0', '1500 1 resumed 0', '1500 pause ends', '3000 clockJump strikes']);
  });

  test('that a swizzle ends when its last node is back, in whatever order they are listed', () => {
    const nodes = [{ node: 0, starts: 0, ends: 900 }, { node: 1, starts: 10, ends: 200 }];
    const rig = new Rig({ plan: { faults: [at(1_000, { kind: 'swizzle', nodes })] } }).run();
    expect(rig.tidings).toEqual(['1000 swizzle strikes', '1900 swizzle ends']);
  });
});
