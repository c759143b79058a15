import { describe, expect, test } from 'vitest';
import type { Budget } from './budget.ts';
import { calmNetwork, type Fault, type FaultKind } from './plan.ts';
import { at, Rig } from './testing/rig.ts';

const power = { survivors: 0, torn: false };
const crash = (node: number, down: number | null = 500): Fault => ({ kind: 'crash', node, down, power });
const pause = (node: number, lasts = 500): Fault => ({ kind: 'pause', node, lasts });
const hang = (node: number): Fault => ({ kind: 'hungDisk', node, lasts: 500 });
const full = (node: number): Fault => ({ kind: 'diskFull', node, lasts: 500 });
const wipe = (node: number): Fault => ({ kind: 'wipe', node, down: 500 });
const rot = (node: number): Fault => ({ kind: 'bitRot', node, record: 0 });
const fullRestart: Fault = { kind: 'fullRestart', down: 500, power };

/** Faults that strike 100 us after each other, against three servers and one client, node 3. Answers what becomes of them. */
function play(budget: Budget, ...faults: readonly Fault[]): readonly string[] {
  const rig = new Rig({ servers: 3, clients: 1, budget, plan: { faults: faults.map((fault, i) => at(1_000 + i * 100, fault)) } }).run();
  const fates = rig.tidings.flatMap((line) => /(strikes|withheld)/.exec(line)?.[0] ?? []);
  expect(rig.world.counters.withheld).toBe(fates.filter((fate) => fate === 'withheld').length);
  const struck = Object.values(rig.world.counters.faults).reduce((sum, count) => sum + count, 0);
  expect(struck).toBe(fates.filter((fate) => fate === 'strikes').length);
  return fates;
}

const oneDown: Budget = { maxDown: 1, maxDamaged: 0 };

describe('a budget of servers that are down', () => {
  test.each([
    ['crashes', crash],
    ['pauses', pause],
    ['hung disks', hang],
    ['full disks', full],
  ])('counts %s', (_, fault) => {
    expect(play(oneDown, fault(0), fault(1), fault(2))).toEqual(['strikes', 'withheld', 'withheld']);
  });

  test('counts them together', () => {
    expect(play({ maxDown: 2, maxDamaged: 0 }, pause(0), hang(1), crash(2), full(2))).toEqual(['strikes', 'strikes', 'withheld', 'withheld']);
  });

  test('lets a fault strike where a server is down already', () => {
    expect(play(oneDown, crash(0), pause(0), hang(0), crash(0))).toEqual(['strikes', 'strikes', 'strikes', 'strikes']);
  });

  test('is free again when the fault has ended', () => {
    expect(play(oneDown, pause(0, 50), pause(1), pause(2))).toEqual(['strikes', 'strikes', 'withheld']);
  });

  test('does not count clients', () => {
    expect(play(oneDown, crash(3), crash(0), pause(3), crash(1))).toEqual(['strikes', 'strikes', 'strikes', 'withheld']);
    expect(play({ maxDown: 0, maxDamaged: 0 }, crash(3), wipe(3))).toEqual(['strikes', 'strikes']);
  });

  test('has room for a full restart only if it has room for all', () => {
    expect(play(oneDown, fullRestart)).toEqual(['withheld']);
    expect(play({ maxDown: 3, maxDamaged: 0 }, fullRestart)).toEqual(['strikes']);
    expect(play({ maxDown: null, maxDamaged: 0 }, fullRestart, crash(1))).toEqual(['strikes', 'strikes']);
  });

  test('has no say in other faults', () => {
    const others: readonly Fault[] = [
      { kind: 'partition', shape: 'halves', groups: [[0], [1, 2, 3]], lasts: 10 },
      { kind: 'oneWay', from: [0], to: [1], lasts: 10 },
      { kind: 'swizzle', nodes: [{ node: 0, starts: 0, ends: 10 }] },
      { kind: 'clog', from: 0, to: 1, lasts: 10 },
      { kind: 'disconnect', node: 0, lasts: null },
      { kind: 'reconnect', node: 0 },
      { kind: 'longDelays', kinds: ['any'], rate: 1_000, min: 10, max: 10, lasts: null },
      { kind: 'setNetwork', network: calmNetwork },
      { kind: 'restart', node: 0 },
      { kind: 'slowNode', node: 0, lag: 10, lasts: 10 },
      { kind: 'slowDisk', node: 0, delay: 10, lasts: 10 },
      { kind: 'ioError', node: 0, count: 1 },
      { kind: 'clockDrift', node: 0, rate: 10, lasts: 10 },
      { kind: 'clockJump', node: 0, by: 10 },
    ];
    expect(new Set(play({ maxDown: 0, maxDamaged: 0 }, ...others))).toEqual(new Set(['strikes']));
    expect(others.map((fault): FaultKind => fault.kind)).toHaveLength(14);
  });
});

describe('a budget of damaged servers', () => {
  const oneDamaged: Budget = { maxDown: null, maxDamaged: 1 };

  test('counts wiped disks for ever', () => {
    expect(play(oneDamaged, { kind: 'wipe', node: 0, down: 10 }, wipe(1), wipe(0), rot(2), rot(0))).toEqual(['strikes', 'withheld', 'strikes', 'withheld', 'strikes']);
  });

  test('counts a damaged record only where there was one', () => {
    expect(play(oneDamaged, rot(0), rot(1), wipe(2))).toEqual(['strikes', 'strikes', 'strikes']);
  });

  test('does not count clients', () => {
    expect(play({ maxDown: null, maxDamaged: 0 }, wipe(3), wipe(0))).toEqual(['strikes', 'withheld']);
  });
});

test('a fault by hand of the host is withheld, too, and the host is told', () => {
  const rig = new Rig({ budget: oneDown });
  expect(rig.world.inflict(crash(0))).toBe(true);
  expect(rig.world.inflict(crash(1))).toBe(false);
  expect(rig.world.stateOf(0)).toBeNull();
  expect(rig.world.stateOf(1)).not.toBeNull();
});
