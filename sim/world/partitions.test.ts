import { describe, expect, test } from 'vitest';
import type { NodeId } from '../core/protocol.ts';
import { oneWay, partition, type Wall } from './partitions.ts';
import type { PartitionShape } from './plan.ts';

const range = (count: number): readonly NodeId[] => Array.from({ length: count }, (_, id) => id);

const alone = (count: number): readonly (readonly NodeId[])[] => range(count).map((id) => [id]);

/** The links between so many nodes that a wall cuts. */
const cutBy = (wall: Wall, count: number): readonly string[] => range(count).flatMap((from) => range(count).flatMap((to) => (wall.blocks(from, to) ? [`${from}${to}`] : [])));

/** Whom each node hears, itself included. */
function heardBy(shape: PartitionShape, groups: readonly (readonly NodeId[])[]): readonly (readonly NodeId[])[] {
  const everyone = groups.flat().toSorted((a, b) => a - b);
  const wall = partition(shape, groups);
  return everyone.map((to) => everyone.filter((from) => !wall.blocks(from, to)));
}

test('two halves hear nothing of each other', () => {
  expect(heardBy('halves', [[0, 3], [1, 2, 4]])).toEqual([[0, 3], [1, 2, 4], [1, 2, 4], [0, 3], [1, 2, 4]]);
});

test('one node is alone, the others are together', () => {
  expect(heardBy('one', [[2], [0, 1, 3]])).toEqual([[0, 1, 3], [0, 1, 3], [2], [0, 1, 3]]);
});

test('a bridge hears both sides, and is heard by both', () => {
  expect(heardBy('bridge', [[2], [0, 1], [3, 4]])).toEqual([[0, 1, 2], [0, 1, 2], [0, 1, 2, 3, 4], [2, 3, 4], [2, 3, 4]]);
});

describe('in a ring', () => {
  test.each([3, 4, 5, 6, 7, 8, 9])('of %i every node hears a bare majority with itself, and no two the same', (count) => {
    const heard = heardBy('ring', alone(count));
    const majority = Math.floor(count / 2) + 1;
    expect(heard.map((nodes) => nodes.length)).toEqual(range(count).map(() => majority));
    expect(heard.every((nodes, node) => nodes.includes(node))).toBe(true);
    expect(new Set(heard.map((nodes) => nodes.join())).size).toBe(count);
  });

  test('of five every node hears its two neighbours', () => {
    expect(heardBy('ring', alone(5))).toEqual([[0, 1, 4], [0, 1, 2], [1, 2, 3], [2, 3, 4], [0, 3, 4]]);
  });

  test('of three messages go round in one direction', () => {
    expect(cutBy(partition('ring', alone(3)), 3)).toEqual(['02', '10', '21']);
  });

  test('of one or two nothing is cut', () => {
    expect(cutBy(partition('ring', alone(1)), 1)).toEqual([]);
    expect(cutBy(partition('ring', alone(2)), 2)).toEqual([]);
  });

  test('clients stand beside a server and hear what it hears', () => {
    const heard = heardBy('ring', [[0, 5], [1], [2], [3], [4]]);
    expect(heard[5]).toEqual(heard[0]);
  });
});

test('nothing cuts a node from itself', () => {
  expect(cutBy(oneWay([0, 1], [0, 1]), 3)).toEqual(['01', '10']);
  for (const shape of ['halves', 'one', 'bridge', 'ring'] as const) {
    const wall = partition(shape, [[0, 5], [1], [2], [3, 6], [4]]);
    expect(range(7).some((node) => wall.blocks(node, node))).toBe(false);
  }
});

test('whoever stands in no group talks to all', () => {
  for (const shape of ['halves', 'one', 'bridge', 'ring'] as const) {
    const wall = partition(shape, [[0], [1], [2], [3]]);
    expect(range(4).some((node) => wall.blocks(node, 4) || wall.blocks(4, node))).toBe(false);
  }
});

test('whoever stands in two groups hears neither of them, and is not heard', () => {
  const wall = partition('halves', [[0, 1], [1, 2]]);
  expect(cutBy(wall, 4)).toEqual(['01', '02', '10', '12', '20', '21']);
});
