/** What a map task collects is what came, in order; and keys are sorted as `<` has them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Groups } from './groups.ts';
import { placesInOrder } from './in-order.ts';

type Values = readonly string[];

const sum = (_key: string, values: Values): Values => [String(values.reduce((total, value) => total + Number(value), 0))];

function valuesOf(groups: Groups): ReadonlyMap<string, Values> {
  return new Map(groups.keys.map((key, place) => [key, groups.valuesAt(place)]));
}

describe('groups of values', () => {
  test('hold for each key what came, in the order in which it came', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'ab', 'ba', '', '\u0101', '\ud800'), fc.constantFrom('1', '2', '')), { maxLength: 200 });
    fc.assert(
      fc.property(pairs, (all) => {
        const groups = new Groups(null);
        const expected = new Map<string, string[]>();
        for (const [key, value] of all) {
          groups.add(key, value);
          expected.set(key, [...(expected.get(key) ?? []), value]);
        }
        expect(valuesOf(groups)).toEqual(expected);
      }),
    );
  });

  test('keep every key apart, however many they are, and long runs of one value whole', () => {
    const groups = new Groups(null);
    for (let i = 0; i < 5_000; i++) groups.add(`key ${i}`, String(i));
    for (let i = 0; i < 5_000; i++) groups.add('key 7', 'again');
    expect(groups.keys.length).toBe(5_000);
    expect(groups.valuesAt(4_999)).toEqual(['4999']);
    expect(groups.valuesAt(7)).toEqual(['7', ...Array.from({ length: 5_000 }, () => 'again')]);
  });

  test('are merged while they come: few values are held', () => {
    const groups = new Groups(sum);
    for (let i = 0; i < 10_000; i++) groups.add('key', String(i % 3));
    expect(groups.valuesAt(0).length).toBeLessThan(40);
    expect(sum('key', groups.valuesAt(0))).toEqual(['9999']);
  });

  test('that stay as many when they are merged are not merged for each value again', () => {
    let looked = 0;
    const groups = new Groups((_key, values) => ((looked += values.length), values));
    for (let i = 0; i < 10_000; i++) groups.add('key', String(i));
    expect(groups.valuesAt(0).length).toBe(10_000);
    expect(looked).toBeLessThan(40_000);
  });
});

test('places are in the order of their keys, by code units, whatever these begin with', () => {
  const units = fc.constantFrom('a', 'b', '\0', '\u00fe', '\u00ff', '\u0100', '\u4e00', '\ud835', '\udcb3', '\uffff');
  const keys = fc.uniqueArray(fc.string({ unit: units, maxLength: 7 }), { maxLength: 60 });
  fc.assert(
    fc.property(keys, (all) => {
      const places = placesInOrder(all, [...all.keys()].filter((place) => place % 3 !== 1));
      const expected = all.filter((_, place) => place % 3 !== 1).toSorted((a, b) => (a < b ? -1 : 1));
      expect(places.map((place) => all[place])).toEqual(expected);
    }),
  );
});
