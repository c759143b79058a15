/** Texts of natural-looking words, made from a seed: a few words are frequent, most are rare. */
import { fold } from '../../sim/core/fingerprint.ts';

const onsets = ['b', 'br', 'c', 'd', 'f', 'g', 'gr', 'h', 'k', 'l', 'm', 'n', 'p', 'pl', 'r', 's', 'st', 't', 'th', 'v', 'w', ''];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'ie'];
const codas = ['', '', '', 'n', 'r', 's', 't', 'll', 'nd', 'ng', 'st'];

/** The word of a rank: frequent words are short. */
function wordOf(rank: number): string {
  let word = '';
  const syllables = 1 + (rank > 40 ? 1 : 0) + (rank > 2_000 ? 1 : 0);
  for (let i = 0; i < syllables; i++) word += pick(onsets, fold(rank, 3 * i)) + pick(vowels, fold(rank, 3 * i + 1)) + pick(codas, fold(rank, 3 * i + 2));
  return word;
}

const pick = (from: readonly string[], word: number): string => from[(word >>> 0) % from.length] ?? '';

/** Words by rank, the first of them frequent. */
export const lexicon = (size: number): readonly string[] => Array.from({ length: size }, (_, rank) => wordOf(rank));

/** So many words of the lexicon, in lines of about ten: the frequency of a word falls with its rank. */
export function textOf(seed: number, words: number, from: readonly string[]): string {
  let state = fold(0x7e87, seed);
  const parts: string[] = [];
  for (let i = 0; i < words; i++) {
    state = fold(state, i);
    // The product of uniform numbers is small more often than not.
    const rank = Math.floor(((((state >>> 0) & 0x3ff) * ((state >>> 10) & 0x3ff) * (state >>> 20)) / 2 ** 32) * from.length);
    parts.push(from[rank] ?? 'the', i % 10 === 9 ? '.\n' : i % 7 === 3 ? ', ' : ' ');
  }
  return parts.join('');
}

/** Files by name and contents, of so many words each. */
export function filesOf(names: readonly string[], words: number, size: number = 300): readonly (readonly [name: string, contents: string])[] {
  const known = lexicon(size);
  return names.map((name, i): readonly [string, string] => [name, textOf(i, words, known)]);
}
