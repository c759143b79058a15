import { describe, expect, test } from 'vitest';
import type { NodeId } from '../core/protocol.ts';
import { blockedBy, linksOf, pairs, type Pair } from './partitions.ts';
import type { PartitionShape } from './plan.ts';

const range = (count: number): readonly NodeId[] => Array.from({ length: count }, (_, id) => id);

const alone = (count: number): readonly (readonly NodeId[])[] => range(count).map((id) => [id]);

const names = (links: readonly Pair[]): readonly string[] => links.map(([from, to]) => `${from}${to}`).sort();

/** Whom each node hears, itself included. */
function heardBy(shape: PartitionShape, groups: readonly (readonly NodeId[])[]): readonly (readonly NodeId[])[] {
  const everyone = groups.flat().toSorted((a, b) => a - b);
  const blocked = new Set(names(blockedBy(shape, groups)));
  return everyone.map((to) => everyone.filter((from) => !blocked.has(`${from}${to}`)));
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
    expect(names(blockedBy('ring', alone(3)))).toEqual(['02', '10', '21']);
  });

  test('of one or two nothing is cut', () => {
    expect(blockedBy('ring', alone(1))).toEqual([]);
    expect(blockedBy('ring', alone(2))).toEqual([]);
  });

  test('clients stand beside a server and hear what it hears', () => {
    const heard = heardBy('ring', [[0, 5], [1], [2], [3], [4]]);
    expect(heard[5]).toEqual(heard[0]);
  });
});

test('every link is cut once', () => {
  for (const shape of ['halves', 'one', 'bridge', 'ring'] as const) {
    const cut = names(blockedBy(shape, [[0, 5], [1], [2], [3, 6], [4]]));
    expect(new Set(cut).size).toBe(cut.length);
  }
});

test('no shape cuts a node from itself', () => {
  expect(pairs([0, 1], [0, 1])).toEqual([[0, 1], [1, 0]]);
  expect(names(linksOf(1, range(3)))).toEqual(['01', '10', '12', '21']);
});
