import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import { recovered, stableLeader, termsBounded } from '../../properties/raft/index.ts';
import type { ReplicaOptions } from '../../protocols/raft/index.ts';
import { operations, scenario, swarm, times, type Knobs } from '../scenario.ts';
import { awaitLeader, othersThan, raftOf, sleepUntil } from './cluster.ts';
import { replicaBounds, replicaLens } from './properties.ts';
import { firstOf } from './swarm.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety } from './vocabulary.ts';

/** By then somebody leads, and nothing has gone wrong yet. */
const from = seconds(2);

/** As many voters as may fail have nothing but trouble, each its own, at its own times: the leader and the others do not notice. */
const story: Script = function* (stage) {
  yield* sleepUntil(stage, from);
  const leader = yield* awaitLeader(stage);
  const followers = raftOf(stage, leader)?.configurations.at(-1)?.configuration.voters.filter((voter) => voter !== leader) ?? [];
  const first = stage.choose(followers.length);
  const unlucky = [...followers.slice(first), ...followers.slice(0, first)].slice(0, followers.length / 2);
  for (let round = 0; round < 8; round++) {
    yield* rest();
    for (const node of unlucky) yield* trouble(stage, node);
    yield* sleep(milliseconds(200) + stage.choose(milliseconds(800)));
  }
};

function* trouble(stage: Stage, node: NodeId): Story {
  const lasts = milliseconds(50) + stage.choose(milliseconds(1_000));
  const [others, someOther] = [othersThan(stage, node), stage.choose(stage.servers.length)];
  const troubles: readonly Fault[] = [
    { kind: 'partition', shape: 'one', groups: [[node], others], lasts },
    { kind: 'oneWay', from: others, to: [node], lasts },
    { kind: 'oneWay', from: [node], to: others, lasts },
    { kind: 'oneWay', from: others.filter((other) => other !== someOther), to: [node], lasts },
    { kind: 'clog', from: others[stage.choose(others.length)] ?? node, to: node, lasts },
    { kind: 'pause', node, lasts },
    { kind: 'crash', node, down: lasts, power: { survivors: stage.choose(3), torn: stage.choose(2) === 0 } },
    { kind: 'slowNode', node, lag: stage.choose(milliseconds(600)), lasts },
    { kind: 'hungDisk', node, lasts },
    { kind: 'slowDisk', node, delay: stage.choose(milliseconds(400)), lasts },
    { kind: 'ioError', node, count: 1 + stage.choose(3) },
    { kind: 'clockDrift', node, rate: 500_000 + stage.choose(1_000_000), lasts },
  ];
  const chosen = troubles[stage.choose(troubles.length)];
  if (chosen !== undefined && stage.choose(4) > 0) yield* inflict(chosen);
}

const optionsOf = ({ checkQuorum = 1, voters = 5 }: Knobs): ReplicaOptions => ({ snapshotEvery: 8, maxEntries: 4, maxInflight: 2, maxUncommitted: 8, chunkSize: 1, checkQuorum: checkQuorum === 1, initialVoters: firstOf(voters) });

export default scenario({
  title: 'A minority has nothing but trouble, and comes back from it: the others keep their leader, with check-quorum or with pre-vote alone',
  servers: (knobs) => times(5, registerReplica(optionsOf(knobs))),
  clients: times(3, registerClerk()),
  knobs: { checkQuorum: [0, 1], voters: [5, 3] },
  workload: operations(registerRequests, { perClient: [10, 30], think: milliseconds(400) }),
  scripts: [story],
  // Nobody is unlucky but those: links as they are drawn, and no more of them is lost than heartbeats make up for.
  swarm: swarm(['pairBias', 'reorder', 'duplicate']),
  limits: { duration: seconds(30) },
  properties: [...registerSafety, stableLeader(replicaLens, { from }), termsBounded(replicaLens, { from, most: 0 }), recovered(replicaLens)],
  bounds: (knobs) => replicaBounds([optionsOf(knobs)]),
});
