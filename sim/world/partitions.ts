/** The shapes of partitions: who is cut off from whom. */
import { unreachable } from '../core/assert.ts';
import type { NodeId } from '../core/protocol.ts';
import type { PartitionShape } from './plan.ts';

/** What messages do not pass. It is as large as the sets of nodes that it stands between, not as the links. */
export interface Wall {
  /** A node's messages to itself pass everything. */
  blocks(from: NodeId, to: NodeId): boolean;
}

type Groups = readonly (readonly NodeId[])[];

/** Nothing gets from a node of one set to another node of the other. */
export function oneWay(from: readonly NodeId[], to: readonly NodeId[]): Wall {
  const [senders, receivers] = [new Set(from), new Set(to)];
  return { blocks: (a, b) => a !== b && senders.has(a) && receivers.has(b) };
}

/** The wall of a partition. Every node stands in one group at most; who stands in none talks to all. */
export function partition(shape: PartitionShape, groups: Groups): Wall {
  switch (shape) {
    case 'halves':
    case 'one':
      return betweenAll(groups);
    case 'bridge':
      // The first group is the bridge: it takes part in no cut.
      return betweenAll(groups.slice(1));
    case 'ring':
      return ring(groups);
    default:
      return unreachable(shape);
  }
}

function betweenAll(groups: Groups): Wall {
  const places = placesIn(groups);
  return {
    blocks(from, to) {
      const [a, b] = [places.get(from), places.get(to)];
      return a !== undefined && b !== undefined && a !== b;
    },
  };
}

/**
 * Each group hears a bare majority of the groups: as many before it in the ring as after it, itself included. Where the
 * majority is even there is one more before it; then some links work in one direction only.
 */
function ring(groups: Groups): Wall {
  const places = placesIn(groups);
  const count = groups.length;
  const majority = Math.floor(count / 2) + 1;
  const before = Math.floor(majority / 2);
  return {
    blocks(from, to) {
      const [sender, hearer] = [places.get(from), places.get(to)];
      return sender !== undefined && hearer !== undefined && (sender - hearer + before + count) % count >= majority;
    },
  };
}

/** The number of each node's group. */
function placesIn(groups: Groups): ReadonlyMap<NodeId, number> {
  return new Map(groups.flatMap((group, place) => group.map((node) => [node, place] as const)));
}
