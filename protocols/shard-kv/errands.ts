/** What the leader of a group does of its own accord: look for the next configuration, fetch shards, let them be deleted where they were. */
import type { Choose, NodeId } from '../../sim/core/index.ts';
import type { Errand } from '../raft/index.ts';
import { serversOf } from '../shard-controller/index.ts';
import type { ShardConfiguration } from '../shard-controller/index.ts';
import type { Debt, ShardGroup } from './group.ts';
import type { GroupMessage } from './messages.ts';
import { shardOf } from './routing.ts';
import type { KeyHash } from './routing.ts';

/** A message of the leader of a group. */
export type GroupErrand = Errand<GroupMessage>;

/** A message to the shard of a key, wherever that is. */
export interface ContentErrand {
  readonly key: string;
  readonly message: unknown;
}

/** How the leader of a group goes about it. `since`: only what has become due since then; null: everything. */
export interface ErrandRules {
  /** "poll the shard controller": for the next configuration, once all shards of this one have arrived. */
  poll(group: ShardGroup, since: ShardGroup | null, controllers: readonly NodeId[], choose: Choose): readonly GroupErrand[];
  /** Each shard that is awaited is asked for, of any server that may have it. */
  fetch(group: ShardGroup, since: ShardGroup | null, choose: Choose): readonly GroupErrand[];
  /** Who gave a shard is told that it has arrived: all of them, for only their leader can act. */
  release(group: ShardGroup, since: ShardGroup | null): readonly GroupErrand[];
  /** All controllers are told what the shards of this group have had to do: only their leader can take it in. */
  report(group: ShardGroup, controllers: readonly NodeId[]): readonly GroupErrand[];
}

/** The rules of a leader's errands. */
export const errandRules: ErrandRules = {
  poll(group, since, controllers, choose) {
    const { configuration, awaited } = group;
    const isOld = since !== null && since.configuration === configuration && (since.awaited === awaited || since.awaited.size === 0);
    if (configuration === null || awaited.size > 0 || isOld) return [];
    return toOne(controllers, { kind: 'poll', number: configuration.number + 1 }, choose);
  },

  fetch({ awaited }, since, choose) {
    if (since?.awaited === awaited) return [];
    return [...awaited].flatMap(([shard, { servers, number }]) => (since?.awaited.has(shard) === true ? [] : toOne(servers, { kind: 'fetch', shard, number }, choose)));
  },

  release({ debts }, since) {
    if (since?.debts === debts) return [];
    return [...debts].flatMap(([name, debt]) => (since?.debts.has(name) === true ? [] : releaseFor(debt)));
  },

  report({ shards }, controllers) {
    const traffic = [...shards].flatMap(([shard, { status, traffic }]) => (status === 'serving' ? [[shard, traffic] as const] : []));
    return traffic.length === 0 ? [] : controllers.map((to) => ({ to, message: { kind: 'report', traffic } }));
  },
};

function toOne(servers: readonly NodeId[], message: GroupMessage, choose: Choose): readonly GroupErrand[] {
  const to = servers[choose(servers.length)];
  return to === undefined ? [] : [{ to, message }];
}

const releaseFor = ({ shard, source: { servers, number } }: Debt): readonly GroupErrand[] => servers.map((to) => ({ to, message: { kind: 'release', shard, number } }));

/** To all servers of the group that has the shard of the key: only their leader can act. */
export function toShardOf(hash: KeyHash, configuration: ShardConfiguration, { key, message }: ContentErrand): readonly GroupErrand[] {
  const shard = shardOf(hash, configuration, key);
  return (serversOf(configuration, shard) ?? []).map((to) => ({ to, message: { kind: 'operate', shard, message } }));
}
