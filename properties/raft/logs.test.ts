import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateOf } from './testing/steps.ts';
import { commonIndex, hashAt, isExtension, termAt } from './logs.ts';

const logs = fc.record({ terms: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 }).map((terms) => terms.toSorted((a, b) => a - b)), compacted: fc.nat(3) });
const logOf = ({ terms, compacted }: { readonly terms: readonly number[]; readonly compacted: number }) => stateOf(0, { terms, compacted: Math.min(compacted, terms.length) }).log;

test('the common index is what comparing entry by entry finds', () => {
  fc.assert(
    fc.property(logs, logs, (one, other) => {
      const [a, b] = [logOf(one), logOf(other)];
      let expected = Math.max(a.firstIndex, b.firstIndex) - 1;
      const begins = expected <= Math.min(a.lastIndex, b.lastIndex) && a.prefixHash(expected) === b.prefixHash(expected);
      while (begins && expected < Math.min(a.lastIndex, b.lastIndex) && a.at(expected + 1).term === b.at(expected + 1).term) expected++;
      if (begins) expect(commonIndex(a, b)).toBe(expected);
    }),
  );
});

test('a log extends another one if it begins with all of it', () => {
  const [short, long, other] = [stateOf(0, { terms: [1, 1] }), stateOf(0, { terms: [1, 1, 2] }), stateOf(0, { terms: [1, 2, 2] })];
  expect(isExtension(long.log, short.log)).toBe(true);
  expect(isExtension(other.log, short.log)).toBe(false);
  expect(isExtension(short.log, long.log)).toBe(false);
});

test('what is beyond a log or before it has no term and no hash', () => {
  const state = stateOf(0, { terms: [1, 1, 2, 3], compacted: 2 });
  expect([1, 2, 3, 4, 5].map((index) => termAt(state, index))).toEqual([null, 1, 2, 3, null]);
  expect([1, 2, 5].map((index) => hashAt(state, index) === null)).toEqual([true, false, true]);
});
