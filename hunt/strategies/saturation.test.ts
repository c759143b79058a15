import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceOfAll, Saturation } from './saturation.ts';

const seen = (things: readonly (readonly number[])[]): Saturation => {
  const saturation = new Saturation();
  for (const [seed, features] of things.entries()) saturation.see(seed, new Set(features));
  return saturation;
};

describe('the chance that the next seed shows something new', () => {
  test('is that of things seen once among all seeds, where each shows one thing (Good 1953: n1 / N)', () => {
    expect(seen([[1], [2], [2], [3], [3], [3], [4], [5]]).chance).toBe(3 / 8);
  });

  test('counts seeds, not things: who alone shows two things would have been new once', () => {
    expect(seen([[1, 2], [3], [3]]).chance).toBe(1 / 3);
  });

  test('is unknown before any seed', () => {
    expect(new Saturation().chance).toBeNull();
  });

  test('is near the true one: coupons of a known distribution', () => {
    const coupons = 200;
    const rolls = fc.sample(fc.noBias(fc.tuple(fc.nat(coupons - 1), fc.nat(coupons - 1)).map(([a, b]) => Math.min(a, b))), { numRuns: 400, seed: 7 });
    const saturation = seen(rolls.map((roll) => [roll]));
    const missing = Array.from({ length: coupons }, (_, coupon) => coupon).filter((coupon) => !rolls.includes(coupon));
    // The smaller of two rolls is k in 2 (n - k) - 1 of n * n cases.
    const truth = missing.reduce((sum, coupon) => sum + (2 * (coupons - coupon) - 1) / (coupons * coupons), 0);
    expect(Math.abs((saturation.chance ?? 1) - truth)).toBeLessThan(0.03);
    expect(truth).toBeGreaterThan(0.02);
  });

  test('is the same however seeds are divided among workers', () => {
    const runs = fc.array(fc.array(fc.nat(30), { maxLength: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(runs, fc.nat(30), (things, cut) => {
        const [one, other, all] = [new Saturation(), new Saturation(), new Saturation()];
        for (const [seed, features] of things.entries()) (seed < cut ? one : other).see(seed, new Set(features));
        all.add(other.seeds, other.sightings);
        all.add(one.seeds, one.sightings);
        expect([all.chance, all.features]).toEqual([seen(things).chance, seen(things).features]);
      }),
    );
  });

  test('is believed to be down only after seeds enough: none in so many says no more than three in so many', () => {
    const nothingNew = (seeds: number): Saturation => seen(Array.from({ length: seeds }, () => [1]));
    expect(nothingNew(29).isDownTo(0.1)).toBe(false);
    expect(nothingNew(30).isDownTo(0.1)).toBe(true);
  });

  test('of scenarios together weighs each by its seeds', () => {
    expect(chanceOfAll([{ runs: 30, chance: 0.1 }, { runs: 10, chance: 0.5 }, { runs: 5, chance: null }])).toBeCloseTo(0.2);
    expect(chanceOfAll([{ runs: 0, chance: null }])).toBeNull();
  });
});
