import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonicalText.ts';

describe('canonical text', () => {
  it('tells apart what looks alike', () => {
    const values = [1, '1', 1n, true, 'true', null, 'null', [1], ['1'], [[1]], { a: 1 }, { a: '1' }, new Map([['a', 1]]), new Set(['a', 1]), new Uint8Array([1]), '', [], {}, ['a,b'], ['a', 'b']];
    expect(new Set(values.map(canonicalText)).size).toBe(values.length);
  });
  it('does not take the name of a field for two fields', () => {
    expect(canonicalText({ 'a:1,b': 2 })).not.toBe(canonicalText({ a: 1, b: 2 }));
  });
  it('does not depend on the order in which fields were written', () => {
    expect(canonicalText({ a: 1, b: [2] })).toBe(canonicalText({ b: [2], a: 1 }));
  });
  it('is equal exactly for equal values', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(canonicalText(a)).toBe(canonicalText(structuredClone(a)));
        if (canonicalText(a) === canonicalText(b)) expect(a).toEqual(b);
      }),
    );
  });
});
