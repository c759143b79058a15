import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import { Log } from '../core/log.ts';
import { sizeOf } from '../core/size.ts';

/** Plain objects with a header as short as their number of fields allows; by default msgpackr spends three bytes on any. */
const packr = new Packr({ useRecords: false, variableMapSize: true });

const packed = (value: unknown): number => packr.pack(value).length;

const integers = fc.oneof(
  ...[0, 32, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 53].map((edge) =>
    fc.integer({ min: -2, max: 2 }).chain((near) => fc.constantFrom(edge + near, -edge + near).filter((value) => !Object.is(value, -0))),
  ),
  fc.integer(),
  fc.maxSafeInteger(),
);

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.tuple(fc.constantFrom('a', 'é', '€', '😀'), fc.constantFrom(30, 31, 32, 85, 86, 127, 128, 255, 256)).map(([letter, length]) => letter.repeat(length)),
);

const { value: canonical } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(null, true, false),
    integers,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    text,
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.uint8Array({ maxLength: 300 }),
  ),
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 20, noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 20 }).map((entries) => new Map(entries)),
  ),
}));

test('the size is that of the encoded value, whatever it is', () => {
  fc.assert(
    fc.property(canonical, (value) => {
      expect(sizeOf(value)).toBe(packed(value));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['65,535 elements', Array.from({ length: 65_535 }, () => 1)],
  ['65,536 elements', Array.from({ length: 65_536 }, () => 1)],
  ['65,535 letters', 'x'.repeat(65_535)],
  ['65,536 letters', 'x'.repeat(65_536)],
  ['65,536 bytes', new Uint8Array(65_536)],
])('the size is that of the encoded value with %s', (_, value) => {
  expect(sizeOf(value)).toBe(packed(value));
});

test('half of a character counts as the replacement that is sent for it', () => {
  expect(sizeOf('\ud800')).toBe(4);
  expect(sizeOf('a\udc00b')).toBe(6);
});

test('sets and persistent collections count as arrays of their elements', () => {
  expect(sizeOf(new Set([1, 2, 300]))).toBe(packed([1, 2, 300]));
  expect(sizeOf(Log.from(['a', 'b']))).toBe(packed(['a', 'b']));
});

test('a big integer beyond 64 bits counts as its bytes', () => {
  expect(sizeOf(2n ** 64n)).toBe(2 + 9);
  expect(sizeOf(2n ** 800n)).toBe(2 + 101);
});
