/** Text of others (names of files, titles, messages) may hold what a terminal obeys. Here it is made visible. */

/** Controls, line and paragraph separators, and what changes the direction of writing. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The same text with such characters as `\u001b`, which JSON reads, too. Line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(obeyed, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));
}

/** The same on one line. */
export function printableLine(text: string): string {
  return text.replace(obeyed, escaped);
}

const escaped = (character: string): string => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0');
