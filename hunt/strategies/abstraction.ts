/**
 * What is left of a node's state when its contents are forgotten: the words by which it calls what it is (a role, a mode), and its flags. Derived
 * from the state with which a node starts: a protocol need not say anything.
 */
import { fold, ofLabel } from '../../sim/core/fingerprint.ts';

/** States within states are looked at, too: a service that contains a protocol. */
const deepest = 3;

/** More fields than that would cost more than they say. */
const mostFields = 16;

/** A word that is one of a few, rather than content. */
export const isWord = (text: string): boolean => /^[a-z][A-Za-z]{2,19}$/.test(text);

/** Where a word or a flag is. */
type Path = readonly string[];

/** Looks at the states of one kind of node. */
export class Abstraction {
  private readonly fields: readonly Path[];

  /** `first`: a state with which a node starts. */
  constructor(first: object) {
    this.fields = [...fieldsOf(first, [])].slice(0, mostFields);
  }

  /** 32 bits, the same for states that differ in contents alone. */
  digest(state: object): number {
    let digest = 0;
    for (const path of this.fields) digest = fold(digest, wordOf(valueAt(state, path)));
    return digest;
  }
}

function* fieldsOf(state: object, path: Path): Generator<Path, void, undefined> {
  for (const [name, value] of Object.entries(state)) {
    const here = [...path, name];
    if (typeof value === 'boolean' || (typeof value === 'string' && isWord(value))) yield here;
    else if (here.length < deepest && typeof value === 'object' && value !== null && !Array.isArray(value)) yield* fieldsOf(value, here);
  }
}

function valueAt(state: object, path: Path): unknown {
  let value: unknown = state;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

const wordOf = (value: unknown): number => (typeof value === 'string' ? ofLabel(value) : value === true ? 1 : 2);
