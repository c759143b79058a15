import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noCounts, type Counters } from './counters.ts';
import { calmNetwork, type Deviation, type NetworkProfile } from './plan.ts';
import { ask } from './testing/puppet.ts';
import { at, Rig } from './testing/rig.ts';

const rounds = Array.from({ length: 200 }, (_, i) => i);

/** Node 0 sends so many numbered messages to node 1, one every `pause` microseconds, from 1000 on. */
function stream(rig: Rig, count = rounds.length, pause = 10): Rig {
  for (const i of rounds.slice(0, count)) rig.ask(1_000 + i * pause, 0, ask.send(1, i));
  return rig;
}

interface Arrival {
  readonly message: number;
  /** Microseconds from sending to arrival. */
  readonly took: number;
}

const arrivals = (rig: Rig, pause = 10): readonly Arrival[] =>
  rig.seen.flatMap(({ event, time }) =>
    event.kind === 'message' && typeof event.message === 'number' ? [{ message: event.message, took: time - 1_000 - event.message * pause }] : [],
  );

const messages = (rig: Rig): readonly number[] => arrivals(rig).map(({ message }) => message);

const isSorted = (numbers: readonly number[]): boolean => numbers.every((number, i) => i === 0 || (numbers[i - 1] ?? 0) <= number);

const play = (network: Partial<NetworkProfile>, count?: number, pause?: number): Rig => stream(new Rig({ network }), count, pause).run();

/** What a run counts beside messages sent and delivered. */
const extras = ({ world }: Rig): Counters => ({ ...world.counters, sent: 0, delivered: 0 });

/** Everything that leaves or is copied ends somewhere. */
function expectBalance({ world: { counters: c } }: Rig): void {
  expect(c.sent + c.duplicated + c.replayed).toBe(c.delivered + c.lost + c.cut + c.overflowed);
}

const proofs: Record<keyof NetworkProfile, () => void> = {
  latencyMin: () => {
    const rig = play({ latencyMin: 700, latencyMax: 1_000, reorder: true });
    expect(Math.min(...arrivals(rig).map(({ took }) => took))).toBeGreaterThanOrEqual(700);
  },
  latencyMax: () => {
    const took = arrivals(play({ latencyMin: 100, latencyMax: 1_000 })).map((arrival) => arrival.took);
    expect(Math.max(...took)).toBeLessThanOrEqual(1_000);
    expect(Math.max(...took)).toBeGreaterThan(950);
    expect(Math.min(...took)).toBeLessThan(150);
    expect(new Set(took).size).toBeGreaterThan(150);
  },
  pairBias: () => {
    const rig = new Rig({ network: { pairBias: 5_000 } });
    for (const time of [1_000, 9_000]) for (const to of [0, 1, 2]) rig.ask(time, 2 - to, ask.send(to, time));
    const took = rig.run().seen.flatMap(({ node, event, time }) => (event.kind === 'message' ? [`${node} ${time - Number(event.message)}`] : [])).sort();
    const biases = new Set(took);
    // The same each time, different for each link, and 100 us at least.
    expect(took).toHaveLength(6);
    expect(biases.size).toBe(3);
    for (const bias of biases) expect(Number(bias.slice(2))).toBeLessThanOrEqual(5_100);
    expect(extras(rig)).toEqual(noCounts());
  },
  tail: () => {
    const rig = play({ tail: 100, tailMax: 50_000 });
    const late = arrivals(rig).filter(({ took }) => took > 100);
    expect(late.length).toBe(rig.world.counters.late);
    expect(late.length).toBeGreaterThan(8);
    expect(late.length).toBeLessThan(40);
    expect(rig.fates).toEqual(rig.accidents.map(({ time, message, by }) => `${time} late ${String(message)} by ${by}`));
  },
  tailMax: () => {
    const took = arrivals(play({ tail: 1_000, tailMax: 50_000 })).map((arrival) => arrival.took);
    expect(Math.max(...took)).toBeLessThanOrEqual(50_100);
    expect(Math.max(...took)).toBeGreaterThan(45_000);
    expect(Math.min(...took)).toBeGreaterThan(100);
  },
  loss: () => {
    const rig = play({ loss: 250 });
    const { lost, delivered } = rig.world.counters;
    expect(lost + delivered).toBe(200);
    expect(lost).toBeGreaterThan(30);
    expect(lost).toBeLessThan(70);
    expect(extras(rig)).toEqual({ ...noCounts(), lost });
    expect(messages(play({ loss: 1_000 }))).toEqual([]);
  },
  duplicate: () => {
    const rig = play({ duplicate: 1_000 });
    expect(messages(rig).toSorted((a, b) => a - b)).toEqual(rounds.flatMap((i) => [i, i]));
    // The second comes up to one latency after the time at which the first might have come.
    for (const { took } of arrivals(rig)) expect(took).toBeLessThanOrEqual(200);
    expect(extras(rig)).toEqual({ ...noCounts(), duplicated: 200 });
  },
  replay: () => {
    const rig = play({ replay: 1_000, replayMax: 1_000_000 });
    const { replayed, duplicated } = rig.world.counters;
    expect(messages(rig).toSorted((a, b) => a - b)).toEqual(rounds.flatMap((i) => [i, i]));
    // A copy that happens to come within a latency counts as a duplicate.
    expect(replayed + duplicated).toBe(200);
    expect(replayed).toBeGreaterThan(190);
  },
  replayMax: () => {
    const took = arrivals(play({ replay: 1_000, replayMax: 1_000_000 })).map((arrival) => arrival.took);
    expect(Math.max(...took)).toBeLessThanOrEqual(1_000_100);
    expect(Math.max(...took)).toBeGreaterThan(900_000);
  },
  reorder: () => {
    const wild = { latencyMin: 100, latencyMax: 2_000 };
    const free = play({ ...wild, reorder: true });
    const ordered = play({ ...wild, reorder: false });
    expect(isSorted(messages(free))).toBe(false);
    expect(free.world.counters.reordered).toBeGreaterThan(50);
    expect(messages(ordered)).toEqual(rounds);
    expect(ordered.world.counters.reordered).toBe(0);
  },
  queueLimit: () => {
    const rig = play({ queueLimit: 4 }, 50, 5);
    const { overflowed, delivered } = rig.world.counters;
    expect(overflowed + delivered).toBe(50);
    expect(overflowed).toBeGreaterThan(20);
    expect(extras(rig)).toEqual({ ...noCounts(), overflowed });
    // Not always the newest or the oldest goes.
    const dropped = rig.accidents.filter(({ fate }) => fate === 'overflowed').map(({ time, message }) => (time - 1_000) / 5 - Number(message));
    expect(new Set(dropped).size).toBeGreaterThan(2);
    expect(play({ queueLimit: 21 }, 50, 5).world.counters.overflowed).toBe(0);
  },
  bandwidth: () => {
    // Numbers below 128 are one byte: 500 us each on a line of 2000 bytes a second.
    const rig = play({ bandwidth: 2_000 }, 4, 100);
    expect(arrivals(rig, 100)).toEqual([0, 1, 2, 3].map((message) => ({ message, took: 100 + 500 * (message + 1) - 100 * message })));
    expect(extras(rig)).toEqual({ ...noCounts(), throttled: 3, bytesSent: 4 });
  },
};

describe('the network does what its profile says:', () => {
  test('there is a proof for every part of the profile', () => {
    expect(Object.keys(proofs).sort()).toEqual(Object.keys(calmNetwork).sort());
  });

  for (const [part, prove] of Object.entries(proofs)) test(part, prove);

  test('an even network delivers everything once, in order, and counts nothing else', () => {
    const rig = play({});
    expect(arrivals(rig)).toEqual(rounds.map((message) => ({ message, took: 100 })));
    expect(extras(rig)).toEqual(noCounts());
    expect(rig.accidents).toEqual([]);
  });
});

const anyProfile: fc.Arbitrary<Partial<NetworkProfile>> = fc.record({
  latencyMax: fc.integer({ min: 100, max: 3_000 }),
  pairBias: fc.constantFrom(0, 500),
  tail: fc.constantFrom(0, 100),
  tailMax: fc.constant(5_000),
  loss: fc.constantFrom(0, 100),
  duplicate: fc.constantFrom(0, 300),
  replay: fc.constantFrom(0, 300),
  replayMax: fc.constantFrom(50, 20_000),
  reorder: fc.boolean(),
  queueLimit: fc.constantFrom(null, 1, 5),
  bandwidth: fc.constantFrom(null, 50_000),
});

describe('whatever the profile', () => {
  test('every message that leaves is accounted for', () => {
    fc.assert(
      fc.property(anyProfile, fc.nat(), fc.boolean(), (network, seed, isClogged) => {
        const faults = [at(1_500, { kind: 'oneWay', from: [0], to: [1], lasts: 200 } as const)];
        const clog = at(1_200, { kind: 'clog', from: 0, to: 1, lasts: 400 } as const);
        const rig = stream(new Rig({ seed, network, plan: { faults: isClogged ? [...faults, clog] : faults } })).run();
        expectBalance(rig);
      }),
      { numRuns: 60 },
    );
  });

  test('a link that keeps the order delivers each first copy in the order of sending, clogged or not', () => {
    fc.assert(
      fc.property(anyProfile, fc.nat(), (network, seed) => {
        const faults = [at(1_300, { kind: 'clog', from: 0, to: 1, lasts: 700 } as const), at(1_900, { kind: 'clog', from: 0, to: 1, lasts: 300 } as const)];
        // A full queue may drop an original and keep its copy, which has no place in the order.
        const rig = stream(new Rig({ seed, network: { ...network, reorder: false, queueLimit: null }, plan: { faults } })).run();
        const firsts = [...new Set(messages(rig))];
        expect(isSorted(firsts)).toBe(true);
        expect(rig.world.counters.reordered).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a copy on a link that keeps the order', () => {
  test('comes after its original and keeps nobody waiting', () => {
    const network = { reorder: false, replay: 1_000, replayMax: 1_000_000 };
    const rig = play(network);
    const firsts = rounds.map((i) => arrivals(rig).find(({ message }) => message === i));
    expect(firsts).toEqual(rounds.map((message) => ({ message, took: 100 })));
  });
});

describe('a deviation of the plan', () => {
  const identities = stream(new Rig({ network: { tail: 1_000, tailMax: 1 } }), 3).run().accidents.map(({ identity }) => identity);
  const [first = 0, second = 0] = identities;

  const deviate = (deviations: readonly Deviation[], network: Partial<NetworkProfile> = {}): Rig => stream(new Rig({ network, plan: { deviations } }), 3).run();

  test('drops one message', () => {
    const rig = deviate([{ kind: 'drop', message: second }]);
    expect(messages(rig)).toEqual([0, 2]);
    expect(rig.fates).toEqual(['1010 lost 1']);
    expect(extras(rig)).toEqual({ ...noCounts(), lost: 1 });
  });

  test('makes one message late', () => {
    const rig = deviate([{ kind: 'late', message: first, by: 5_000 }]);
    expect(arrivals(rig)).toEqual([{ message: 1, took: 100 }, { message: 2, took: 100 }, { message: 0, took: 5_100 }]);
    expect(extras(rig)).toEqual({ ...noCounts(), late: 1, reordered: 1 });
  });

  test('copies one message, soon or long after', () => {
    const rig = deviate([{ kind: 'copy', message: first, after: 50 }, { kind: 'copy', message: first, after: 5_000 }]);
    expect(arrivals(rig).filter(({ message }) => message === 0).map(({ took }) => took)).toEqual([100, 150, 5_100]);
    expect(extras(rig)).toEqual({ ...noCounts(), duplicated: 1, replayed: 1 });
  });

  test('overrules what would have been drawn for that message only', () => {
    const rig = deviate([{ kind: 'late', message: second, by: 7 }], { loss: 1_000 });
    expect(arrivals(rig)).toEqual([{ message: 1, took: 107 }]);
  });

  test('counts once, however often the plan lists it', () => {
    const late: Deviation = { kind: 'late', message: first, by: 1_000 };
    const copy: Deviation = { kind: 'copy', message: first, after: 10 };
    expect(arrivals(deviate([late, copy, late, copy]))).toEqual(arrivals(deviate([late, copy])));
  });

  test('leaves all other messages as they were', () => {
    const network = { loss: 100, tail: 100, tailMax: 3_000, latencyMax: 2_000, duplicate: 100 };
    const plain = play(network);
    const victim = plain.accidents[0]?.identity ?? 0;
    const message = plain.accidents[0]?.message;
    const changed = stream(new Rig({ network, plan: { deviations: [{ kind: 'copy', message: victim, after: 77 }] } })).run();
    const others = (rig: Rig): readonly Arrival[] => arrivals(rig).filter((arrival) => arrival.message !== message);
    expect(others(changed)).toEqual(others(plain));
  });
});

describe('a limited queue', () => {
  test('counts what a clog holds, and what it drops there never arrives', () => {
    const plan = { faults: [at(1_000, { kind: 'clog', from: 0, to: 1, lasts: 10_000 } as const)] };
    const rig = stream(new Rig({ network: { queueLimit: 3 }, plan }), 20, 200).run();
    expect(messages(rig)).toHaveLength(3);
    expect(rig.world.counters.overflowed).toBe(17);
    expectBalance(rig);
  });

  test('has room again for each packet that has arrived', () => {
    expect(messages(play({ queueLimit: 1 }, 50, 101))).toHaveLength(50);
    expect(messages(play({ queueLimit: 1 }, 50, 99)).length).toBeLessThan(50);
  });
});

describe('a narrow line', () => {
  const narrow = { bandwidth: 2_000 } as const;

  test('lets go of what waits for it when its nodes are healed: in order, at once, and nothing comes later behind it', () => {
    const rig = stream(new Rig({ network: narrow }), 20, 100);
    rig.act(3_050, () => rig.world.heal([0, 1])).ask(5_000, 0, ask.send(1, 'after')).run();
    expect(messages(rig)).toEqual(rounds.slice(0, 20));
    expect(rig.events.at(-1)).toBe('5100 1 hears after');
    expect(rig.seen.filter(({ time }) => time === 3_050)).toHaveLength(17);
    expectBalance(rig);
  });

  test('lets go of what waits for a clog, too, once', () => {
    const clog = at(1_000, { kind: 'clog', from: 0, to: 1, lasts: 50_000 } as const);
    const rig = stream(new Rig({ network: narrow, plan: { faults: [clog] } }), 20, 100);
    rig.act(3_050, () => rig.world.heal([0, 1])).run();
    expect(messages(rig)).toEqual(rounds.slice(0, 20));
    expectBalance(rig);
  });

  test('is not occupied by what its queue has dropped: however much is offered, nothing waits for more than the queue', () => {
    const took = arrivals(play({ ...narrow, queueLimit: 3 }, 150, 50), 50).map((arrival) => arrival.took);
    expect(Math.max(...took)).toBeLessThanOrEqual(100 + 4 * 500);
    expect(Math.max(...took)).toBeGreaterThan(100 + 2 * 500);
  });
});

test('a message from a node to itself travels like any other', () => {
  expect(new Rig().ask(1_000, 1, ask.send(1, 'self')).run().events).toEqual(['1100 1 hears self']);
});

test('a message to a node that does not exist is the mistake of its sender', () => {
  const rig = new Rig({ servers: 3 }).ask(1_000, 1, ask.send(3, 'nobody'));
  expect(() => rig.run()).toThrow('messages go to nodes of the world: to 3, of 3 nodes');
  expect(rig.world.reacting).toBe(1);
});

test('bytes are counted where they are asked for, and cost nothing', () => {
  const rig = stream(new Rig({ countsBytes: true }), 5).run();
  expect(rig.world.counters.bytesSent).toBe(5);
  expect(arrivals(rig)).toEqual(arrivals(play({}, 5)));
});
