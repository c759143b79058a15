/** How the labs compare configurations of the shard controller. */
import { canonicalText } from '../../../properties/linearizability/canonicalText.ts';
import { expect } from '../../../sim/hosts/script.ts';
import type { NodeId } from '../../../sim/core/protocol.ts';
import type { Gid, ShardConfiguration } from '../../../protocols/shard-controller/index.ts';
import type { Form } from './lab.ts';

/** Number, shards and groups. */
export function expectSame(found: ShardConfiguration, wanted: ShardConfiguration): void {
  const [one, other] = [found, wanted].map(({ number, shards, groups }) => canonicalText([number, [...shards], [...groups]]));
  expect(one === other, 'a configuration never changes', () => `${one}, not ${other}`);
}

/** The servers of a group, in the order in which they were given. */
export function expectServers({ groups }: ShardConfiguration, gid: Gid, servers: readonly NodeId[]): void {
  const found = groups.get(gid) ?? [];
  expect(found.join() === servers.join(), 'a group has the servers with which it has joined', () => `group ${gid} has ${found.join()}, not ${servers.join()}`);
}

/** Gids that the labs' loops over minimal transfers go through. No group of theirs has one of these. */
const theirs: readonly Gid[] = Array.from({ length: 10 }, (_, i) => i + 1);

/** What a group has after others have come, it has had before. */
export function expectNothingGained(before: ShardConfiguration, after: ShardConfiguration, form: Form): void {
  for (const [shard, gid] of among(after, before, form)) {
    expect(before.shards.get(shard) === gid, 'a join moves shards to those who join only', () => `shard ${shard} has moved to ${gid}`);
  }
}

/** What a group has before others leave, it has afterwards. */
export function expectNothingLost(before: ShardConfiguration, after: ShardConfiguration, form: Form): void {
  for (const [shard, gid] of among(before, after, form)) {
    expect(after.shards.get(shard) === gid, 'a leave moves only shards of those who leave', () => `shard ${shard} has moved away from ${gid}`);
  }
}

/** Shards of groups that are in both configurations; in the labs' own form, of those in their loop. */
function* among({ shards, groups }: ShardConfiguration, other: ShardConfiguration, form: Form): Generator<readonly [shard: number, gid: Gid]> {
  for (const [shard, gid] of shards) {
    if (form === 'repaired' ? groups.has(gid) && other.groups.has(gid) : theirs.includes(gid)) yield [shard, gid];
  }
}

/** Shards that have another group than before. */
export const movedBetween = (before: ShardConfiguration, after: ShardConfiguration): readonly number[] =>
  [...after.shards].flatMap(([shard, gid]) => (before.shards.get(shard) === gid ? [] : [shard]));
