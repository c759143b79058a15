/** HTML in which text of others is always text: what is put into a template is escaped, unless it is markup itself. */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

/** A template: `html\`<p>${anything}</p>\``. Attributes must stand in double quotes. */
export function html(constants: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(constants.map((constant, i) => constant + written(parts[i] ?? '')).join(''));
}

function written(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(({ text }) => text).join('');
}

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Controls, halves of pairs, and what changes the direction of writing. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function escaped(text: string): string {
  const visible = text.replace(obeyed, (character) => (character === '\n' || character === '\t' ? character : String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')));
  return visible.replace(/[&<>"']/g, (mark) => marks[mark] ?? '');
}

/** At most so many characters of a text. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** How a list is written where it may be too long. */
interface Room<T> {
  /** Characters. */
  readonly most: number;
  readonly write: (item: T, place: number) => Markup;
  /** A word on those that have no room. */
  readonly more: (left: number) => Markup;
}

/** As many pieces as have room. Those that have none are not even written. */
export function roomFor<T>(items: readonly T[], { most, write, more }: Room<T>): readonly Markup[] {
  const pieces: Markup[] = [];
  let left = most;
  for (const [i, item] of items.entries()) {
    const piece = write(item, i);
    left -= piece.text.length;
    if (left < 0) return [...pieces, more(items.length - i)];
    pieces.push(piece);
  }
  return pieces;
}
