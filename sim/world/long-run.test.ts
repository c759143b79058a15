import { describe, expect, test } from 'vitest';
import { Rig } from './testing/rig.ts';
import { stormOf } from './testing/storm.ts';
import type { World } from './world.ts';

describe('in a long run', () => {
  const allRates = { latencyMax: 1_000, loss: 50, duplicate: 50, replay: 50, replayMax: 5_000, tail: 50, tailMax: 5_000, queueLimit: 3, bandwidth: 100_000, pairBias: 100 };

  /** Objects and elements that can be reached from a world, its configuration aside. */
  function weigh(world: World): number {
    const met = new Set<unknown>();
    const visit = (value: unknown): number => {
      if (typeof value !== 'object' || value === null || met.has(value) || ArrayBuffer.isView(value)) return 1;
      met.add(value);
      const inside = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.entries(value).flatMap(([name, inner]) => (name === 'config' ? [] : [inner]));
      return inside.reduce((sum: number, inner: unknown) => sum + visit(inner), 1);
    };
    return visit(world);
  }

  const disturb = (world: World, i: number): void => {
    world.inflict({ kind: 'crash', node: i % 5, down: 1_000, power: { survivors: 1, torn: false } });
    world.inflict({ kind: 'clog', from: i % 5, to: (i + 1) % 5, lasts: 4_000 });
    world.inflict({ kind: 'clockDrift', node: (i + 2) % 5, rate: 2_000_000, lasts: 3_000 });
    world.inflict({ kind: 'slowNode', node: (i + 3) % 5, lag: 500, lasts: 3_000 });
    world.inflict({ kind: 'ioError', node: (i + 4) % 5, count: 1 });
  };

  test('nothing grows: no queue, no list of what was dropped, no stale timer', () => {
    const { world } = new Rig({ servers: 5, protocol: stormOf(), network: allRates });
    world.host = null;
    world.recorder = null;
    const weights = Array.from({ length: 10 }, (_, part) => {
      for (let i = 0; i < 100; i++) {
        while (world.nextTime < part * 1_000_000 + i * 10_000) world.step();
        disturb(world, i);
      }
      return weigh(world);
    });
    expect(world.steps).toBeGreaterThan(50_000);
    expect(Math.max(...weights.slice(5))).toBeLessThan(Math.max(...weights.slice(0, 5)) * 1.3);
  });
});
