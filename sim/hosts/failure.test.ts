import { describe, expect, test } from 'vitest';
import { signatureOf, thrown } from './failure.ts';

const threw = (message: string, property: string = thrown.byNode): string => signatureOf({ kind: 'safety', property, message });

describe('the signature of a failure', () => {
  test('is its kind and its property, whatever was seen', () => {
    expect(signatureOf({ kind: 'liveness', property: 'every call returns', message: 'seed 1' })).toBe('liveness: every call returns');
    expect(signatureOf({ kind: 'safety', property: 'every index of a log has its entry', message: 'index 3' })).toBe('safety: every index of a log has its entry');
  });

  test('tells apart what nodes and scripts throw', () => {
    expect(threw('TypeError: x is not a function')).toBe('safety: no step throws: TypeError: x is not a function');
    expect(threw('RangeError: lost')).not.toBe(threw('TypeError: lost'));
    expect(threw('RangeError: lost', thrown.byScript)).toBe('safety: scripts end without an error: RangeError: lost');
  });

  test('is the same from seed to seed: numbers, and how many of them there are, do not count', () => {
    expect(threw('Error: index 17 of [1, 2, 3]')).toBe(threw('Error: index -4.5 of [12]'));
    expect(threw('Error: at 0xdeadbeef')).toBe(threw('Error: at 0x1'));
    expect(threw('Error: k1\nand its state: a')).toBe(threw('Error: k2\nand its state: b'));
    expect(threw(`Error: ${'long '.repeat(1_000)}`).length).toBeLessThan(250);
  });
});
