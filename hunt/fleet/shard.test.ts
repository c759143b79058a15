import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partOf } from './shard.ts';

test('all shards together run each seed once, and none much more than another', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(300), fc.integer({ min: 1, max: 40 }), fc.nat(50), (from, count, of, turn) => {
      const parts = Array.from({ length: of }, (_, index) => partOf({ from, to: from + count }, { index, of }, turn));
      const seeds = parts.flatMap((part) => Array.from({ length: part.to - part.from }, (_, i) => part.from + i));
      expect(seeds.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => from + i));
      const sizes = parts.map((part) => part.to - part.from);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('the split is exact for as many seeds as there are', () => {
  const parts = Array.from({ length: 7 }, (_, index) => partOf({ from: 0, to: Number.MAX_SAFE_INTEGER }, { index, of: 7 }, 0));
  expect(parts.every((part, i) => part.to === (parts[i + 1]?.from ?? Number.MAX_SAFE_INTEGER))).toBe(true);
});

test('of many scenarios with one seed, each shard gets its share', () => {
  const busy = Array.from({ length: 8 }, (_, turn) => Array.from({ length: 4 }, (_, index) => partOf({ from: 0, to: 1 }, { index, of: 4 }, turn)).findIndex(({ from, to }) => from < to));
  expect(busy.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});
