/** Where the nodes of a sharded service stand in their world: the servers of the controller, then those of each group, then the clients. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Gid } from '../../protocols/shard-controller/index.ts';

/** How many servers there are of each kind. */
export interface Layout {
  readonly controllers: readonly NodeId[];
  /** Servers of each group, by its gid, from 1. */
  readonly groups: ReadonlyMap<Gid, readonly NodeId[]>;
  readonly servers: number;
}

const from = (first: number, count: number): readonly NodeId[] => Array.from({ length: count }, (_, i) => first + i);

/** So many controllers, and so many groups of so many servers. */
export function layoutOf({ controllers = 3, groups = 3, size = 3 }: { readonly controllers?: number; readonly groups?: number; readonly size?: number } = {}): Layout {
  const members = new Map(from(1, groups).map((gid) => [gid, from(controllers + (gid - 1) * size, size)]));
  return { controllers: from(0, controllers), groups: members, servers: controllers + groups * size };
}

/** The group of each server, looked up at every step of a run. */
const gids = new WeakMap<Layout, ReadonlyMap<NodeId, Gid>>();

/** The group of a server; 0: it is one of the controller's. */
export function groupOf(layout: Layout, node: NodeId): Gid {
  const known = gids.get(layout) ?? new Map([...layout.groups].flatMap(([gid, servers]) => servers.map((server) => [server, gid] as const)));
  gids.set(layout, known);
  return known.get(node) ?? 0;
}
