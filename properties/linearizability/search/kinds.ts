import { canonicalText } from '../canonicalText.ts';

/** What follows on a value. Mostly that is one thing: only where it is several is there a map of them. */
interface Branch {
  value: unknown;
  next: Branch | null;
  others: Map<unknown, Branch> | null;
  /** Of the pair that ends here, or none. */
  number: number;
}

const none = -1;

/** Marks, so that nothing in a history is taken for the beginning of something else. */
const object = Symbol('object');
const text = Symbol('text');

/**
 * Numbers pairs of input and output, equal ones alike. Plain objects are followed field by field through a tree, which is several times
 * quicker than to write and to look up a text of each. Objects with their fields in another order get another number: nothing relies on
 * equal pairs being known as such, it only saves work.
 */
export class Kinds {
  readonly #root = bud();
  #count = 0;

  /** The number of the pair: from 0, a new one has the next. */
  number(input: unknown, output: unknown): number {
    const end = follow(follow(this.#root, input), output);
    if (end.number === none) end.number = this.#count++;
    return end.number;
  }
}

function follow(from: Branch, value: unknown): Branch {
  if (typeof value !== 'object' || value === null) return after(from, value);
  if (!isFields(value)) return after(after(from, text), canonicalText(value));
  const names = Object.keys(value);
  let branch = after(after(from, object), names.length);
  for (const name of names) branch = follow(after(branch, name), value[name]);
  return branch;
}

/** A plain object. What is none of these has a text, or is refused there. */
function isFields(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype && !(Symbol.iterator in value);
}

function after(from: Branch, value: unknown): Branch {
  if (from.next === null) {
    from.value = value;
    return (from.next = bud());
  }
  if (from.value === value) return from.next;
  const others = (from.others ??= new Map());
  const known = others.get(value);
  if (known !== undefined) return known;
  const branch = bud();
  others.set(value, branch);
  return branch;
}

const bud = (): Branch => ({ value: null, next: null, others: null, number: none });
