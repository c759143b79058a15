import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Folder } from './testing/faultline.ts';
import { findBadByte } from './utf8.ts';

const folder = new Folder();
afterAll(() => folder.remove());

function badByteIn(bytes: Uint8Array): ReturnType<typeof findBadByte> {
  const file = join(folder.path, 'text');
  writeFileSync(file, bytes);
  return findBadByte(file);
}

describe('the first byte that is no UTF-8', () => {
  test('is the one at which the decoder of the platform fails', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const isText = (bytes: Uint8Array): boolean => {
      try {
        return decoder.decode(bytes) !== null;
      } catch {
        return false;
      }
    };
    // All that can begin a character, with all limits of what may come after it.
    const limits = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    const later = [[], [0x80], [0xbf, 0x80], [0xbf, 0xbf], [0x41]];
    const cases = Array.from({ length: 256 }, (_, first) => first).flatMap((first) => limits.flatMap((second) => later.map((rest) => Uint8Array.of(first, second, ...rest))));
    const wrong = cases.filter((_, i) => i % 7 === 0).filter((bytes) => (badByteIn(bytes) === null) !== isText(bytes));
    expect(wrong).toEqual([]);
  });
  test('has a place, counted as everywhere', () => {
    expect(badByteIn(Buffer.concat([Buffer.from('a\nbä\u{1f600}'), Uint8Array.of(0xff)]))).toEqual({ line: 2, column: 5, byte: 0xff });
    expect(badByteIn(Buffer.from('ä').subarray(0, 1))).toEqual({ line: 1, column: 1, byte: -1 });
    expect(badByteIn(Buffer.from('what was read wrong before: \ufffd'))).toBe(null);
  });
});
