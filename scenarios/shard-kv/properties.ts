/** What must be true of sharded services. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { sizeOf } from '../../sim/core/size.ts';
import type { View } from '../../sim/world/view.ts';
import type { ReplicaVocabulary } from '../../protocols/raft/index.ts';
import type { Gid, Shard } from '../../protocols/shard-controller/index.ts';
import type { ShardGroup } from '../../protocols/shard-kv/index.ts';
import { messagesBounded } from '../../properties/replicas/index.ts';
import { eventually, tracked, type Eventually, type Property, type Tracked } from '../../properties/property.ts';
import { replicaLensOf, replicaSafetyOf } from '../raft/properties.ts';
import { groupOf, type Layout } from './layout.ts';

type GroupReplica = ReplicaVocabulary<ShardGroup>['state'];

/** Servers of the controller stand beside those of groups. */
const replica: { of(state: object | null): GroupReplica | null } = {
  of: (state: GroupReplica | null) => (state !== null && 'machine' in state && 'debts' in state.machine ? state : null),
};

/** "at most one replica group is serving requests for each shard at any one time": by what any server of each group has applied. */
const servedOnce = (layout: Layout): Tracked =>
  tracked('a shard is served by at most one group', () => {
    const owners = new Map<Shard, Gid>();
    const latest = new Map<Gid, { readonly applied: number; readonly shards: ShardGroup['shards'] }>();
    return ({ node, role, after }) => {
      const state = role === 'server' ? replica.of(after) : null;
      if (state === null) return true;
      const gid = groupOf(layout, node);
      const { machine, raft } = state;
      const known = latest.get(gid);
      if (known !== undefined && (raft.lastApplied <= known.applied || known.shards === machine.shards)) return true;
      latest.set(gid, { applied: raft.lastApplied, shards: machine.shards });
      for (const [shard, { status }] of machine.shards) {
        const owner = owners.get(shard);
        if (status !== 'serving' && owner === gid) owners.delete(shard);
        if (status !== 'serving' || owner === gid) continue;
        owners.set(shard, gid);
        if (owner !== undefined) return `shard ${shard} is served by group ${gid}, and still by group ${owner}`;
      }
      return true;
    };
  });

/** What this server of a group has applied; null: it is down, or no group's. */
export const groupAt = (sight: Pick<View, 'stateOf'>, server: NodeId): ShardGroup | null => replica.of(sight.stateOf(server))?.machine ?? null;

/** The newest configuration that all servers of all groups that are up have got to. */
export const newestKnown = (sight: Pick<View, 'stateOf'>, { groups }: Layout): number => Math.min(...[...groups.values()].flat().flatMap((node) => replica.of(sight.stateOf(node))?.machine.configuration?.number ?? []));

/** After the heal, every server of every group has all that is committed, each shard is where it belongs, and nowhere else. */
export const settles = ({ groups }: Layout): Eventually =>
  eventually('every shard arrives, and is deleted where it was', (view) => {
    const numberOf = (server: NodeId): number => groupAt(view, server)?.configuration?.number ?? 0;
    // All of them have got to the newest where all have got to the same. Whoever has not ends the look: this is asked after each step.
    const [first = 0] = [...groups.values()].flat();
    const newest = numberOf(first);
    for (const servers of groups.values()) {
      for (const server of servers) {
        const group = groupAt(view, server);
        if (group === null || !hasSettled(group, newest)) return false;
      }
    }
    return true;
  });

/** Nobody has a shard that has no group: it may stay where it was. */
function hasSettled({ configuration, awaited, debts, kept, shards }: ShardGroup, newest: number): boolean {
  if ((configuration?.number ?? newest) !== newest || awaited.size + debts.size + kept.size > 0) return false;
  return [...shards].every(([shard, { status }]) => status !== 'frozen' || configuration?.shards.get(shard) === 0);
}

/** At least what an empty shard takes, of whatever kind: one with transactions takes 78. */
const emptyBytes = 80;

/** After the heal, what has moved away takes no bytes: no server of a group has more of it than that it was there. */
export const forgetsTheRest = ({ groups }: Layout): Eventually =>
  eventually('what has moved away takes no bytes', (view) =>
    [...groups.values()].flat().every((server) => {
      const group = groupAt(view, server);
      return group !== null && group.kept.size === 0 && [...group.shards].every(([shard, { status, content }]) => status === 'serving' || isNobodys(group, shard) || sizeOf(content) <= emptyBytes);
    }),
  );

const isNobodys = ({ configuration }: ShardGroup, shard: Shard): boolean => configuration?.shards.get(shard) === 0;

/** At least twice of what the worst of some hundred seeds took. */
const allowance = { perCall: 400, perSecond: 6_000, perRun: 10_000 } as const;

/** Everything that holds of any sharded service, under any faults that lose nothing that was stored. */
export const shardedSafety = (layout: Layout): readonly Property[] => [...replicaSafetyOf(replicaLensOf((node) => groupOf(layout, node))), servedOnce(layout), messagesBounded(allowance)];
