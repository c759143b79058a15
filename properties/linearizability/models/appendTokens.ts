/** Strings that were put and appended to, told as the values of a register. */
import type { RegisterStep, Said, ToldAsRegister } from '../direct/steps.ts';

type TextInput = { readonly op: 'get' } | { readonly op: 'put' | 'append'; readonly value: string };
/** `value`: what was there before. */
type TextOutput = { readonly value: string } | { readonly ok: true };
type Operations = readonly Said<TextInput, TextOutput>[];

/**
 * A string is told by what was put or appended to make it, where it can be cut in one way only: no two operations bring the
 * same text, and no text begins with another one. Then an append that some string shows replaced one value by one other, and an
 * append that no string shows left a value that nobody saw, as a put would. null where texts are not so.
 */
export function toldByTokens(operations: Operations): ToldAsRegister | null {
  const tokens = new Map<string, Token>();
  for (const { input } of operations) {
    if (input.op === 'get' || input.value === '') continue;
    if (tokens.has(input.value)) return null;
    tokens.set(input.value, { isPut: input.op === 'put', before: null, shownBy: null });
  }
  if (!isPrefixCode([...tokens.keys()])) return null;
  const texts = new Texts(tokens, operations);
  const evidence = operations.map(({ input }) => (input.op === 'append' ? texts.shownBy(input.value) : null));
  return { initial: empty, steps: operations.map(({ input, output }, operation) => stepOf(texts, input, output, operation)), evidence };
}

/** What one put or append brought; and where some string shows it, the value that was there before, by name, and who saw it. */
interface Token {
  readonly isPut: boolean;
  before: number | null;
  shownBy: number | null;
}

function isPrefixCode(tokens: readonly string[]): boolean {
  const sorted = tokens.toSorted((a, b) => (a < b ? -1 : 1));
  return sorted.every((token, i) => !(sorted[i + 1] ?? '').startsWith(token) || i + 1 === sorted.length);
}

/** The name of "". */
const empty = 0;

/** Names strings: one more token, another name. */
class Texts {
  readonly #tokens: Map<string, Token>;
  readonly #lengths: readonly number[];
  readonly #names = new Map<string, number | null>([['', empty]]);
  /** By name and token: the name of the string that is longer by the token. */
  readonly #longer: Map<string, number>[] = [new Map()];
  /** By first token, the longest string cut so far: others mostly begin with it. */
  readonly #longest = new Map<string, string>();

  constructor(tokens: Map<string, Token>, operations: Operations) {
    this.#tokens = tokens;
    this.#lengths = [...new Set([...tokens.keys()].map(({ length }) => length))].sort((a, b) => a - b);
    const seen = new Map<string, number>();
    for (const [operation, { output }] of operations.entries()) if (output !== null && 'value' in output) seen.set(output.value, operation);
    for (const [text, by] of [...seen].sort(([a], [b]) => a.length - b.length)) this.#names.set(text, this.#cut(text, by));
  }

  /** The name of a string that was seen; null where nobody can have made it. */
  nameOf(text: string): number | null {
    return this.#names.get(text) ?? null;
  }

  /** The name of a string with a token after it. */
  longer(name: number, token: string): number {
    const longer = (this.#longer[name] ??= new Map<string, number>());
    const known = longer.get(token);
    if (known !== undefined) return known;
    const next = this.#longer.length;
    this.#longer.push(new Map());
    longer.set(token, next);
    return next;
  }

  /** The value before an append that was seen, by name. */
  before(token: string): number | null {
    return this.#tokens.get(token)?.before ?? null;
  }

  /** Who saw an append. */
  shownBy(token: string): number | null {
    return this.#tokens.get(token)?.shownBy ?? null;
  }

  #cut(text: string, by: number): number | null {
    const first = this.#tokenAt(text, 0);
    if (first === null) return text === '' ? empty : null;
    const known = this.#longest.get(first) ?? '';
    const start = text.startsWith(known) ? known : '';
    let name = this.nameOf(start) ?? empty;
    for (let place = start.length; place < text.length; ) {
      const token = this.#tokenAt(text, place);
      const found = token === null ? undefined : this.#tokens.get(token);
      if (token === null || found === undefined || (found.isPut && place > 0)) return null;
      found.before ??= name;
      found.shownBy ??= by;
      name = this.longer(name, token);
      place += token.length;
    }
    this.#longest.set(first, text);
    return name;
  }

  /** The token that begins at a place; at most one does. */
  #tokenAt(text: string, place: number): string | null {
    for (const length of this.#lengths) {
      const token = text.slice(place, place + length);
      if (this.#tokens.has(token)) return token;
    }
    return null;
  }
}

function stepOf(texts: Texts, input: TextInput, output: TextOutput | null, operation: number): RegisterStep | null {
  const shown = output !== null && 'value' in output ? (texts.nameOf(output.value) ?? `nobody's ${operation}`) : null;
  switch (input.op) {
    case 'get':
      if (shown === null) return output === null ? null : { kind: 'impossible' };
      return { kind: 'read', value: shown };
    case 'put':
      if (shown !== null) return { kind: 'impossible' };
      return { kind: 'write', value: input.value === '' ? empty : texts.longer(empty, input.value) };
    case 'append':
      return input.value === '' ? appendNothing(shown) : append(texts, input.value, shown, operation);
  }
}

const appendNothing = (shown: number | string | null): RegisterStep | null => (shown === null ? null : { kind: 'read', value: shown });

function append(texts: Texts, token: string, shown: number | string | null, operation: number): RegisterStep {
  const from = shown ?? texts.before(token);
  if (from === null) return { kind: 'write', value: `unseen ${operation}` };
  return { kind: 'update', from, to: typeof from === 'number' ? texts.longer(from, token) : `after ${from}` };
}
