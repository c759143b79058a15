import { describe, expect, test } from 'vitest';
import { AssertionFailure, assert, unreachable } from './assert.ts';

describe('assert', () => {
  test('says nothing and computes no detail while the condition holds', () => {
    const detail = (): string => {
      throw new Error('computed in vain');
    };
    expect(() => assert(true, 'Election Safety (5.2)', detail)).not.toThrow();
  });

  test('throws a failure that names the property and the detail', () => {
    const failing = (): void => assert(false, 'Election Safety (5.2)', () => 'two leaders in term 3');
    expect(failing).toThrow(AssertionFailure);
    expect(failing).toThrow('Election Safety (5.2): two leaders in term 3');
    expect(failing).toThrow(expect.objectContaining({ name: 'AssertionFailure', property: 'Election Safety (5.2)' }));
  });

  test('names the property alone where there is no detail', () => {
    expect(() => assert(false, 'Log Matching (5.3)')).toThrow(/^Log Matching \(5\.3\)$/);
  });

  test('narrows the type of what it has checked', () => {
    const words = new Map([['term', 3]]);
    const term = words.get('term');
    assert(term !== undefined, 'the term is known');
    expect(term + 1).toBe(4);
  });
});

describe('unreachable', () => {
  test('fails with the value that no case handled', () => {
    const handle = (role: 'leader'): string => (role === 'leader' ? 'leads' : unreachable(role));
    expect(handle('leader')).toBe('leads');
    expect(() => Reflect.apply(handle, null, ['emperor'])).toThrow('every case is handled: met emperor');
  });
});
