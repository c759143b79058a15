import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../canonicalText.ts';
import { Kinds } from './kinds.ts';

describe('the numbers of kinds', () => {
  it('are equal exactly for equal pairs', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 12 }), (pairs) => {
        const kinds = new Kinds();
        const texts = new Map<number, string>();
        for (const [input, output] of [...pairs, ...structuredClone(pairs)]) {
          const number = kinds.number(input, output);
          const text = `${canonicalText(input)} ${canonicalText(output)}`;
          expect(texts.get(number) ?? text).toBe(text);
          texts.set(number, text);
        }
        expect(texts.size).toBeLessThanOrEqual(pairs.length);
      }),
    );
  });
  it('tell apart where input ends and output begins, and a value from the name of a field', () => {
    const kinds = new Kinds();
    const pairs = [[{ a: 1 }, 'b'], [{ a: 1, b: 'b' }, null], ['a', { a: 1 }], [{ a: { a: 1 } }, 1], [{ a: { a: 1, b: 1 } }, null], [[1, 2], 3], [[1], [2, 3]], [new Map([['a', 1]]), 1], [{}, {}], [{ a: 'x' }, 'y'], ['a', { x: 'y' }], [[1], 4], ['[1]', 4], [1n, 1], [1, 1], ['1', 1]] as const;
    expect(pairs.map(([input, output]) => kinds.number(input, output))).toEqual([...pairs.keys()]);
  });
});
