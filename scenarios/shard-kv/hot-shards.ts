import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, expect, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { ShardConfiguration } from '../../protocols/shard-controller/index.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { until } from '../raft/cluster.ts';
import { scenario, swarm } from '../scenario.ts';
import { administrator } from '../shard-controller/vocabulary.ts';
import { layoutOf } from './layout.ts';
import { newestKnown, settles, shardedSafety } from './properties.ts';
import { shardedLinearizable, shardUser, storeClients, storeServers } from './vocabulary.ts';

const layout = layoutOf({ groups: 2 });
const clients = 3;
/** Shards of these keys get all the traffic; evenly spread, one group has them all. */
const hotKeys = ['0', '2', '4'];
const coldKeys = ['1', '3', '5', '6', '7', '8', '9'];

const story: Script = function* (stage) {
  const operator = administrator(stage.clients.at(-1) ?? 0);
  yield* operator.join(Object.fromEntries(layout.groups));
  for (const key of hotKeys) yield* operator.move(shardOf(key), 1);
  const users = hotKeys.map((_, i) => shardUser(stage.clients[i] ?? 0));
  yield* all(users.map((user, i) => (i === 0 ? writes(user, hotKeys[i] ?? '') : reads(user, hotKeys[i] ?? '', 60))));
  // Each group reports its traffic when it asks for configurations.
  yield* sleep(seconds(2));
  yield* operator.change({ kind: 'rebalance' });
  const after = yield* operator.query();
  expect(new Set(hotKeys.map((key) => after.shards.get(shardOf(key)))).size === 2, 'a hot shard moves to the idle group');
  yield* until(stage, 'the groups follow', () => newestKnown(stage, layout) === after.number);
  for (const [i, key] of hotKeys.entries()) expect((yield* shardUser(stage.clients[0] ?? 0).get(key)).length === (i === 0 ? 20 : 1), 'nothing is lost on the way', () => `key ${key}`);
  yield* heatOthers(stage, after);
};

/** Then two shards become hot that nobody has asked for, both of the group that had most to do before: what was hot is not hot for ever. */
function* heatOthers(stage: Stage, { shards }: ShardConfiguration): Story {
  const operator = administrator(stage.clients.at(-1) ?? 0);
  const groupOfKey = (key: string): number | undefined => shards.get(shardOf(key));
  const busiest = groupOfKey(hotKeys[1] ?? '');
  const keys = coldKeys.filter((key) => groupOfKey(key) === busiest).slice(0, 2);
  yield* all(keys.map((key, i) => reads(shardUser(stage.clients[i] ?? 0), key, 60)));
  yield* sleep(seconds(2));
  yield* operator.change({ kind: 'rebalance' });
  const after = yield* operator.query();
  expect(new Set(keys.map((key) => after.shards.get(shardOf(key)))).size === keys.length, 'a shard that is hot now moves, whatever was hot before');
}

const shardOf = (key: string): number => key.charCodeAt(0) % 10;

function* writes(user: ReturnType<typeof shardUser>, key: string): ReturnType<Script> {
  for (let i = 0; i < 20; i++) {
    yield* rest();
    yield* user.append(key, 'x');
    yield* sleep(milliseconds(5));
  }
}

/** Looks count as much as changes do. */
function* reads(user: ReturnType<typeof shardUser>, key: string, times: number): ReturnType<Script> {
  yield* user.append(key, 'x');
  for (let i = 0; i < times; i++) {
    yield* rest();
    yield* user.get(key);
    yield* sleep(milliseconds(2));
  }
}

export default scenario({
  title: 'All traffic, most of it reads, goes to shards of one group: the groups report it, and the controller moves a hot shard to the idle one',
  servers: storeServers(layout, { reportEvery: 2 }),
  clients: storeClients(layout, clients),
  scripts: [story],
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { most: 4, during: milliseconds(500) }),
  budget: { maxDown: 1 },
  // On the slowest network, 120 reads one after the other take 25 s.
  limits: { steps: 400_000, recovery: seconds(60) },
  properties: [...shardedSafety(layout), shardedLinearizable(layout, clients), settles(layout)],
});
