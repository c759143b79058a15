import { afterEach, describe, expect, test } from 'vitest';
import { AmbientSource } from '../sim/hosts/checks.ts';
import { latestAmbientSource, withPoisonedGlobals } from './poison.ts';

const prototypeOf = (value: object): object => Object.getPrototypeOf(value);

const owners: readonly object[] = [
  globalThis,
  Math,
  Date,
  Intl,
  process,
  performance,
  crypto,
  ...[Date, String, Number, BigInt, Array, Object, Promise].map(({ prototype }) => prototype),
  ...[performance, crypto, process].map(prototypeOf),
];

/** Every property of every owner, in order, with all that its descriptor says. Nothing is read: some are computed then. */
const everything = (): readonly unknown[] =>
  owners.flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((name) => [name, ...Object.entries(Object.getOwnPropertyDescriptor(owner, name) ?? {}).flat()]),
  );

function expectSame(before: readonly unknown[]): void {
  const after = everything();
  expect(after.length).toBe(before.length);
  expect(after.findIndex((part, i) => !Object.is(part, before[i]))).toBe(-1);
}

const fail = (): never => {
  throw new RangeError('on purpose');
};

describe('globals are exactly as before', () => {
  test('when the computation returns', () => {
    const before = everything();
    expect(withPoisonedGlobals(() => 17)).toBe(17);
    expectSame(before);
  });

  test('when it throws', () => {
    const before = everything();
    expect(() => withPoisonedGlobals(fail)).toThrow(RangeError);
    expect(() => withPoisonedGlobals(() => Date.now())).toThrow(AmbientSource);
    expectSame(before);
  });

  test('only when the outermost one is over', () => {
    const before = everything();
    const refused = withPoisonedGlobals(() => {
      withPoisonedGlobals(() => 1);
      expect(() => withPoisonedGlobals(fail)).toThrow(RangeError);
      try {
        return Math.random();
      } catch (error) {
        return error;
      }
    });
    expect(refused).toBeInstanceOf(AmbientSource);
    expectSame(before);
  });

  test('time after time', () => {
    const before = everything();
    for (let i = 0; i < 100; i++) withPoisonedGlobals(() => i);
    expectSame(before);
    expect(Date.now()).toBeGreaterThan(0);
  });

  describe('whatever others have made of them', () => {
    const originals = ['fetch', 'Date'].map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
    afterEach(() => {
      for (const [name, descriptor] of originals) if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor);
    });

    test('where one is gone', () => {
      Reflect.deleteProperty(globalThis, 'fetch');
      const before = everything();
      withPoisonedGlobals(() => 1);
      expectSame(before);
      expect('fetch' in globalThis).toBe(false);
    });

    test('where one is replaced, or computed', () => {
      Object.defineProperty(globalThis, 'fetch', { configurable: true, get: () => 'mine' });
      Object.defineProperty(globalThis, 'Date', { configurable: true, writable: false, enumerable: true, value: () => 'mine' });
      const before = everything();
      expect(() => withPoisonedGlobals(() => Date.now())).toThrow(AmbientSource);
      expectSame(before);
    });
  });
});

describe('while it lasts', () => {
  test('the refusal names what was asked for, and is remembered', () => {
    const before = latestAmbientSource();
    expect(() => withPoisonedGlobals(() => crypto.randomUUID())).toThrow("crypto.randomUUID is not part of a node's input");
    expect(latestAmbientSource()).not.toBe(before);
    expect(latestAmbientSource()?.source).toBe('crypto.randomUUID');
  });

  test('looking at a type is harmless', () => {
    withPoisonedGlobals(() => {
      expect([typeof Date, typeof setTimeout, typeof process]).toEqual(['function', 'function', 'object']);
      expect(Object(1) instanceof Date).toBe(false);
      expect(Object(1) instanceof WeakRef).toBe(false);
    });
  });

  test('what is pure works', () => {
    const pure = withPoisonedGlobals(() => [Math.max(1, 2), 'a'.toUpperCase(), [2, 1].toSorted((a, b) => a - b), JSON.stringify({ a: 1 }), structuredClone([1]), (255).toString(16)]);
    expect(pure).toEqual([2, 'A', [1, 2], '{"a":1}', [1], 'ff']);
  });
});

test('what was taken along works when it is over', async () => {
  const { later, promise } = withPoisonedGlobals(() => ({ later: setTimeout, promise: (async () => Promise.resolve(1))() }));
  await expect(promise).resolves.toBe(1);
  await expect(new Promise((resolve) => later(resolve, 0))).resolves.toBeUndefined();
});
