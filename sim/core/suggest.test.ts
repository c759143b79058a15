import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggest } from './suggest.ts';

const kinds = ['partition', 'oneWay', 'crash', 'pause', 'clockDrift', 'clockJump'];

describe('a misspelt word leads to the known one', () => {
  test.each([
    ['two letters are swapped', 'crahs', 'crash'],
    ['a letter is lost', 'partiton', 'partition'],
    ['a letter is added', 'pausee', 'pause'],
    ['a letter is changed', 'clockJamp', 'clockJump'],
    ['the case is wrong', 'ONEWAY', 'oneWay'],
    ['it is right', 'pause', 'pause'],
  ])('where %s', (_, word, expected) => {
    expect(suggest(word, kinds)).toBe(expected);
  });

  test('the first of equally close ones', () => {
    expect(suggest('clock', ['clack', 'click'])).toBe('clack');
  });

  test('of one letter in a word of two', () => {
    expect(suggest('kw', ['kv'])).toBe('kv');
  });
});

describe('nothing is suggested', () => {
  test('where no known word is near', () => {
    expect(suggest('tornado', kinds)).toBeNull();
  });

  test('where nothing is known', () => {
    expect(suggest('crash', [])).toBeNull();
  });

  test('for words too long to be slips', () => {
    expect(suggest('c'.repeat(65), ['c'.repeat(64)])).toBeNull();
    expect(suggest('c'.repeat(64), ['c'.repeat(65)])).toBeNull();
  });
});

test('one slip anywhere in a word of three letters or more is forgiven', () => {
  const slip = fc.tuple(fc.stringMatching(/^[a-z]{3,20}$/), fc.nat(19), fc.constantFrom('add', 'lose', 'swap'));
  fc.assert(
    fc.property(slip, ([word, place, kind]) => {
      const at = place % word.length;
      const [before, letter, after] = [word.slice(0, at), word.slice(at, at + 1), word.slice(at + 1)];
      const typed = { add: `${before}${letter}x${after}`, lose: before + after, swap: before + after.slice(0, 1) + letter + after.slice(1) }[kind];
      expect(suggest(typed, [word])).toBe(word);
    }),
  );
});
