/**
 * The store behind `Dictionary`: a hash array mapped trie (Bagwell, "Ideal Hash Trees", 2001).
 *
 * Hashes are spent from their highest bits down, five at a time, so that walking the trie meets its leaves in ascending
 * order of the unsigned hash. The shape depends on the content alone: a branch always stands over at least two leaves, and
 * leaves with the same hash are sorted by key.
 */
import { assert } from './assert.ts';

export type Key = string | number;

export interface Leaf<K extends Key, V> {
  readonly kind: 'leaf';
  readonly hash: number;
  readonly key: K;
  readonly value: V;
  /** Fingerprint of the entry: key and value. */
  readonly print: number;
}

/** Leaves that share one hash: two or more, sorted by key. */
interface Collision<K extends Key, V> {
  readonly kind: 'collision';
  readonly hash: number;
  readonly leaves: readonly Leaf<K, V>[];
}

interface Branch<K extends Key, V> {
  readonly kind: 'branch';
  /** Bit f is set where there is a child for fragment f of the hash. */
  readonly bitmap: number;
  /** One for each bit set, in the order of the bits. */
  readonly children: readonly Trie<K, V>[];
  /** The leaves below have been handed to `freeze`. Says nothing about the content, so it may change. */
  isFrozen: boolean;
}

export type Trie<K extends Key, V> = Leaf<K, V> | Collision<K, V> | Branch<K, V>;

/** The bits of `hash` that choose a child at this depth: five at depths 0 to 5, the last two at depth 6. */
const fragment = (hash: number, depth: number): number => (depth < 6 ? (hash >>> (27 - 5 * depth)) & 31 : hash & 3);

/** How many children stand before that of `fragment`: the bits set below it. */
function placeOf(bitmap: number, fragment: number): number {
  let bits = bitmap & ((1 << fragment) - 1);
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const hasChild = (bitmap: number, fragment: number): boolean => ((bitmap >>> fragment) & 1) === 1;

function branch<K extends Key, V>(bitmap: number, children: readonly Trie<K, V>[]): Branch<K, V> {
  return { kind: 'branch', bitmap, children, isFrozen: false };
}

export function find<K extends Key, V>(trie: Trie<K, V> | null, hash: number, key: K): Leaf<K, V> | null {
  let node = trie;
  for (let depth = 0; node?.kind === 'branch'; depth++) {
    const wanted = fragment(hash, depth);
    if (!hasChild(node.bitmap, wanted)) return null;
    node = node.children[placeOf(node.bitmap, wanted)] ?? null;
  }
  if (node === null) return null;
  if (node.kind === 'leaf') return node.key === key ? node : null;
  return node.leaves.find((leaf) => leaf.key === key) ?? null;
}

/** The trie with `leaf` in it, in place of the one with the same key if there is one. */
export function put<K extends Key, V>(node: Trie<K, V> | null, leaf: Leaf<K, V>, depth: number = 0): Trie<K, V> {
  if (node === null) return leaf;
  if (node.kind === 'branch') return putBelow(node, leaf, depth);
  if (node.hash !== leaf.hash) return over(node, leaf, depth);
  if (node.kind === 'leaf') return node.key === leaf.key ? leaf : collision([node], leaf);
  return collision(node.leaves, leaf);
}

function putBelow<K extends Key, V>(node: Branch<K, V>, leaf: Leaf<K, V>, depth: number): Trie<K, V> {
  const wanted = fragment(leaf.hash, depth);
  const place = placeOf(node.bitmap, wanted);
  if (!hasChild(node.bitmap, wanted)) return branch(node.bitmap | (1 << wanted), inserted(node.children, place, leaf));
  return branch(node.bitmap, replaced(node.children, place, put(node.children[place] ?? null, leaf, depth + 1)));
}

/** A branch over two nodes with different hashes. */
function over<K extends Key, V>(a: Leaf<K, V> | Collision<K, V>, b: Leaf<K, V>, depth: number): Branch<K, V> {
  const ofA = fragment(a.hash, depth);
  const ofB = fragment(b.hash, depth);
  if (ofA === ofB) return branch(1 << ofA, [over(a, b, depth + 1)]);
  return branch((1 << ofA) | (1 << ofB), ofA < ofB ? [a, b] : [b, a]);
}

function collision<K extends Key, V>(leaves: readonly Leaf<K, V>[], added: Leaf<K, V>): Collision<K, V> {
  const others = leaves.filter((leaf) => leaf.key !== added.key);
  const place = others.filter((leaf) => isBefore(leaf.key, added.key)).length;
  return { kind: 'collision', hash: added.hash, leaves: inserted(others, place, added) };
}

/** Numbers before strings, numbers by value, strings by code units. */
function isBefore(a: Key, b: Key): boolean {
  return typeof a === typeof b ? a < b : typeof a === 'number';
}

/** The trie without the leaf of `key`, which it has; null where nothing is left. */
export function remove<K extends Key, V>(node: Trie<K, V>, hash: number, key: K, depth: number = 0): Trie<K, V> | null {
  if (node.kind === 'branch') return removeBelow(node, hash, key, depth);
  if (node.kind === 'leaf') return null;
  const leaves = node.leaves.filter((leaf) => leaf.key !== key);
  return leaves.length === 1 ? (leaves[0] ?? null) : { kind: 'collision', hash, leaves };
}

function removeBelow<K extends Key, V>(node: Branch<K, V>, hash: number, key: K, depth: number): Trie<K, V> {
  const wanted = fragment(hash, depth);
  const place = placeOf(node.bitmap, wanted);
  const child = node.children[place];
  assert(child !== undefined, 'a removed key is in the trie', () => String(key));
  const rest = remove(child, hash, key, depth + 1);
  if (rest === null) return collapsed(node.bitmap & ~(1 << wanted), removed(node.children, place));
  return collapsed(node.bitmap, replaced(node.children, place, rest));
}

/** A branch over a single leaf or collision gives way to it, as if what is gone had never been there. */
function collapsed<K extends Key, V>(bitmap: number, children: readonly Trie<K, V>[]): Trie<K, V> {
  const [only] = children;
  return children.length === 1 && only !== undefined && only.kind !== 'branch' ? only : branch(bitmap, children);
}

function replaced<T>(items: readonly T[], place: number, item: T): T[] {
  const copy = items.slice();
  copy[place] = item;
  return copy;
}

function inserted<T>(items: readonly T[], place: number, item: T): T[] {
  const copy = items.slice(0, place);
  copy.push(item);
  for (const later of items.slice(place)) copy.push(later);
  return copy;
}

function removed<T>(items: readonly T[], place: number): T[] {
  const copy = items.slice();
  copy.splice(place, 1);
  return copy;
}

/** All leaves, by unsigned hash, then by key. */
export function* leavesOf<K extends Key, V>(trie: Trie<K, V> | null): Generator<Leaf<K, V>, void, undefined> {
  const pending: Trie<K, V>[] = trie === null ? [] : [trie];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'leaf') yield node;
    else for (const child of (node.kind === 'branch' ? node.children : node.leaves).toReversed()) pending.push(child);
  }
}

/** Hands every value to `freeze`, but for those below branches where that has been done. */
export function freezeValues<K extends Key, V>(node: Trie<K, V>, freeze: (value: V) => void): void {
  if (node.kind === 'leaf') return freeze(node.value);
  if (node.kind === 'collision') return node.leaves.forEach((leaf) => freeze(leaf.value));
  if (node.isFrozen) return;
  node.isFrozen = true;
  for (const child of node.children) freezeValues(child, freeze);
}
