import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { all, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { crash, othersThan, raftOf, until } from '../raft/cluster.ts';
import { prompt } from '../raft/stability.ts';
import { drawnOptions } from '../raft/swarm.ts';
import { scenario, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

function* write(user: StoreUser, count: number): Story {
  for (let i = 0; i < count; i++) yield* user.change({ kind: 'append', key: `k${i}`, value: 'x' });
}

/** The latest of those who lead, whatever term a server has come to that is cut off. */
const leaderOf = (stage: Stage): NodeId | undefined =>
  stage.servers.flatMap((server) => raftOf(stage, server) ?? []).filter(({ role }) => role === 'leader').toSorted((a, b) => b.currentTerm - a.currentTerm)[0]?.self;

function* leading(stage: Stage): Story<NodeId> {
  yield* until(stage, 'a leader is elected', () => leaderOf(stage) !== undefined);
  return leaderOf(stage) ?? 0;
}

/** Whoever leads restarts, or does not: the next entries are of another term. What it was writing may be there, and not be committed. */
function* changeTerms(stage: Stage): Story {
  const leader = yield* leading(stage);
  if (stage.choose(2) === 0) return;
  yield* sleep(stage.choose(milliseconds(20)));
  yield* inflict(crash(leader, 1 + stage.choose(milliseconds(30))));
}

/** A server that has got a part of a snapshot loses power; or nothing happens, for it gets all of it at once. */
function* interrupt(stage: Stage, node: NodeId): Story {
  for (const deadline = stage.now() + milliseconds(60); stage.now() < deadline; yield* sleep(250)) {
    if ((raftOf(stage, node)?.incoming ?? null) === null) continue;
    // Perhaps it has said so.
    yield* sleep(stage.choose(milliseconds(12)));
    return yield* inflict(crash(node, 1));
  }
}

/** Two of three agree without the third; then, while it catches up by a snapshot, one of these two is away, and the third is needed. */
function* takeTurns(stage: Stage, user: StoreUser): Story {
  const leader = yield* leading(stage);
  const followers = othersThan(stage, leader);
  const [absent = leader] = stage.choose(2) === 0 ? followers : followers.toReversed();
  const [first, second] = [milliseconds(100) + stage.choose(milliseconds(400)), stage.choose(2) === 0 ? seconds(3) : milliseconds(300) + stage.choose(milliseconds(700))];
  const returns = stage.now() + first;
  yield* inflict({ kind: 'disconnect', node: absent, lasts: first });
  yield* write(user, stage.choose(4));
  yield* all([changeTerms(stage), write(user, 1 + stage.choose(4))]);
  yield* sleep(Math.max(0, returns - stage.now()));
  if (stage.choose(2) === 0) yield* interrupt(stage, absent);
  else yield* sleep(stage.choose(milliseconds(60)));
  // Perhaps whoever has come back leads.
  const present = yield* leading(stage);
  yield* inflict({ kind: 'disconnect', node: othersThan(stage, absent).find((node) => node !== present) ?? present, lasts: second });
  const ends = stage.now() + second;
  yield* prompt(stage, write(user, 1 + stage.choose(4)), seconds(2));
  yield* sleep(Math.max(0, ends - stage.now() - stage.choose(milliseconds(200))));
  if (stage.choose(2) === 0) yield* inflict(crash(yield* leading(stage), milliseconds(500)));
}

const story: Script = function* (stage) {
  const [user, reader] = stage.clients.map(storeUser);
  if (user === undefined || reader === undefined) return;
  for (let round = 0; round < 3; round++) {
    yield* rest();
    yield* takeTurns(stage, user);
    yield* sleep(stage.choose(milliseconds(300)));
    yield* reader.look({ kind: 'scan', from: 'a', to: 'z', limit: 99 });
  }
};

export default scenario({
  title: 'Servers of the store take turns in being away, and come back to snapshots, some of which arrive again much later; two are always enough',
  servers: (knobs) => times(3, replicatedStoreServer(drawnOptions(knobs))),
  clients: times(2, storeClerk({ patience: milliseconds(40) })),
  knobs: { preVote: [0, 1], checkQuorum: [0, 1], noOp: [0, 1], reads: [0, 1], snapshotEvery: [1, 2, 3], chunkSize: [0, 1, 2], maxEntries: [1, 4], electionTimeout: [100, 150], electionSpread: [30, 100], heartbeat: [30] },
  network: { latencyMin: 1, latencyMax: milliseconds(5), loss: 30, replay: 200, replayMax: seconds(1) },
  scripts: [story],
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands],
});
