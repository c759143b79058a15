/** Strings that were put and appended to, told as the values of a register. */
import type { RegisterStep, Said, ToldAsRegister } from '../direct/steps.ts';
import { item } from '../search/words.ts';
import { empty, Texts } from './texts.ts';

type TextInput = { readonly op: 'get' } | { readonly op: 'put' | 'append'; readonly value: string };
/** `value`: what was there before. */
type TextOutput = { readonly value: string } | { readonly ok: true };
type Operations = readonly Said<TextInput, TextOutput>[];

const alternativesMax = 64;

/**
 * A string is told by what was put and appended to make it, where it can be cut in one way only: where no text begins with
 * another one. Then an append that some string shows replaced one value by one other, and an append that no string shows left
 * a value that nobody saw, as a put would. Where several operations brought the same text, there is an alternative for each
 * way in which they can have made what was seen. null: texts are not so, or there are too many ways.
 */
export function toldByTokens(operations: Operations): readonly ToldAsRegister[] | null {
  const bringers = bringersOf(operations);
  const texts = Texts.cut([...bringers.keys()], seenStrings(operations));
  if (texts === null) return null;
  let alternatives: readonly Makers[] = [new Map()];
  for (const [text, candidates] of bringers) {
    if (mayBeMadeTwice(operations, texts, text, candidates)) return null;
    const ways = waysToMake(operations, texts, texts.namesOf(text), candidates);
    alternatives = alternatives.flatMap((makers) => ways.map((way) => new Map([...makers, ...way])));
    if (alternatives.length > alternativesMax) return null;
  }
  return alternatives.map((makers) => tell(operations, texts, makers));
}

/** By text: the operations that put or appended it. */
function bringersOf(operations: Operations): ReadonlyMap<string, readonly number[]> {
  const bringers = new Map<string, number[]>();
  for (const [operation, { input }] of operations.entries()) {
    if (input.op === 'get' || input.value === '') continue;
    const others = bringers.get(input.value);
    if (others === undefined) bringers.set(input.value, [operation]);
    else others.push(operation);
  }
  return bringers;
}

/** By string: who saw it first. */
function seenStrings(operations: Operations): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  const returnOf = (operation: number): number => operations[operation]?.return ?? Infinity;
  for (const [operation, { output }] of operations.entries()) {
    if (output === null || !('value' in output)) continue;
    const other = seen.get(output.value);
    if (other === undefined || returnOf(operation) < returnOf(other)) seen.set(output.value, operation);
  }
  return seen;
}

/** By operation: the string that it made, by name. */
type Makers = ReadonlyMap<number, number>;

/**
 * Whether some string that ends in the text may have been made more than once, so that it does not name who made it. Strings
 * made of one text may be put again; and if none of these is, no longer one is either, unless "" came again.
 */
function mayBeMadeTwice(operations: Operations, texts: Texts, text: string, candidates: readonly number[]): boolean {
  if (candidates.length === 1) return false;
  if (operations.some(({ input }) => input.op === 'put' && input.value === '')) return true;
  const isPut = (operation: number): boolean => item(operations, operation).input.op === 'put';
  const isAlone = texts.namesOf(text).some((name) => texts.before(name) === empty);
  return isAlone && candidates.some(isPut) && candidates.filter((each) => isPut(each) || mayBeFirst(operations, each)).length > 1;
}

/** Whether the operation may have found "", which is gone with the first effect. */
function mayBeFirst(operations: Operations, operation: number): boolean {
  const { call } = item(operations, operation);
  return operations.every(({ input, return: returned }) => input.op === 'get' || input.value === '' || (returned ?? Infinity) >= call);
}

/** Every way in which the strings that end in one text may have been made by those that brought it; one, without makers, if there is none. */
function waysToMake(operations: Operations, texts: Texts, names: readonly number[], candidates: readonly number[]): readonly Makers[] {
  let ways: readonly Makers[] = [new Map()];
  for (const name of names) {
    ways = ways.flatMap((way) => candidates.filter((each) => canMake(operations, texts, way, each, name)).map((each) => new Map([...way, [each, name]])));
    if (ways.length > alternativesMax) return ways;
  }
  return ways.length === 0 ? [new Map()] : ways;
}

function canMake(operations: Operations, texts: Texts, way: Makers, operation: number, name: number): boolean {
  const { input, output, call, return: returned } = item(operations, operation);
  const before = texts.before(name);
  if (way.has(operation) || (input.op === 'put' && before !== empty)) return false;
  if (output !== null && 'value' in output && texts.nameOf(output.value) !== before) return false;
  if (call > (operations[texts.shownBy(name)]?.return ?? Infinity)) return false;
  // What is longer came later, where it goes on from the other.
  return [...way].every(([other, made]) => {
    const { call: otherCall, return: otherReturn } = item(operations, other);
    if (texts.goesOnFrom(name, made)) return (returned ?? Infinity) >= otherCall;
    return !texts.goesOnFrom(made, name) || (otherReturn ?? Infinity) >= call;
  });
}

function tell(operations: Operations, texts: Texts, makers: Makers): ToldAsRegister {
  return {
    initial: empty,
    steps: operations.map((said, operation) => stepOf(texts, said, operation, makers.get(operation) ?? null)),
    evidence: operations.map((_, operation) => {
      const made = makers.get(operation);
      return made === undefined ? null : texts.shownBy(made);
    }),
  };
}

/** `made`: the string that the operation made, if anybody saw it. */
function stepOf(texts: Texts, { input, output }: Said<TextInput, TextOutput>, operation: number, made: number | null): RegisterStep | null {
  const shown = output !== null && 'value' in output ? (texts.nameOf(output.value) ?? `nobody's ${operation}`) : null;
  const left = made ?? `unseen ${operation}`;
  switch (input.op) {
    case 'get':
      if (shown === null) return output === null ? null : { kind: 'impossible' };
      return { kind: 'read', value: shown };
    case 'put':
      return shown !== null ? { kind: 'impossible' } : { kind: 'write', value: input.value === '' ? empty : left };
    case 'append': {
      if (input.value === '') return shown === null ? null : { kind: 'read', value: shown };
      const from = shown ?? (made === null ? null : texts.before(made));
      return from === null ? { kind: 'write', value: left } : { kind: 'update', from, to: left };
    }
  }
}
