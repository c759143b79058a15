import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NodeId } from '../core/protocol.ts';
import { noCounts, type Counters } from './counters.ts';
import { calmNetwork, type Fault, type FaultKind, type NetworkProfile, type Plan, type PlannedFault } from './plan.ts';
import { ask } from './testing/puppet.ts';
import { at, on, Rig } from './testing/rig.ts';
import { stormOf } from './testing/storm.ts';
import type { World } from './world.ts';

/** Long histories are compared by Node: the test runner takes longer than the worlds that made them, and only has to say what differs. */
function expectSame(found: readonly unknown[], wanted: readonly unknown[]): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}

const nodes = 5;
const healTime = 40_000;
const endTime = 60_000;

const node = fc.nat(nodes - 1);
const lasts = fc.oneof(fc.constant(0), fc.nat(500), fc.nat(20_000));
const power = fc.record({ survivors: fc.nat(3), torn: fc.boolean() });
const some = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 });
const groups = fc.constantFrom([[0, 1], [2, 3, 4]], [[0], [1, 2], [3, 4]], [[4], [2], [0], [1], [3]]);

const faultsByKind: { readonly [Kind in FaultKind]: fc.Arbitrary<Extract<Fault, { kind: Kind }>> } = {
  partition: fc.record({ kind: fc.constant('partition'), shape: fc.constantFrom('halves', 'one', 'ring', 'bridge'), groups, lasts }),
  oneWay: fc.record({ kind: fc.constant('oneWay'), from: some, to: some, lasts }),
  swizzle: fc.record({ kind: fc.constant('swizzle'), nodes: fc.array(fc.record({ node, starts: fc.nat(9_000), ends: fc.nat(19_000) }), { maxLength: 4 }) }),
  clog: fc.record({ kind: fc.constant('clog'), from: node, to: node, lasts }),
  disconnect: fc.record({ kind: fc.constant('disconnect'), node, lasts: fc.option(lasts) }),
  reconnect: fc.record({ kind: fc.constant('reconnect'), node }),
  longDelays: fc.record({ kind: fc.constant('longDelays'), kinds: fc.constantFrom(['storm'], ['storm', 'other'], ['other']), rate: fc.nat(1_000), min: fc.nat(100), max: fc.nat(9_000), lasts: fc.option(lasts) }),
  setNetwork: fc.record({
    kind: fc.constant('setNetwork'),
    network: fc.record({ latencyMin: fc.nat(100), latencyMax: fc.nat(2_000), loss: fc.nat(200), duplicate: fc.nat(200) }).map((rates) => ({ ...calmNetwork, ...rates })),
  }),
  restart: fc.record({ kind: fc.constant('restart'), node }),
  crash: fc.record({ kind: fc.constant('crash'), node, down: fc.option(lasts), power }),
  fullRestart: fc.record({ kind: fc.constant('fullRestart'), down: lasts, power }),
  pause: fc.record({ kind: fc.constant('pause'), node, lasts }),
  slowNode: fc.record({ kind: fc.constant('slowNode'), node, lag: fc.nat(3_000), lasts }),
  wipe: fc.record({ kind: fc.constant('wipe'), node, down: lasts }),
  slowDisk: fc.record({ kind: fc.constant('slowDisk'), node, delay: fc.nat(3_000), lasts }),
  hungDisk: fc.record({ kind: fc.constant('hungDisk'), node, lasts }),
  ioError: fc.record({ kind: fc.constant('ioError'), node, count: fc.nat(3) }),
  diskFull: fc.record({ kind: fc.constant('diskFull'), node, lasts }),
  bitRot: fc.record({ kind: fc.constant('bitRot'), node, record: fc.nat(2) }),
  clockDrift: fc.record({ kind: fc.constant('clockDrift'), node, rate: fc.integer({ min: 100_000, max: 5_000_000 }), lasts }),
  clockJump: fc.record({ kind: fc.constant('clockJump'), node, by: fc.integer({ min: -9_999, max: 9_999 }) }),
};

const fault: fc.Arbitrary<Fault> = fc.oneof(...Object.values(faultsByKind));

const milestone = fc.constantFrom('retries', 'hears', 'writeIssued', 'writeSynced', 'writeReleased');

const planned: fc.Arbitrary<PlannedFault> = fc.oneof(
  fc.tuple(fc.nat(healTime), fault).map(([time, fault]) => at(time, fault)),
  fc.tuple(milestone, fault, fc.record({ node: fc.option(node), occurrence: fc.integer({ min: 1, max: 5 }), delay: fc.constantFrom(0, 0, 700) })).map(([name, fault, options]) => on(name, fault, options)),
);

const network: fc.Arbitrary<Partial<NetworkProfile>> = fc.record({
  latencyMin: fc.constantFrom(0, 50),
  latencyMax: fc.constantFrom(50, 2_000),
  pairBias: fc.constantFrom(0, 1_000),
  tail: fc.constantFrom(0, 50, 500),
  tailMax: fc.constantFrom(1, 15_000),
  loss: fc.constantFrom(0, 50, 500),
  duplicate: fc.constantFrom(0, 50, 500),
  replay: fc.constantFrom(0, 50, 500),
  replayMax: fc.constantFrom(10, 15_000),
  reorder: fc.boolean(),
  queueLimit: fc.constantFrom(null, null, 2, 8),
  bandwidth: fc.constantFrom(null, null, 20_000),
});

const anyPlan: fc.Arbitrary<Pick<Plan, 'faults' | 'disk' | 'clocks'> & { readonly rates: Partial<NetworkProfile> }> = fc.record({
  faults: fc.array(planned, { maxLength: 12 }),
  disk: fc.constantFrom({ syncMin: 50, syncMax: 500 }, { syncMin: 0, syncMax: 3_000 }),
  clocks: fc.constantFrom({ skew: 0 }, { skew: 5_000 }),
  rates: network,
});

type AnyPlan = typeof anyPlan extends fc.Arbitrary<infer T> ? T : never;

const storm = stormOf();

function begin(seed: number, { rates, ...plan }: AnyPlan, more: Partial<Plan> = {}): Rig {
  const rig = new Rig({ seed, servers: 3, clients: nodes - 3, protocol: storm, plan: { ...plan, ...more }, network: rates });
  for (let i = 0; i < 30; i++) rig.world.request(i % nodes, i, null, i * 1_000);
  return rig;
}

/** So many happenings more, or up to the heal. */
function goOn(world: World, happenings: number): void {
  for (let i = 0; i < happenings && world.nextTime < healTime; i++) world.step();
}

/** The rest of the story: a core is healed, and some time is left. */
function finish(rig: Rig, world: World = rig.world): Rig {
  while (world.nextTime < healTime) world.step();
  world.heal([0, 2, 4]);
  while (world.nextTime < endTime) world.step();
  return rig;
}

const seedOf = fc.integer();

describe('the same configuration gives the same history', () => {
  test('step by step', () => {
    fc.assert(
      fc.property(seedOf, anyPlan, (seed, plan) => {
        const one = finish(begin(seed, plan));
        const two = finish(begin(seed, plan));
        expectSame(two.seen, one.seen);
        expect(two.world.traceHash).toBe(one.world.traceHash);
        expect(two.world.counters).toEqual(one.world.counters);
      }),
      { numRuns: 40 },
    );
  });

  test('whether it is hashed or not, and watched or not', () => {
    fc.assert(
      fc.property(seedOf, anyPlan, (seed, { rates, ...plan }) => {
        const watched = finish(new Rig({ seed, servers: nodes, protocol: storm, plan, network: rates }));
        const plain = new Rig({ seed, servers: nodes, protocol: storm, plan, network: rates, hashed: false });
        plain.world.recorder = null;
        finish(plain);
        expectSame(plain.seen, watched.seen);
        expect(plain.world.traceHash).toBe('');
        expect(plain.world.digest).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test('and another seed another one', () => {
    const plan: AnyPlan = { faults: [], disk: { syncMin: 50, syncMax: 500 }, clocks: { skew: 0 }, rates: { latencyMax: 1_000 } };
    const hashes = Array.from({ length: 50 }, (_, seed) => finish(begin(seed, plan)).world.traceHash);
    expect(new Set(hashes).size).toBe(50);
    expect(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
  });
});

describe('a copy of a world, at any instant and with any faults,', () => {
  test('goes on as the original does, and leaves the original as it is', () => {
    fc.assert(
      fc.property(seedOf, anyPlan, fc.nat(3_000), (seed, plan, instant) => {
        const straight = finish(begin(seed, plan));
        const rig = begin(seed, plan);
        goOn(rig.world, instant);
        const twin = rig.world.copy();
        const watcher = new Rig({ servers: nodes });
        watcher.seen.length = 0;
        watcher.accidents.length = 0;
        watcher.listenTo(twin);
        const before = rig.seen.length;
        finish(watcher, twin);
        expect(rig.seen.length).toBe(before);
        finish(rig);
        expectSame(rig.seen, straight.seen);
        expect(rig.world.traceHash).toBe(straight.world.traceHash);
        expectSame(watcher.seen, straight.seen.slice(before));
        expect(twin.traceHash).toBe(straight.world.traceHash);
        expect(twin.counters).toEqual(straight.world.counters);
        expect(twin.unfired).toEqual(straight.world.unfired);
      }),
      { numRuns: 60 },
    );
  });
});

test('these stories leave out nothing: all that is counted happens in some', () => {
  const counted = fc.sample(fc.tuple(seedOf, anyPlan), { seed: 1, numRuns: 100 }).map(([seed, plan]) => flat(finish(begin(seed, plan)).world.counters));
  const never = Object.keys(flat(noCounts())).filter((name) => counted.every((counts) => counts[name] === 0));
  // Withheld faults are for the budget, and healed worlds; scripts, which choose, are played by hosts.
  expect(never).toEqual(['withheld', 'unfired', 'choices']);
});

function flat({ faults, ...counts }: Counters): Readonly<Record<string, number>> {
  return { ...faults, ...counts };
}

describe('what chance did to messages, written into the plan as deviations,', () => {
  test('gives the same history with all rates at zero', () => {
    let deviations = 0;
    fc.assert(
      fc.property(seedOf, anyPlan, (seed, plan) => {
        const random = finish(begin(seed, plan));
        deviations += random.deviations.length;
        const rates = { ...plan.rates, loss: 0, tail: 0, duplicate: 0, replay: 0 };
        const explicit = finish(begin(seed, { ...plan, rates }, { deviations: random.deviations }));
        expect(explicit.world.traceHash).toBe(random.world.traceHash);
        expectSame(explicit.seen, random.seen);
        expect(explicit.accidents).toEqual(random.accidents);
        expect(explicit.world.counters).toEqual(random.world.counters);
      }),
      { numRuns: 60 },
    );
    expect(deviations).toBeGreaterThan(100);
  });
});

/** Two pairs of nodes that know nothing of each other. */
const pairs = stormOf((self) => [self, self ^ 1]);

/** Faults of the second pair, which the first never notices. */
const faultOfOthers: fc.Arbitrary<PlannedFault> = planned
  .map(({ trigger, fault }): PlannedFault => ({ trigger: trigger.kind === 'milestone' ? { ...trigger, node: 2 } : trigger, fault: moved(fault) }))
  .filter(({ fault }) => !['fullRestart', 'partition', 'longDelays', 'setNetwork'].includes(fault.kind));

/** The same fault, on the second pair. */
function moved(fault: Fault): Fault {
  const there = (node: NodeId): NodeId => 2 + (node % 2);
  if ('node' in fault) return { ...fault, node: there(fault.node) };
  if (fault.kind === 'clog') return { ...fault, from: there(fault.from), to: there(fault.to) };
  if (fault.kind === 'oneWay') return { ...fault, from: fault.from.map(there), to: fault.to.map(there) };
  if (fault.kind === 'swizzle') return { ...fault, nodes: fault.nodes.map((member) => ({ ...member, node: there(member.node) })) };
  return fault;
}

/** What the first pair lives through. */
function firstPair(seed: number, faults: readonly PlannedFault[], rates: Partial<NetworkProfile>, requests: readonly number[]): readonly unknown[] {
  const rig = new Rig({ seed, servers: 4, protocol: pairs, plan: { faults, disk: { syncMin: 20, syncMax: 900 } }, network: rates });
  for (const id of requests) rig.world.request(id % 4, id, null, id * 700);
  return rig.run(endTime).seen.flatMap(({ time, node, event, effects }) => (node < 2 ? [{ time, node, event, effects }] : []));
}

describe('draws have keys:', () => {
  const requests = Array.from({ length: 20 }, (_, id) => id);
  const without = <T>(list: readonly T[], index: number): readonly T[] => list.toSpliced(index % Math.max(1, list.length), 1);

  test('taking a fault away leaves all that it did not cause as it was', () => {
    fc.assert(
      fc.property(seedOf, fc.array(planned.map(onFirst), { maxLength: 4 }), fc.array(faultOfOthers, { minLength: 1, maxLength: 8 }), network, fc.nat(), (seed, ours, theirs, rates, index) => {
        const all = firstPair(seed, [...theirs, ...ours], rates, requests);
        expectSame(firstPair(seed, [...without(theirs, index), ...ours], rates, requests), all);
        expectSame(firstPair(seed, [...ours, ...theirs], rates, requests), all);
      }),
      { numRuns: 60 },
    );
  });

  test('taking an operation away leaves all that it did not cause as it was', () => {
    fc.assert(
      fc.property(seedOf, fc.array(faultOfOthers, { maxLength: 4 }), network, fc.constantFrom(2, 3, 6, 7, 10), (seed, faults, rates, gone) => {
        const all = firstPair(seed, faults, rates, requests);
        expectSame(firstPair(seed, faults, rates, requests.filter((id) => id !== gone)), all);
      }),
      { numRuns: 40 },
    );
  });

  test('a crash less leaves the later starts of the same node as they were', () => {
    const crash = (time: number): PlannedFault => at(time, { kind: 'crash', node: 0, down: 1_000, power: { survivors: 0, torn: false } });
    const lives = (faults: readonly PlannedFault[]): readonly unknown[] =>
      new Rig({ servers: 1, protocol: stormOf((self) => [self]), plan: { faults } }).run(60_000).seen.flatMap(({ time, event, effects }) => (time >= 31_000 ? [{ time, event: 'clock' in event ? { ...event, clock: null } : event.kind, effects: effects.length }] : []));
    expect(lives([crash(30_000)])).toEqual(lives([crash(10_000), crash(30_000)]));
  });

  test('one node less leaves the links between the others as they were', () => {
    const took = (servers: number): readonly unknown[] => {
      const rig = new Rig({ servers, network: { pairBias: 10_000, latencyMax: 5_000 } });
      for (const from of [0, 1, 2]) for (const to of [0, 1, 2]) rig.ask(1_000, from, ask.send(to, `${from}${to}`));
      return rig.run().seen.flatMap(({ event, time }) => (event.kind === 'message' ? [[time, event.message]] : []));
    };
    // The identity of a request is that of its node and number, whatever else there is.
    expect(took(7)).toEqual(took(3));
  });
});

/** The same fault, on the first pair. */
function onFirst({ trigger, fault }: PlannedFault): PlannedFault {
  const here = (node: NodeId): NodeId => node % 2;
  const local = trigger.kind === 'milestone' ? { ...trigger, node: trigger.node === null ? 0 : here(trigger.node) } : trigger;
  const target = moved(fault);
  const back = (node: NodeId): NodeId => node - 2;
  if ('node' in target) return { trigger: local, fault: { ...target, node: back(target.node) } };
  return { trigger: local, fault: { kind: 'pause', node: here(0), lasts: 300 } };
}

describe('a run can be re-seeded', () => {
  const plan: AnyPlan = { faults: [], disk: { syncMin: 50, syncMax: 500 }, clocks: { skew: 100 }, rates: { latencyMax: 1_000, loss: 100 } };
  const reseeded = (after: number, seed: number): Rig => {
    const rig = begin(1, plan);
    rig.world.reseedAfter(after, seed);
    return finish(rig);
  };

  test('from any step on: what was before stays, what comes after is another story', () => {
    const straight = finish(begin(1, plan));
    for (const after of [10, 100, 200]) {
      const other = reseeded(after, 2);
      expect(other.seen.slice(0, after)).toEqual(straight.seen.slice(0, after));
      expect(other.seen.slice(after)).not.toEqual(straight.seen.slice(after));
      expect(reseeded(after, 2).seen).toEqual(other.seen);
      expect(reseeded(after, 3).world.traceHash).not.toBe(other.world.traceHash);
    }
  });

  test('with its own seed, and nothing changes', () => {
    expect(reseeded(100, 1).world.traceHash).toBe(finish(begin(1, plan)).world.traceHash);
  });

  test('at once where it has come so far already', () => {
    const late = begin(1, plan);
    goOn(late.world, 50);
    const { steps } = late.world;
    late.world.reseedAfter(steps - 1, 2);
    const exact = begin(1, plan);
    exact.world.reseedAfter(steps, 2);
    expect(finish(late).seen).toEqual(finish(exact).seen);
  });
});

describe('requests', () => {
  const crash: Fault = { kind: 'crash', node: 0, down: 1_000, power: { survivors: 0, torn: false } };

  test('to a node that is down wait for its restart, in order', () => {
    const rig = new Rig({ plan: { faults: [at(1_000, crash)] } }).ask(1_100, 0, ask.reply(1, 'first')).ask(1_200, 0, ask.reply(2, 'second'));
    expect(rig.run().replies).toEqual(['2000 0 answers 1: first', '2000 0 answers 2: second']);
  });

  test('that wait at a paused or slow node outlive its crash', () => {
    const pause: Fault = { kind: 'pause', node: 0, lasts: 10_000 };
    const slow: Fault = { kind: 'slowNode', node: 0, lag: 5_000, lasts: 10_000 };
    for (const fault of [pause, slow]) {
      const rig = new Rig({ plan: { faults: [at(900, fault), at(1_200, crash)] } }).ask(1_100, 0, ask.reply(1, 'kept')).ask(1_000, 1, ask.send(0, 'lost'));
      expect(rig.run().replies).toEqual(['2200 0 answers 1: kept']);
      expect(rig.events).toEqual([]);
      expect(rig.world.counters.undelivered).toBe(1);
    }
  });

  test('for a node that does not exist are refused', () => {
    const rig = new Rig({ servers: 3 }).ask(1_000, 3);
    expect(() => rig.run()).toThrow(new RangeError('there is no node 3: the world has 3'));
  });
});

test('a world in which nothing is left to happen stands still', () => {
  const { world } = new Rig();
  expect(world.step()).toBe(false);
  expect(world.nextTime).toBe(Infinity);
  expect(world.now).toBe(0);
  expect(world.steps).toBe(3);
});

test('a node chooses among at least one', () => {
  const { protocol } = new Rig().world.slot(0);
  const chooser = (n: number): Rig => new Rig({ protocol: { ...protocol, step: (state, _event, choose) => ({ state: { ...state, chosen: choose(n) }, effects: [] }) } }).ask(1_000, 0);
  expect(chooser(1).run().world.stateOf(0)).toMatchObject({ chosen: 0 });
  expect(() => chooser(0).run()).toThrow('a node chooses among at least one: of 0');
  expect(() => chooser(1.5).run()).toThrow('a node chooses among at least one: of 1.5');
});

test('the guard computes the steps in place of the plain call', () => {
  const rig = new Rig();
  const guarded: string[] = [];
  rig.world.guard = { step: (protocol, state, event, choose, node, index) => (guarded.push(`${index} ${node} ${event.kind}`), protocol.step(state, event, choose)) };
  rig.ask(1_000, 0, ask.send(1, 'a')).run();
  expect(guarded).toEqual(['4 0 request', '5 1 message']);
});
