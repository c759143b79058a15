/**
 * The store behind `Log`: chunks of neighbouring entries, and a persistent radix tree of the full ones.
 *
 * Chunk n holds what stands at the indices 32n to 32n + 31, so an index alone tells where its entry is, and the way
 * there does not change when the beginning of the log is dropped.
 */

const bits = 5;
const mask = (1 << bits) - 1;

export interface Chunk<T> {
  readonly kind: 'chunk';
  /** Index of `entries[0]`: a multiple of 32, or later where the log begins inside the chunk. */
  readonly start: number;
  /** Grows at its end as long as it is the last chunk of a log (see `Log.append`); nothing else is changed in place. */
  readonly entries: T[];
  /** `hashes[i]` is the fingerprint of all entries up to and including `entries[i]`, dropped ones too. */
  readonly hashes: number[];
}

interface Branch<T> {
  readonly kind: 'branch';
  /** null, or missing, where chunks were dropped or have not been added. */
  readonly children: readonly (Branch<T> | Chunk<T> | null)[];
}

/** Chunks by number. Under a root of height h there is room for the numbers below 32^h. */
export interface ChunkTree<T> {
  readonly root: Branch<T> | null;
  readonly height: number;
}

/** Number of the chunk in which an index has its place. */
export const chunkNumber = (index: number): number => index >>> bits;

/** The first index after the chunk in which `index` has its place. */
export const endOfChunk = (index: number): number => (index | mask) + 1;

export function emptyChunk<T>(start: number): Chunk<T> {
  return { kind: 'chunk', start, entries: [], hashes: [] };
}

/** The part of a chunk from index `from` up to, but not including, index `to`. */
export function copyOfChunk<T>(chunk: Chunk<T>, from: number, to: number): Chunk<T> {
  const begin = from - chunk.start;
  const end = to - chunk.start;
  return { kind: 'chunk', start: from, entries: chunk.entries.slice(begin, end), hashes: chunk.hashes.slice(begin, end) };
}

export const emptyTree: ChunkTree<never> = { root: null, height: 0 };

/** Whether the root has room for this number. */
const reaches = (height: number, number: number): boolean => number >>> (bits * height) === 0;

/** The chunk with this number, or null where the tree has none. */
export function chunkAt<T>(tree: ChunkTree<T>, number: number): Chunk<T> | null {
  if (!reaches(tree.height, number)) return null;
  let node: Branch<T> | Chunk<T> | null = tree.root;
  for (let shift = bits * (tree.height - 1); shift >= 0; shift -= bits) {
    if (node?.kind !== 'branch') return null;
    node = node.children[(number >>> shift) & mask] ?? null;
  }
  return node?.kind === 'chunk' ? node : null;
}

/** The tree with `chunk` in the place of its number. */
export function withChunk<T>(tree: ChunkTree<T>, chunk: Chunk<T>): ChunkTree<T> {
  const number = chunkNumber(chunk.start);
  let { root, height } = tree;
  while (height === 0 || !reaches(height, number)) {
    if (root !== null) root = { kind: 'branch', children: [root] };
    height += 1;
  }
  return { root: put(root, bits * (height - 1), number, chunk), height };
}

function put<T>(branch: Branch<T> | null, shift: number, number: number, chunk: Chunk<T>): Branch<T> {
  const children = branch === null ? [] : branch.children.slice();
  const place = (number >>> shift) & mask;
  children[place] = shift === 0 ? chunk : put(branchOf(children[place]), shift - bits, number, chunk);
  return { kind: 'branch', children };
}

const branchOf = <T>(node: Branch<T> | Chunk<T> | null | undefined): Branch<T> | null => (node?.kind === 'branch' ? node : null);

/** The tree without the chunks before `number`, which it has. */
export function withoutBefore<T>(tree: ChunkTree<T>, number: number): ChunkTree<T> {
  return { root: dropBefore(tree.root, bits * (tree.height - 1), number), height: tree.height };
}

function dropBefore<T>(branch: Branch<T> | null, shift: number, number: number): Branch<T> | null {
  if (branch === null) return null;
  const place = (number >>> shift) & mask;
  const children = branch.children.map((child, i) => (i < place ? null : child));
  if (shift > 0) children[place] = dropBefore(branchOf(children[place]), shift - bits, number);
  return { kind: 'branch', children };
}

/** The tree without the chunk `number`, which it has, and those after it. */
export function withoutFrom<T>(tree: ChunkTree<T>, number: number): ChunkTree<T> {
  return { root: dropFrom(tree.root, bits * (tree.height - 1), number), height: tree.height };
}

function dropFrom<T>(branch: Branch<T> | null, shift: number, number: number): Branch<T> | null {
  if (branch === null) return null;
  const place = (number >>> shift) & mask;
  const children = branch.children.slice(0, place);
  const edge = shift > 0 ? dropFrom(branchOf(branch.children[place]), shift - bits, number) : null;
  if (edge !== null) children.push(edge);
  return { kind: 'branch', children };
}
