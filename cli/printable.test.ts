import { describe, expect, test } from 'vitest';
import { printable, printableLine } from './printable.ts';
import { table } from './table.ts';
import { quoted } from './words.ts';

describe('text of others', () => {
  test('shows what a terminal would obey', () => {
    expect(printable('a\u001b[2Jb\rc\u0007\u009b\u007f')).toBe(String.raw`a\u001b[2Jb\u000dc\u0007\u009b\u007f`);
    expect(printable('\u202Eevil\u2066\u2028')).toBe(String.raw`\u202eevil\u2066\u2028`);
  });

  test('keeps its letters, line ends and tabs', () => {
    expect(printable('naïve ☃ 𝒙\n\tx')).toBe('naïve ☃ 𝒙\n\tx');
    expect(printableLine('one\ntwo')).toBe(String.raw`one\u000atwo`);
  });

  test('is still JSON, with the same value', () => {
    const value = { 'k\u009b': '\u001b\u2028\u202e' };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });

  test('stays in its cell of a table', () => {
    expect(table([{ title: 'a' }, { title: 'b' }], [['x\ny', '1'], ['\u001b', '2']])).toEqual(['a         b', String.raw`x\u000ay  1`, String.raw`\u001b    2`]);
  });

  test('can be typed into a shell', () => {
    expect(quoted('a b')).toBe("'a b'");
    expect(quoted("it's\u001b[1m\n")).toBe(String.raw`$'it\'s\x1b[1m\x0a'`);
  });
});
