import { describe, expect, test } from 'vitest';
import type { Fault, PlannedFault } from './plan.ts';
import { ask } from './testing/puppet.ts';
import { at, on, Rig } from './testing/rig.ts';

const pause: Fault = { kind: 'pause', node: 2, lasts: 1 };

/** Node 0 tells node 1 `a`, `b`, `a`; node 1 tells node 0 `a`; they are heard 100 us later. */
function play(faults: readonly PlannedFault[], act: (rig: Rig) => void = () => undefined): Rig {
  const rig = new Rig({ plan: { faults } });
  rig.ask(1_000, 0, ask.send(1, 'a')).ask(2_000, 0, ask.send(1, 'b')).ask(3_000, 1, ask.send(0, 'a')).ask(4_000, 0, ask.send(1, 'a'));
  act(rig);
  return rig.run();
}

const strikes = (rig: Rig): readonly string[] => rig.tidings.filter((line) => line.includes('strikes'));

describe('a milestone', () => {
  test('of the protocol sets a fault off when it comes', () => {
    expect(strikes(play([on('hears b', pause)]))).toEqual(['2100 pause strikes']);
  });

  test('is counted up to the wanted occurrence', () => {
    expect(strikes(play([on('hears a', pause, { occurrence: 2 })]))).toEqual(['3100 pause strikes']);
    expect(strikes(play([on('hears', pause, { occurrence: 4 })]))).toEqual(['4100 pause strikes']);
  });

  test('is counted at the wanted node only', () => {
    expect(strikes(play([on('hears a', pause, { node: 0 })]))).toEqual(['3100 pause strikes']);
    expect(strikes(play([on('hears a', pause, { node: 1, occurrence: 2 })]))).toEqual(['4100 pause strikes']);
  });

  test('sets a fault off after a delay', () => {
    expect(strikes(play([on('hears b', pause, { delay: 250 })]))).toEqual(['2350 pause strikes']);
  });

  test('sets off each fault that waits for it, and each once', () => {
    const rig = play([on('hears a', pause), on('hears a', { ...pause, node: 1 }, { occurrence: 2 }), on('hears', pause)]);
    expect(strikes(rig)).toEqual(['1100 pause strikes', '1100 pause strikes', '3100 pause strikes']);
    expect(rig.world.unfired).toEqual([]);
  });

  test('strikes after the effects of its step', () => {
    const crash: Fault = { kind: 'crash', node: 0, down: null, power: { survivors: 0, torn: false } };
    const rig = new Rig({ protocol: { ...new Rig().world.slot(0).protocol, milestones: { asked: { holds: (_, event) => event.kind === 'request' } } }, plan: { faults: [on('asked', crash)] } });
    expect(rig.ask(1_000, 0, ask.send(1, 'last words')).run().events).toEqual(['1100 1 hears last words']);
  });
});

describe('a fault is reported as unfired', () => {
  test('when its milestone never comes, or not often enough, or not at its node', () => {
    const rig = play([on('hears c', pause), at(5, pause), on('hears b', pause, { occurrence: 2 }), on('hears b', pause, { node: 0 }), on('hears b', pause)]);
    expect(rig.world.unfired).toEqual([0, 2, 3]);
  });

  test('when no protocol knows its milestone, not even one that every object seems to have', () => {
    expect(play([on('heers a', pause), on('constructor', pause), on('__proto__', pause), on('toString', pause)]).world.unfired).toEqual([0, 1, 2, 3]);
  });

  test('when the heal comes first', () => {
    const rig = play([on('hears a', pause, { occurrence: 3 }), on('hears', pause)], (rig) => rig.act(3_500, () => rig.world.heal([0, 1, 2])));
    expect(rig.world.unfired).toEqual([0]);
    expect(strikes(rig)).toEqual(['1100 pause strikes']);
  });
});

describe('a write has three milestones,', () => {
  const play = (name: string, options: Parameters<typeof on>[2] = {}): readonly string[] => {
    const rig = new Rig({ plan: { faults: [on(name, pause, options)] } });
    rig.ask(1_000, 0, ask.write('a'), ask.write('b')).ask(2_000, 1, ask.rewrite(['c'])).ask(3_000, 0, ask.write('d'));
    return strikes(rig.run());
  };

  test('issued, synced and released, at their times', () => {
    expect(play('writeIssued')).toEqual(['1000 pause strikes']);
    expect(play('writeSynced')).toEqual(['1050 pause strikes']);
    expect(play('writeReleased')).toEqual(['1050 pause strikes']);
  });

  test('but a sync that fails is none of them', () => {
    const plan = { faults: [on('writeSynced', pause), on('writeReleased', pause), at(500, { kind: 'ioError', node: 0, count: 1 } as const)] };
    const rig = new Rig({ plan }).ask(1_000, 0, ask.write('a')).run();
    expect(rig.world.counters.syncsFailed).toBe(1);
    expect(rig.world.unfired).toEqual([0, 1]);
  });

  test('counted by batches, at a node or anywhere', () => {
    expect(play('writeIssued', { occurrence: 2 })).toEqual(['2000 pause strikes']);
    expect(play('writeSynced', { occurrence: 2, node: 0 })).toEqual(['3050 pause strikes']);
    expect(play('writeReleased', { node: 1, delay: 30 })).toEqual(['2080 pause strikes']);
    expect(play('writeReleased', { node: 2 })).toEqual([]);
  });
});

test('a milestone is asked about the step that it belongs to, even if a fault of that step makes other steps', () => {
  const crash: Fault = { kind: 'crash', node: 0, down: 0, power: { survivors: 0, torn: false } };
  const seen: unknown[] = [];
  const { protocol } = new Rig().world.slot(0);
  const watched = { ...protocol, milestones: { any: { holds: (...[, event, after]: readonly [object, { readonly kind: string }, object, unknown]) => (seen.push([event.kind, after]), false) } } };
  const rig = new Rig({ servers: 1, protocol: watched, plan: { faults: [on('any', pause), on('writeIssued', crash)] } });
  rig.ask(1_000, 0, ask.write('w')).run();
  expect(seen).toEqual([['request', { disk: [], events: 1 }]]);
});

test('without faults that wait nothing is asked', () => {
  const rig = new Rig({ protocol: { ...new Rig().world.slot(0).protocol, milestones: { never: { holds: () => { throw new Error('asked'); } } } } });
  expect(() => rig.ask(1_000, 0, ask.send(1, 'a')).run()).not.toThrow();
});
