/** The shapes of partitions: who is cut off from whom. */
import { unreachable } from '../core/assert.ts';
import type { NodeId } from '../core/protocol.ts';
import type { PartitionShape } from './plan.ts';

/** A link in one direction. */
export type Pair = readonly [from: NodeId, to: NodeId];

type Groups = readonly (readonly NodeId[])[];

/** Every link from a node of one set to another node of the other. */
export function pairs(from: readonly NodeId[], to: readonly NodeId[]): readonly Pair[] {
  return from.flatMap((a) => to.filter((b) => b !== a).map((b): Pair => [a, b]));
}

/** All links to and from a node. */
export function linksOf(node: NodeId, everyone: readonly NodeId[]): readonly Pair[] {
  return [...pairs([node], everyone), ...pairs(everyone, [node])];
}

/** The links that a partition cuts, each once. Every node stands in one group at most. */
export function blockedBy(shape: PartitionShape, groups: Groups): readonly Pair[] {
  switch (shape) {
    case 'halves':
    case 'one':
      return betweenAll(groups);
    case 'bridge':
      // The first group is the bridge: it takes part in no cut.
      return betweenAll(groups.slice(1));
    case 'ring':
      return ringCuts(groups);
    default:
      return unreachable(shape);
  }
}

function betweenAll(groups: Groups): readonly Pair[] {
  return groups.flatMap((group, i) => groups.flatMap((other, j) => (i === j ? [] : pairs(other, group))));
}

/**
 * Each group hears a bare majority of the groups: as many before it in the ring as after it, itself included. Where the
 * majority is even there is one more before it; then some links work in one direction only.
 */
function ringCuts(groups: Groups): readonly Pair[] {
  const count = groups.length;
  const majority = Math.floor(count / 2) + 1;
  const before = Math.floor(majority / 2);
  return groups.flatMap((group, i) =>
    groups.flatMap((other, j) => {
      const place = (j - i + before + count) % count;
      return place < majority ? [] : pairs(other, group);
    }),
  );
}
