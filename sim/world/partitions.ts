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

/** The wall of a partition. Who stands in no group talks to all; who stands in two hears neither of them. */
export function partition(shape: PartitionShape, groups: Groups): Wall {
  switch (shape) {
    case 'halves':
    case 'one':
      return between(groups, (from, to) => from !== to);
    case 'bridge':
      // The first group is the bridge: it takes part in no cut.
      return between(groups.slice(1), (from, to) => from !== to);
    case 'ring':
      return between(groups, ringCut(groups.length));
    default:
      return unreachable(shape);
  }
}

/** Are messages from one group to another cut off? Groups go by their numbers. */
type Cut = (from: number, to: number) => boolean;

function between(groups: Groups, isCut: Cut): Wall {
  const places = new Map<NodeId, number[]>();
  for (const [place, group] of groups.entries()) for (const node of group) places.set(node, [...(places.get(node) ?? []), place]);
  return {
    blocks(from, to) {
      const [senders, hearers] = [places.get(from), places.get(to)];
      if (senders === undefined || hearers === undefined || from === to) return false;
      for (const sender of senders) for (const hearer of hearers) if (isCut(sender, hearer)) return true;
      return false;
    },
  };
}

/**
 * Each group hears a bare majority of the groups: as many before it in the ring as after it, itself included. Where the
 * majority is even there is one more before it; then some links work in one direction only.
 */
function ringCut(count: number): Cut {
  const majority = Math.floor(count / 2) + 1;
  const before = Math.floor(majority / 2);
  return (from, to) => (from - to + before + count) % count >= majority;
}
