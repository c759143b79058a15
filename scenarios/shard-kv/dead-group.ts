import { sizeOf } from '../../sim/core/size.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, inflict, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { until } from '../raft/cluster.ts';
import { scenario } from '../scenario.ts';
import { administrator } from '../shard-controller/vocabulary.ts';
import { layoutOf } from './layout.ts';
import { settles, shardedSafety } from './properties.ts';
import { shardedLinearizable, shardUser, storeClients, storeServers } from './vocabulary.ts';

const layout = layoutOf();
const [one = [], two = [], three = []] = [...layout.groups.values()];
const keys = Array.from({ length: 10 }, (_, i) => String(i));
const valueLength = 1_000;
/** Each value on the three replicas of one group; and whatever else they, their controller and their sessions need. */
const mostBytes = 3 * keys.length * valueLength + 9 * 6_000;

/** Bytes on the disks of all groups. */
const storedBytes = ({ recordsOf }: Stage): number =>
  [...one, ...two, ...three].reduce((sum, server) => sum + recordsOf(server).reduce((bytes, stored) => bytes + (stored.kind === 'record' ? sizeOf(stored.record) : 0), 0), 0);

function* crashAll(servers: readonly number[]): Story {
  for (const node of servers) yield* inflict({ kind: 'crash', node, down: null, power: { survivors: 0, torn: false } });
}

const story: Script = function* (stage) {
  const [client = 0, admin = 0] = stage.clients;
  const [user, operator] = [shardUser(client), administrator(admin)];
  yield* operator.join({ 1: one, 2: two, 3: three });
  const before = yield* operator.query();
  const ownedBy = (gid: number): readonly string[] => keys.filter((key) => before.shards.get(key.charCodeAt(0) % before.shards.size) === gid);
  for (const key of keys) yield* user.put(key, key.repeat(valueLength));

  yield* crashAll(one);
  yield* operator.leave(1, 3);
  // Group 2 can never finish this change while group 1 is down: what it had, and what it could fetch, it serves all the same.
  for (const key of [...ownedBy(2), ...ownedBy(3)]) {
    expect((yield* user.get(key)) === key.repeat(valueLength), 'shards are served that do not depend on the dead group', () => `key ${key}`);
    yield* user.append(key, '!');
  }

  for (const node of one) yield* inflict({ kind: 'restart', node });
  for (const key of ownedBy(1)) expect((yield* user.get(key)) === key.repeat(valueLength), 'shards of the dead group come when it is back', () => `key ${key}`);
  yield* until(stage, 'what has moved is deleted where it was', () => storedBytes(stage) <= mostBytes, seconds(3));
  yield* sleep(milliseconds(100));
};

export default scenario({
  title: 'A group is dead while two groups leave: the third serves what it had and what it can fetch; when the dead one is back, it gives its shards and forgets them',
  servers: storeServers(layout, { snapshotEvery: 1 }),
  clients: storeClients(layout, 1),
  scripts: [story],
  properties: [...shardedSafety(layout), shardedLinearizable(layout, 1), settles(layout)],
});
