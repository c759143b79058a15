/**
 * Values that grow at the end, and cheap memories of what they were.
 *
 * Append answers with the value before it, and the server must be able to say it again. The text of a key, from one
 * Put to the next, only gets longer; so each such answer is a prefix of it, and its length is all there is to remember. A text that a Put
 * has replaced is kept as long as somebody may ask for a prefix of it, once, however many they are.
 */
import { Dictionary, assert } from '../../sim/core/index.ts';

export interface Text {
  readonly value: string;
  /** Answers that are prefixes of it and may be asked for again. */
  readonly owed: number;
  /** False when a Put has replaced it. */
  readonly isCurrent: boolean;
}

/** The first `length` UTF-16 units of a text. */
export interface Prefix {
  readonly text: number;
  readonly length: number;
}

export interface Texts {
  /** By key: the text that it has now. */
  readonly current: Dictionary<string, number>;
  readonly texts: Dictionary<number, Text>;
  /** Texts so far; the newest has this number. */
  readonly newest: number;
}

export const noTexts: Texts = { current: Dictionary.empty(), texts: Dictionary.empty(), newest: 0 };

export function valueOf({ current, texts }: Texts, key: string): string {
  const text = current.get(key);
  return text === undefined ? '' : textOf(texts, text).value;
}

export function putText(before: Texts, key: string, value: string): Texts {
  const newest = before.newest + 1;
  const texts = retire(before, key).set(newest, { value, owed: 0, isCurrent: true });
  return { current: before.current.set(key, newest), texts, newest };
}

/** The text that the key has now is about to be replaced. */
function retire({ current, texts }: Texts, key: string): Texts['texts'] {
  const number = current.get(key);
  return number === undefined ? texts : keep(texts, number, { ...textOf(texts, number), isCurrent: false });
}

/** Appends, and owes what was there before (null: nothing was). */
export function appendText(before: Texts, key: string, piece: string): { readonly texts: Texts; readonly owed: Prefix | null } {
  const number = before.current.get(key);
  if (number === undefined) return { texts: putText(before, key, piece), owed: null };
  const { value, owed } = textOf(before.texts, number);
  const texts = before.texts.set(number, { value: value + piece, owed: owed + 1, isCurrent: true });
  return { texts: { ...before, texts }, owed: { text: number, length: value.length } };
}

export function recallPrefix({ texts }: Texts, { text, length }: Prefix): string {
  return textOf(texts, text).value.slice(0, length);
}

/** Nobody will ask for this prefix again. */
export function releasePrefix(before: Texts, { text }: Prefix): Texts {
  const known = textOf(before.texts, text);
  return { ...before, texts: keep(before.texts, text, { ...known, owed: known.owed - 1 }) };
}

/** Sets a text, or drops it where it is of no more use. */
function keep(texts: Texts['texts'], number: number, text: Text): Texts['texts'] {
  return text.isCurrent || text.owed > 0 ? texts.set(number, text) : texts.delete(number);
}

function textOf(texts: Texts['texts'], number: number): Text {
  const text = texts.get(number);
  assert(text !== undefined, 'a text is kept while it is current or owed', () => `text ${number}`);
  return text;
}
