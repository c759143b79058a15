import { item } from '../search/words.ts';

/** The name of "". */
export const empty = 0;

/** A string that was seen, or that one that was seen begins with: the string before its last text, that text, and who saw it first. */
interface Named {
  readonly before: number;
  readonly text: string;
  readonly depth: number;
  readonly shownBy: number;
  readonly longer: Map<string, number>;
}

/** Names for strings that are made of given texts, none of which begins with another one: one more text, another name. */
export class Texts {
  readonly #texts: ReadonlySet<string>;
  readonly #lengths: readonly number[];
  readonly #named: Named[] = [{ before: -1, text: '', depth: 0, shownBy: -1, longer: new Map() }];
  readonly #names = new Map<string, number>([['', empty]]);
  /** By text: the names of the strings that end in it. */
  readonly #ending = new Map<string, number[]>();
  /** By first text, the longest string cut so far: others mostly begin with it. */
  readonly #longest = new Map<string, string>();

  /** Names all that was seen, given with who saw it. null where some text begins with another one. */
  static cut(texts: readonly string[], seen: ReadonlyMap<string, number>): Texts | null {
    return isPrefixCode(texts) ? new Texts(texts, seen) : null;
  }

  private constructor(texts: readonly string[], seen: ReadonlyMap<string, number>) {
    this.#texts = new Set(texts);
    this.#lengths = [...new Set(texts.map(({ length }) => length))].sort((a, b) => a - b);
    for (const [string, by] of [...seen].sort(([a], [b]) => a.length - b.length)) this.#cut(string, by);
  }

  /** The name of a string that was seen; null where it is not made of the texts. */
  nameOf(string: string): number | null {
    return this.#names.get(string) ?? null;
  }

  /** The names of the strings seen, or within those seen, that end in a text; shorter ones first. */
  namesOf(text: string): readonly number[] {
    return this.#ending.get(text) ?? [];
  }

  before(name: number): number {
    return item(this.#named, name).before;
  }

  /** How many texts it is made of. */
  depth(name: number): number {
    return item(this.#named, name).depth;
  }

  shownBy(name: number): number {
    return item(this.#named, name).shownBy;
  }

  /** Whether a longer string begins with a shorter one. */
  goesOnFrom(longer: number, shorter: number): boolean {
    let name = longer;
    while (this.depth(name) > this.depth(shorter)) name = this.before(name);
    return name === shorter && longer !== shorter;
  }

  #cut(string: string, by: number): void {
    const first = this.#textAt(string, 0);
    if (first === null) return;
    const known = this.#longest.get(first) ?? '';
    const start = string.startsWith(known) ? known : '';
    const texts = this.#textsOf(string, start.length);
    if (texts === null) return;
    const name = texts.reduce((before, text) => this.#longer(before, text, by), this.nameOf(start) ?? empty);
    this.#names.set(string, name);
    this.#longest.set(first, string);
  }

  #textsOf(string: string, from: number): readonly string[] | null {
    const texts: string[] = [];
    for (let place = from; place < string.length; ) {
      const text = this.#textAt(string, place);
      if (text === null) return null;
      texts.push(text);
      place += text.length;
    }
    return texts;
  }

  /** The text that begins at a place; at most one does. */
  #textAt(string: string, place: number): string | null {
    for (const length of this.#lengths) {
      const text = string.slice(place, place + length);
      if (this.#texts.has(text)) return text;
    }
    return null;
  }

  #longer(before: number, text: string, shownBy: number): number {
    const { longer, depth } = item(this.#named, before);
    const known = longer.get(text);
    if (known !== undefined) return known;
    const name = this.#named.length;
    this.#named.push({ before, text, depth: depth + 1, shownBy, longer: new Map() });
    longer.set(text, name);
    const ending = this.#ending.get(text);
    if (ending === undefined) this.#ending.set(text, [name]);
    else ending.push(name);
    return name;
  }
}

function isPrefixCode(texts: readonly string[]): boolean {
  const sorted = texts.toSorted((a, b) => (a < b ? -1 : 1));
  return sorted.every((text, i) => i + 1 === sorted.length || !item(sorted, i + 1).startsWith(text));
}
