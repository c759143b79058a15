import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AssertionFailure } from './assert.ts';
import { Dictionary } from './dictionary.ts';
import { fingerprint, ofKey } from './fingerprint.ts';

/** The inverse of `mix`: every 32-bit word is the hash of exactly one. */
function unmix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7ed1b41d);
  h ^= (h >>> 13) ^ (h >>> 26);
  h = Math.imul(h, 0xa5cb9243);
  return h ^ (h >>> 16);
}

/** The 32-bit integer whose key hash is `hash`. */
const integerWithHash = (hash: number): number => unmix(hash) ^ 0x2545f491;

/** Fractions whose key hash is `hash`: one for each choice of the high word of their bits. */
function fractionWithHash(hash: number, choice: number): number {
  const high = 0x40590000 + choice;
  // `fold` computes 31 * high + 0x9e3779b1 * low + 0x7f4a7c15 and mixes it; 0xe8b2f51 is the inverse of that factor.
  const low = Math.imul(unmix(hash) - Math.imul(high, 31) - 0x7f4a7c15, 0xe8b2f51);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setInt32(0, high);
  bits.setInt32(4, low);
  return bits.getFloat64(0);
}

type Key = string | number;
const needle = ofKey('needle');
const colliding: readonly Key[] = ['needle', integerWithHash(needle), ...[1, 2, 3].map((choice) => fractionWithHash(needle, choice))];
/** Hashes that agree with the needle's in all but the last bits: these keys stand at every depth below it. */
const close: readonly Key[] = [1, 2, 3, 4, 8, 0x80, 0x1000, 0x20000, 0x400000].map((bit) => integerWithHash(needle ^ bit));
const plain: readonly Key[] = ['', 'a', 'b', '1', 1, 0, -7, 1.5, 2 ** 40, 'a key of more than sixteen units'];
const keys = [...colliding, ...close, ...plain];

const byHashThenKey = (a: Key, b: Key): number => {
  if (ofKey(a) !== ofKey(b)) return (ofKey(a) >>> 0) - (ofKey(b) >>> 0);
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
};

const sorted = <V>(model: ReadonlyMap<Key, V>): (readonly [Key, V])[] => [...model].toSorted(([a], [b]) => byHashThenKey(a, b));

interface Version {
  readonly dictionary: Dictionary<Key, number>;
  readonly model: ReadonlyMap<Key, number>;
}

type Operation = { readonly kind: 'set' | 'delete'; readonly key: Key; readonly value: number };

const kind = fc.constantFrom('set' as const, 'set' as const, 'delete' as const);
const operation: fc.Arbitrary<Operation> = fc.record({ kind, key: fc.constantFrom(...keys), value: fc.nat(2) });
/** Each operation starts from an earlier version, counted back from the newest. */
const forks = fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(5)), operation), { maxLength: 80 });

function apply({ dictionary, model }: Version, { kind, key, value }: Operation): Version {
  const changed = new Map(model);
  if (kind === 'set') return { dictionary: dictionary.set(key, value), model: changed.set(key, value) };
  changed.delete(key);
  return { dictionary: dictionary.delete(key), model: changed };
}

function expectAlike({ dictionary, model }: Version): void {
  expect(dictionary.size).toBe(model.size);
  expect(keys.map((key) => dictionary.get(key))).toEqual(keys.map((key) => model.get(key)));
  expect(keys.map((key) => dictionary.has(key))).toEqual(keys.map((key) => model.has(key)));
  expect([...dictionary]).toEqual(sorted(model));
  expect(fingerprint(dictionary)).toBe(fingerprint(Dictionary.from(model)));
}

test('the crafted keys have the hashes that they are meant to have', () => {
  expect(new Set(colliding).size).toBe(5);
  expect(new Set(colliding.map(ofKey))).toEqual(new Set([needle]));
  expect(close.map((key) => ofKey(key) ^ needle)).toEqual([1, 2, 3, 4, 8, 0x80, 0x1000, 0x20000, 0x400000]);
});

describe('a dictionary behaves as a map', () => {
  test('in every version, whatever was made of it since', () => {
    fc.assert(
      fc.property(forks, (steps) => {
        const versions: Version[] = [{ dictionary: Dictionary.empty(), model: new Map() }];
        for (const [back, step] of steps) {
          const version = versions[versions.length - 1 - (back % versions.length)];
          if (version !== undefined) versions.push(apply(version, step));
        }
        for (const version of versions) expectAlike(version);
      }),
      { numRuns: 200 },
    );
  });

  test('with ten thousand keys, of which half are deleted again', () => {
    const model = new Map<Key, number>();
    let dictionary = Dictionary.empty<Key, number>();
    for (let i = 0; i < 10_000; i++) {
      const key = i % 2 === 0 ? `key-${i}` : i;
      model.set(key, i);
      dictionary = dictionary.set(key, i);
    }
    expect([...dictionary]).toEqual(sorted(model));
    for (let i = 0; i < 10_000; i += 3) {
      const key = i % 2 === 0 ? `key-${i}` : i;
      model.delete(key);
      dictionary = dictionary.delete(key);
    }
    expect([...dictionary]).toEqual(sorted(model));
    expect(dictionary.size).toBe(model.size);
  });

  test('and takes any text as a key', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', 'toString'));
    const entries = fc.array(fc.tuple(text, fc.nat()));
    fc.assert(
      fc.property(entries, (pairs) => {
        const model = new Map<Key, number>(pairs);
        expect([...Dictionary.from<Key, number>(pairs)]).toEqual(sorted(model));
      }),
    );
  });
});

describe('content decides everything', () => {
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.nat(2)), { selector: ([key]) => key });

  test('whatever the order of insertions, and whatever was there in between', () => {
    const orders = entries.chain((content) => {
      const shuffled = fc.shuffledSubarray(content, { minLength: content.length });
      return fc.tuple(fc.constant(content), shuffled, fc.subarray([...keys]));
    });
    fc.assert(
      fc.property(orders, ([content, shuffled, passing]) => {
        const direct = Dictionary.from<Key, number>(content);
        const kept = new Set(content.map(([key]) => key));
        let detour = Dictionary.from<Key, number>([...passing.map((key) => [key, 9] as const), ...shuffled]);
        for (const key of passing) if (!kept.has(key)) detour = detour.delete(key);
        expect([...detour]).toEqual([...direct]);
        expect(fingerprint(detour)).toBe(fingerprint(direct));
      }),
    );
  });

  test('so a changed key or value changes the fingerprint', () => {
    const one = Dictionary.from<Key, number>([['a', 1], ['b', 2]]);
    const swapped = Dictionary.from<Key, number>([['a', 2], ['b', 1]]);
    const others = [one.set('a', 2), one.delete('a'), one.set('c', 0), swapped, Dictionary.empty<Key, number>()];
    expect(new Set([one, ...others].map(fingerprint)).size).toBe(6);
  });

  test('emptied again, it is as empty as ever', () => {
    let dictionary = Dictionary.from<Key, number>(keys.map((key) => [key, 1]));
    for (const key of keys) dictionary = dictionary.delete(key);
    expect([...dictionary]).toEqual([]);
    expect(fingerprint(dictionary)).toBe(fingerprint(Dictionary.empty()));
  });
});

describe('versions', () => {
  test('setting an equal value returns the same version', () => {
    const value = { version: 1 };
    const dictionary = Dictionary.from<string, unknown>([['a', value], ['zero', 0]]);
    expect(dictionary.set('a', value)).toBe(dictionary);
    expect(dictionary.set('a', { version: 1 })).not.toBe(dictionary);
    expect(dictionary.set('zero', 0)).toBe(dictionary);
    expect(dictionary.set('zero', -0)).not.toBe(dictionary);
  });

  test('deleting what is not there returns the same version', () => {
    const dictionary = Dictionary.from<Key, number>([['needle', 1]]);
    for (const key of keys) if (key !== 'needle') expect(dictionary.delete(key)).toBe(dictionary);
    expect(Dictionary.empty<Key, number>().delete('a').size).toBe(0);
  });

  test('values are shared, not copied', () => {
    const value = { version: 1 };
    expect(Dictionary.from<string, object>([['a', value]]).set('b', { version: 2 }).delete('b').get('a')).toBe(value);
  });
});

describe('keys, values and entries', () => {
  const dictionary = Dictionary.from<Key, number>(keys.map((key, i) => [key, i]));
  test('come in the same order', () => {
    const entries = [...dictionary.entries()];
    expect([...dictionary.keys()]).toEqual(entries.map(([key]) => key));
    expect([...dictionary.values()]).toEqual(entries.map(([, value]) => value));
    expect([...dictionary]).toEqual(entries);
  });

  test('keep numbers and strings apart', () => {
    const both = Dictionary.from<Key, string>([[1, 'number'], ['1', 'string']]);
    expect([both.get(1), both.get('1'), both.size]).toEqual(['number', 'string', 2]);
  });

  test('of two entries with the same key, the later one stays', () => {
    expect([...Dictionary.from([['a', 1], ['a', 2]])]).toEqual([['a', 2]]);
  });
});

describe('what has no canonical form is refused', () => {
  test.for([Number.NaN, Infinity, -Infinity, -0])('%d as a key', (key) => {
    const dictionary = Dictionary.empty<number, number>();
    expect(() => dictionary.set(key, 1)).toThrow(AssertionFailure);
    expect(() => dictionary.set(key, 1)).toThrow(Object.is(key, -0) ? ': -0' : `: ${key}`);
    expect(dictionary.has(key)).toBe(false);
    expect(dictionary.delete(key)).toBe(dictionary);
  });

  test('undefined as a value', () => {
    expect(() => Dictionary.from([['k', undefined]])).toThrow('a value of a dictionary is not undefined: "k"');
  });
});
