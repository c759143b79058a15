import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Distillation } from './distillation.ts';
import type { DrawnRun } from './strategies/strategy.ts';

interface Seen {
  readonly events: number;
  readonly transitions: readonly number[];
}

/** Runs of these seeds. */
function distilled(runs: readonly Seen[]): Distillation {
  const distillation = new Distillation();
  for (const [seed, { events, transitions }] of runs.entries()) distillation.see({ by: 'swarm', seed }, events, new Set(transitions));
  return distillation;
}

const seedsOf = (chosen: readonly DrawnRun[]): readonly number[] => chosen.map(({ seed }) => seed);

const runs = fc.array(fc.record({ events: fc.integer({ min: 1, max: 5_000 }), transitions: fc.array(fc.nat(25), { maxLength: 8 }) }), { maxLength: 40 });

describe('what is worth running again', () => {
  test('is first what shows the most for the fewest events', () => {
    const short = { events: 50, transitions: [1, 2] };
    const long = { events: 5_000, transitions: [1, 2] };
    const rich = { events: 50, transitions: [1, 2, 3, 4, 5] };
    expect(seedsOf(distilled([long, short, rich]).chosen)).toEqual([2, 1, 0]);
  });

  test('is what shows each transition three times, where it was shown so often', () => {
    const common = { events: 100, transitions: [1] };
    expect(distilled([common, common, common, common, common]).chosen).toHaveLength(3);
    const rare = { events: 100, transitions: [1, 9] };
    expect(seedsOf(distilled([common, common, common, common, rare]).chosen).toSorted((a, b) => a - b)).toEqual([0, 1, 4]);
  });

  test('of no runs is none', () => {
    expect(distilled([]).chosen).toEqual([]);
    expect(distilled([{ events: 10, transitions: [] }]).chosen).toEqual([]);
  });

  test('shows every transition that was shown at all, and each one three times where any three of the first ones did', () => {
    fc.assert(fc.property(runs, (all) => {
      const { chosen } = distilled(all);
      const shown = (transition: number, seeds: readonly number[]): number => seeds.filter((seed) => all[seed]?.transitions.includes(transition) === true).length;
      for (const transition of new Set(all.flatMap(({ transitions }) => transitions))) {
        const times = shown(transition, all.map((_, seed) => seed));
        expect(shown(transition, seedsOf(chosen))).toBeGreaterThanOrEqual(Math.min(3, times));
      }
    }));
  });

  test('holds no run twice, and none that shows nothing that was still wanted when it was chosen', () => {
    fc.assert(fc.property(runs, (all) => {
      const seeds = seedsOf(distilled(all).chosen);
      expect(new Set(seeds).size).toBe(seeds.length);
      const covered = new Map<number, number>();
      for (const seed of seeds) {
        const transitions = [...new Set(all[seed]?.transitions)];
        expect(transitions.some((transition) => (covered.get(transition) ?? 0) < 3)).toBe(true);
        for (const transition of transitions) covered.set(transition, (covered.get(transition) ?? 0) + 1);
      }
    }));
  });

  test('is what looking at all of them each time would choose', () => {
    fc.assert(fc.property(runs, (all) => {
      const chosen = seedsOf(distilled(all).chosen);
      const covered = new Map<number, number>();
      const worth = (seed: number): number => {
        const { events = 1, transitions = [] } = all[seed] ?? {};
        return [...new Set(transitions)].filter((transition) => (covered.get(transition) ?? 0) < 3).length / (events + 150);
      };
      for (const [place, seed] of chosen.entries()) {
        const left = chosen.slice(place);
        expect(worth(seed)).toBe(Math.max(...left.map(worth)));
        for (const transition of new Set(all[seed]?.transitions)) covered.set(transition, (covered.get(transition) ?? 0) + 1);
      }
    }));
  });
});
