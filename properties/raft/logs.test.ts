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
      const first = Math.max(a.firstIndex, b.firstIndex) - 1;
      const last = Math.min(a.lastIndex, b.lastIndex);
      fc.pre(first <= last && a.prefixHash(first) === b.prefixHash(first));
      const parting = Array.from({ length: last - first }, (_, i) => first + 1 + i).find((index) => a.at(index).term !== b.at(index).term);
      expect(commonIndex(a, b)).toBe(parting === undefined ? last : parting - 1);
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
