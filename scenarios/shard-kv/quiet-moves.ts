import { milliseconds } from '../../sim/core/time.ts';
import { all, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { Gid } from '../../protocols/shard-controller/index.ts';
import { apart } from '../raft/cluster.ts';
import { drawnOptions } from '../raft/swarm.ts';
import { scenario } from '../scenario.ts';
import { administrator } from '../shard-controller/vocabulary.ts';
import { layoutOf } from './layout.ts';
import { groupAt, shardedSafety } from './properties.ts';
import { shardedLinearizable, shardUser, storeClients, storeServers, type ShardUser } from './vocabulary.ts';

const layout = layoutOf({ controllers: 1, groups: 2 });
const clients = 2;
const key = '0';
const shard = key.charCodeAt(0) % 10;

const serversOf = (gid: Gid): readonly number[] => layout.groups.get(gid) ?? [];

/** For a while the group that has given the shard away does not hear the one that has it now, or is not heard, or neither. */
function hindrances({ choose }: Stage, from: Gid, to: Gid): readonly Fault[] {
  const lasts = milliseconds(100) + choose(milliseconds(400));
  const [givers, getters] = [serversOf(from), serversOf(to)];
  return [apart(lasts, givers, getters), { kind: 'oneWay', from: getters, to: givers, lasts }, { kind: 'oneWay', from: givers, to: getters, lasts }];
}

/** A moment of the move: at once, or once somebody of one of the groups has the shard in such a state. */
function* awaitMoment(stage: Stage, from: Gid, to: Gid): Story {
  const has = (gid: Gid, status: string): boolean => serversOf(gid).some((node) => groupAt(stage, node)?.shards.get(shard)?.status === status);
  const moments = [() => true, () => has(from, 'frozen'), () => has(to, 'serving')];
  const isCome = moments[stage.choose(moments.length)] ?? (() => true);
  for (const deadline = stage.now() + milliseconds(600); stage.now() < deadline && !isCome(); ) yield* sleep(250);
}

function* append(user: ShardUser): Story {
  yield* user.append(key, 'x');
}

function* readOn(user: ShardUser, times: number): Story {
  for (let time = 0; time < times; time++) {
    yield* user.get(key);
    yield* sleep(milliseconds(10));
  }
}

/** Both users know who has the shard. It moves; one of them writes, and the other one reads, perhaps where it was. */
const story: Script = function* (stage) {
  const [writer, reader, operator] = stage.clients;
  if (writer === undefined || reader === undefined || operator === undefined) return;
  const users = [writer, reader].map(shardUser);
  yield* administrator(operator).join(Object.fromEntries(layout.groups));
  for (let round = 0; round < 4; round++) {
    yield* rest();
    const [from, to] = round % 2 === 0 ? [1, 2] : [2, 1];
    yield* administrator(operator).move(shard, from);
    yield* sleep(milliseconds(300));
    for (const user of users) yield* user.get(key);
    yield* administrator(operator).move(shard, to);
    yield* awaitMoment(stage, from, to);
    const faults = hindrances(stage, from, to);
    const fault = faults[stage.choose(faults.length)];
    if (fault !== undefined) yield* inflict(fault);
    yield* all([append(shardUser(writer)), readOn(shardUser(reader), 1 + stage.choose(20))]);
  }
};

export default scenario({
  title: 'A shard moves to and fro between two groups that hear each other late; one user writes, and another one reads where the shard was',
  servers: (knobs) => storeServers(layout, drawnOptions(knobs)),
  clients: storeClients(layout, clients),
  knobs: { reads: [0, 1], snapshotEvery: [0, 4], electionTimeout: [150], electionSpread: [100], heartbeat: [30] },
  scripts: [story],
  limits: { steps: 400_000 },
  properties: [...shardedSafety(layout), shardedLinearizable(layout, clients)],
});
