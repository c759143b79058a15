import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { RaftState } from '../../protocols/raft/index.ts';
import { recovered } from '../../properties/raft/index.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { apart, leaderAmong, othersThan, raftOf } from './cluster.ts';
import { replicaLens } from './properties.ts';
import { drawnBounds, drawnReplica, movingRequests, raftKnobs, swarmLimits } from './swarm.ts';
import { registerClerk, registerSafety } from './vocabulary.ts';

/** What a server may be in the middle of; `known`: as it was a moment ago. */
const delicate: readonly ((now: RaftState, known: RaftState | null) => boolean)[] = [
  ({ incoming }) => incoming !== null,
  ({ log }, known) => known !== null && log.lastIndex < known.log.lastIndex,
  ({ role, log, commitIndex }) => role === 'leader' && log.lastIndex > commitIndex + 1,
  ({ role }) => role === 'candidate',
  ({ transfer }) => transfer !== null,
  ({ role, reads }) => role === 'leader' && reads.length > 0,
];

/** Waits until some server is in the middle of this; null where that takes too long. Looks four times a millisecond. */
function* awaitDelicate(stage: Stage, isDelicate: (now: RaftState, known: RaftState | null) => boolean): Story<NodeId | null> {
  const known = new Map<NodeId, RaftState>();
  for (const deadline = stage.now() + milliseconds(400); stage.now() < deadline; yield* sleep(250)) {
    for (const server of stage.servers) {
      const now = raftOf(stage, server);
      if (now !== null && isDelicate(now, known.get(server) ?? null)) return server;
      if (now !== null) known.set(server, now);
    }
  }
  return null;
}

function strike(stage: Stage, node: NodeId): Fault {
  const lasts = milliseconds(5) + stage.choose(milliseconds(600));
  const strikes: readonly Fault[] = [
    { kind: 'crash', node, down: lasts, power: { survivors: stage.choose(3), torn: stage.choose(4) === 0 } },
    { kind: 'crash', node, down: milliseconds(1), power: { survivors: stage.choose(3), torn: false } },
    apart(lasts, [node], othersThan(stage, node)),
    { kind: 'pause', node, lasts },
    { kind: 'ioError', node, count: 1 },
  ];
  return strikes[stage.choose(strikes.length)] ?? apart(lasts, [node], othersThan(stage, node));
}

/** Again and again somebody is struck in the middle of something: whoever is at it, or the leader of the moment. */
const story: Script = function* (stage) {
  for (let round = 0; round < 10; round++) {
    yield* rest();
    yield* sleep(stage.choose(milliseconds(100)));
    const isDelicate = delicate[stage.choose(delicate.length)];
    const found = isDelicate === undefined ? null : yield* awaitDelicate(stage, isDelicate);
    if (found === null) continue;
    if (stage.choose(3) === 0) yield* sleep(stage.choose(milliseconds(3)));
    yield* inflict(strike(stage, stage.choose(4) === 0 ? (leaderAmong(stage, stage.servers) ?? found) : found));
  }
};

export default scenario({
  title: 'Servers are struck in the middle of something: of a snapshot in pieces, of a log that is cut, of entries, elections, transfers and reads',
  servers: (knobs) => times(3, drawnReplica(knobs)),
  clients: times(3, registerClerk({ patience: milliseconds(60) })),
  knobs: { ...raftKnobs, snapshotEvery: [0, 2, 3, 4], chunkSize: [1, 2], electionTimeout: [150], electionSpread: [60, 150] },
  workload: operations(movingRequests(3), { perClient: [3, 15], think: milliseconds(30) }),
  scripts: [story],
  swarm: swarm(['loss', 'duplicate', 'replay', 'reorder', 'tail', 'pairBias', 'clog', 'oneWay', 'partition', 'crash', 'slowDisk'], { most: 4 }),
  budget: { maxDown: 1 },
  limits: swarmLimits,
  properties: [...registerSafety, recovered(replicaLens)],
  bounds: drawnBounds,
});
