import { assert } from './assert.ts';
import { type Collection, elementsOf, freezeElements } from './collection.ts';
import { fingerprint, fingerprintOf, fold, ofKey } from './fingerprint.ts';
import { find, freezeValues, type Key, type Leaf, leavesOf, put, remove, type Trie } from './trie.ts';

/**
 * A persistent map from strings or numbers to values.
 *
 * Every operation returns a new dictionary and leaves the old one as it was; both share what they have in common. An update
 * is O(log32 n). Content decides everything, whatever the order of insertions and deletions: equal content has an equal
 * fingerprint and is walked in the same order, which is that of the unsigned fingerprints of the keys, then of the keys
 * (numbers before strings). 1 and "1" are two keys.
 */
export class Dictionary<K extends Key, V> implements Collection {
  /** Number of keys. */
  readonly size: number;
  readonly #root: Trie<K, V> | null;
  /** Sum of the fingerprints of all entries: the order in which they came does not matter, and one is taken out by subtraction. */
  readonly #sum: number;

  private constructor(root: Trie<K, V> | null, size: number, sum: number) {
    this.size = size;
    this.#root = root;
    this.#sum = sum;
  }

  static empty<K extends Key, V>(): Dictionary<K, V> {
    return new Dictionary<K, V>(null, 0, 0);
  }

  /** A dictionary of these entries; of two with the same key, the later one. */
  static from<K extends Key, V>(entries: Iterable<readonly [K, V]>): Dictionary<K, V> {
    let dictionary = Dictionary.empty<K, V>();
    for (const [key, value] of entries) dictionary = dictionary.set(key, value);
    return dictionary;
  }

  get(key: K): V | undefined {
    return find(this.#root, ofKey(key), key)?.value;
  }

  has(key: K): boolean {
    return find(this.#root, ofKey(key), key) !== null;
  }

  /** The dictionary in which `key` has `value`: this very one where it has it already. Values are canonical, and shared. */
  set(key: K, value: V): Dictionary<K, V> {
    assert(typeof key === 'string' || isCanonical(key), 'a key is a string or a finite number but -0', () => nameOf(key));
    assert(value !== undefined, 'a value of a dictionary is not undefined', () => nameOf(key));
    const hash = ofKey(key);
    const known = find(this.#root, hash, key);
    if (known !== null && Object.is(known.value, value)) return this;
    const leaf: Leaf<K, V> = { kind: 'leaf', hash, key, value, print: fold(hash, fingerprint(value)) };
    const root = put(this.#root, leaf);
    if (known === null) return new Dictionary(root, this.size + 1, (this.#sum + leaf.print) | 0);
    return new Dictionary(root, this.size, (this.#sum - known.print + leaf.print) | 0);
  }

  /** The dictionary without `key`: this very one where it does not have it. */
  delete(key: K): Dictionary<K, V> {
    const hash = ofKey(key);
    const known = find(this.#root, hash, key);
    if (known === null || this.#root === null) return this;
    return new Dictionary(remove(this.#root, hash, key), this.size - 1, (this.#sum - known.print) | 0);
  }

  *keys(): Generator<K, void, undefined> {
    for (const leaf of leavesOf(this.#root)) yield leaf.key;
  }

  *values(): Generator<V, void, undefined> {
    for (const leaf of leavesOf(this.#root)) yield leaf.value;
  }

  *entries(): Generator<readonly [K, V], void, undefined> {
    for (const leaf of leavesOf(this.#root)) yield [leaf.key, leaf.value];
  }

  [Symbol.iterator](): Generator<readonly [K, V], void, undefined> {
    return this.entries();
  }

  [fingerprintOf](): number {
    return fold(fold(0x64696374, this.size), this.#sum);
  }

  *[elementsOf](): Generator<readonly [string, unknown], void, undefined> {
    for (const [key, value] of this) yield [`.get(${nameOf(key)})`, value];
  }

  [freezeElements](freeze: (element: unknown) => void): void {
    if (this.#root !== null) freezeValues(this.#root, freeze);
  }
}

const isCanonical = (key: number): boolean => Number.isFinite(key) && !Object.is(key, -0);

const nameOf = (key: Key): string => {
  if (typeof key === 'string') return JSON.stringify(key);
  return Object.is(key, -0) ? '-0' : String(key);
};
