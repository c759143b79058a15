import { expect, test } from 'vitest';
import { type Chunk, type ChunkTree, chunkAt, copyOfChunk, emptyTree, endOfChunk, withChunk, withoutBefore, withoutFrom } from './chunks.ts';

/** A chunk that is told apart by its number alone. */
const chunk = (number: number): Chunk<number> => ({ kind: 'chunk', start: number * 32, entries: [number], hashes: [number] });

function treeOf(numbers: Iterable<number>): ChunkTree<number> {
  let tree: ChunkTree<number> = emptyTree;
  for (const number of numbers) tree = withChunk(tree, chunk(number));
  return tree;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Numbers of all chunks that the tree keeps alive. */
function reachable(node: ChunkTree<number>['root'] | Chunk<number>): readonly number[] {
  if (node === null) return [];
  return node.kind === 'chunk' ? node.entries : node.children.flatMap(reachable);
}

test('a tree finds each chunk that was put in, and no other', () => {
  for (const count of [0, 1, 31, 32, 33, 1_023, 1_024, 1_025, 2_000]) {
    const tree = treeOf(range(0, count));
    expect(range(0, count).every((number) => chunkAt(tree, number)?.entries[0] === number)).toBe(true);
    expect(chunkAt(tree, count)).toBe(null);
    expect(reachable(tree.root)).toEqual(range(0, count));
  }
});

test('a tree may begin anywhere', () => {
  for (const first of [1, 31, 32, 5_000, 2 ** 26 - 3]) {
    const tree = treeOf(range(first, first + 3));
    expect(reachable(tree.root)).toEqual(range(first, first + 3));
    expect(chunkAt(tree, first + 1)?.entries).toEqual([first + 1]);
    expect(chunkAt(tree, first - 1)).toBe(null);
  }
});

test('a tree without its beginning keeps nothing of it alive, and the tree before keeps all', () => {
  const whole = treeOf(range(0, 1_100));
  for (const first of [0, 1, 31, 32, 33, 500, 1_024, 1_025, 1_099]) {
    const rest = withoutBefore(whole, first);
    expect(reachable(rest.root)).toEqual(range(first, 1_100));
    expect(reachable(withChunk(rest, chunk(1_100)).root)).toEqual(range(first, 1_101));
  }
  expect(reachable(whole.root)).toEqual(range(0, 1_100));
});

test('a tree without its end keeps nothing of it alive, and can be continued otherwise', () => {
  const whole = treeOf(range(0, 1_100));
  for (const end of [0, 1, 31, 32, 33, 500, 1_024, 1_025, 1_099]) {
    const rest = withoutFrom(whole, end);
    expect(reachable(rest.root)).toEqual(range(0, end));
    expect(reachable(withChunk(rest, chunk(end)).root)).toEqual(range(0, end + 1));
  }
  expect(reachable(whole.root)).toEqual(range(0, 1_100));
});

test('a tree can lose both ends', () => {
  const whole = treeOf(range(0, 1_100));
  const middle = withoutFrom(withoutBefore(whole, 40), 1_050);
  expect(reachable(middle.root)).toEqual(range(40, 1_050));
  expect(chunkAt(middle, 39)).toBe(null);
  expect(chunkAt(middle, 1_050)).toBe(null);
});

test('putting a chunk in copies the way to it and shares all else', () => {
  const before = treeOf(range(0, 1_024));
  const after = withChunk(before, chunk(40));
  const shared = after.root?.children.filter((child, i) => child === before.root?.children[i]);
  expect(shared).toHaveLength(31);
});

test('a part of a chunk keeps its indices', () => {
  const whole: Chunk<string> = { kind: 'chunk', start: 32, entries: ['a', 'b', 'c'], hashes: [1, 2, 3] };
  expect(copyOfChunk(whole, 33, 34)).toEqual({ kind: 'chunk', start: 33, entries: ['b'], hashes: [2] });
  expect([endOfChunk(32), endOfChunk(63), endOfChunk(64)]).toEqual([64, 64, 96]);
});
