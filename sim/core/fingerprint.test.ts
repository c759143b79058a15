import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepFreeze, findDifference, findNonCanonical } from './canonical.ts';
import { Dictionary } from './dictionary.ts';
import { fingerprint, fold, mix, ofKey, ofLabel } from './fingerprint.ts';
import { Log } from './log.ts';

type Canonical = {
  readonly leaf: unknown;
  readonly list: readonly unknown[];
  readonly pairs: readonly (readonly [string, unknown])[];
  readonly value: unknown;
};

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x));

const small = fc.constantFrom(null, true, false, 0, '', 'a');

/** Any canonical value, of every kind there is. */
const { value: canonicalValue, pairs } = fc.letrec<Canonical>((tie) => ({
  leaf: fc.oneof(small, fc.integer(), finite, fc.string(), fc.bigInt(), fc.uint8Array({ maxLength: 4 })),
  list: fc.array(tie('value'), { maxLength: 4 }),
  pairs: fc.array(fc.tuple(fc.string({ maxLength: 2 }), tie('value')), { maxLength: 4 }),
  value: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    tie('list'),
    tie('list').map((items) => new Set(items)),
    tie('list').map((items) => Log.from(items)),
    tie('pairs').map((entries) => new Map(entries)),
    tie('pairs').map((entries) => Dictionary.from(entries)),
    tie('pairs').map((entries) => Object.fromEntries(entries)),
  ),
}));

describe('fingerprint', () => {
  test('values built twice in the same way have the same one', () => {
    fc.assert(
      fc.property(fc.clone(canonicalValue, 2), ([one, other]) => {
        expect(findNonCanonical(one, 'value')).toBe(null);
        expect(fingerprint(one)).toBe(fingerprint(other));
        expect(findDifference(one, other, 'value')).toBe(null);
      }),
    );
  });

  test('it tells two values apart exactly where a difference can be named', () => {
    fc.assert(
      fc.property(canonicalValue, canonicalValue, (one, other) => {
        expect(fingerprint(one) === fingerprint(other)).toBe(findDifference(one, other, 'value') === null);
      }),
      { numRuns: 500 },
    );
  });

  test('the order in which the fields of an object were written does not count', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const forwards = Object.fromEntries(new Map(entries));
        const backwards = Object.fromEntries([...new Map(entries)].toReversed());
        expect(fingerprint(forwards)).toBe(fingerprint(backwards));
        expect(findDifference(forwards, backwards, 'value')).toBe(null);
      }),
    );
  });

  test('the order of arrays, maps and sets counts', () => {
    expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
    expect(fingerprint(new Set([1, 2]))).not.toBe(fingerprint(new Set([2, 1])));
    const forwards = new Map([['a', 1], ['b', 2]]);
    expect(fingerprint(forwards)).not.toBe(fingerprint(new Map([...forwards].toReversed())));
  });

  test('the kind of a value counts, not only what is in it', () => {
    const alike = [
      [null, false, 0, 0n, '', '0', [], {}, new Map(), new Set(), new Uint8Array(0), Log.empty(), Dictionary.empty()],
      [1, 1n, '1', true, [1], { 0: 1 }, new Map([[0, 1]]), new Set([1]), Uint8Array.of(1), Log.from([1]), Dictionary.from([[0, 1]])],
    ].flat();
    expect(new Set(alike.map(fingerprint)).size).toBe(alike.length);
  });

  test('next to nothing collides among twenty thousand small records', () => {
    const seen = new Set<number>();
    for (let term = 0; term < 10; term++) {
      for (let index = 0; index < 1_000; index++) seen.add(fingerprint({ kind: 'append', term, index }));
    }
    for (let a = 0; a < 100; a++) for (let b = 0; b < 100; b++) seen.add(fingerprint([a, b]));
    // Of 20,000 random 32-bit words, 0.05 pairs collide on average.
    expect(seen.size).toBe(20_000);
  });

  test('freezing a value leaves its fingerprint as it was', () => {
    fc.assert(
      fc.property(canonicalValue, (value) => {
        const before = fingerprint(value);
        deepFreeze(value);
        expect(fingerprint(value)).toBe(before);
      }),
    );
  });

  test('it is the same on every machine and in every version', () => {
    const simple = [0, -1, 2 ** 31, 1.5, 'a', 'a string of more than sixteen units', true, null, 12345678901234567890n];
    expect(simple.map(fingerprint)).toEqual([-1666776968, -88149639, 1530875298, -2067200239, -421840090, 635669015, 1953658213, 1853189228, 1635649063]);
    const collections = [new Map([['a', 1]]), new Set(['a']), Uint8Array.of(1, 2), Log.from([1, 2]), Dictionary.from([['a', 1]])];
    const composed = [[1, [2]], { a: 1, b: { c: 2 } }, ...collections];
    expect(composed.map(fingerprint)).toEqual([28226950, 1039571354, -829409240, -1713300955, -1462827152, -1484175822, 1642613944]);
  });

  test('a key, a label and a value have the same one', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), finite, fc.integer()), (key) => ofKey(key) === fingerprint(key)));
    fc.assert(fc.property(fc.string(), (label) => ofLabel(label) === fingerprint(label)));
  });

  test('it is a signed 32-bit integer', () => {
    fc.assert(fc.property(canonicalValue, (value) => Object.is(fingerprint(value) | 0, fingerprint(value))));
  });
});

describe('mix and fold', () => {
  test('a changed bit of the input changes about half the bits of the output', () => {
    const bitsSet = (word: number): number => (word >>> 0).toString(2).replaceAll('0', '').length;
    let total = 0;
    for (let word = 0; word < 1_000; word++) {
      for (let bit = 0; bit < 32; bit++) total += bitsSet(mix(word) ^ mix(word ^ (1 << bit)));
    }
    expect(total / 32_000).toBeCloseTo(16, 0);
  });

  test('the order in which words are folded in counts', () => {
    const words = Array.from({ length: 100 }, (_, i) => i);
    const swapped = words.flatMap((a) => words.filter((b) => b > a && fold(fold(0, a), b) === fold(fold(0, b), a)));
    expect(swapped).toEqual([]);
  });
});
