import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { all, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { apart, awaitLeader, othersThan, raftOf } from '../raft/cluster.ts';
import { drawnOptions } from '../raft/swarm.ts';
import { scenario, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

/** The server to which a voter has given its vote of a term after this one; null while there is none. */
function* voteOf(stage: Stage, voter: NodeId, term: number): Story<NodeId | null> {
  for (const end = stage.now() + milliseconds(400); stage.now() < end; yield* sleep(500)) {
    const raft = raftOf(stage, voter);
    if (raft !== null && raft.currentTerm > term && raft.votedFor !== null && raft.votedFor !== voter) return raft.votedFor;
  }
  return null;
}

function* writeAndLook(user: StoreUser): Story {
  yield* user.change({ kind: 'append', key: 'k', value: `${user.node}` });
  yield* user.look({ kind: 'get', key: 'k' });
}

/**
 * Two who want to lead do not hear each other; who led before them has the vote that decides. It gives it, loses power, and is asked by the other one,
 * perhaps before it has heard from whom it has elected.
 */
function* contest(stage: Stage, users: readonly StoreUser[]): Story {
  const voter = yield* awaitLeader(stage);
  const rivals = othersThan(stage, voter);
  const [first = voter, second = voter] = rivals;
  const term = raftOf(stage, voter)?.currentTerm ?? 0;
  yield* inflict(apart(milliseconds(400) + stage.choose(milliseconds(400)), [first], [second]));
  yield* inflict({ kind: 'crash', node: voter, down: milliseconds(40), power: { survivors: stage.choose(3), torn: false } });
  const elected = yield* voteOf(stage, voter, term);
  if (elected === null) return;
  // The vote may not have been stored yet, or have been counted.
  yield* sleep(stage.choose(milliseconds(12)));
  const [minority, majority] = [rivals.filter((rival) => rival === elected), stage.servers.filter((server) => server !== elected)];
  const [one = 0, ...more] = stage.clients;
  if (stage.choose(2) === 0) yield* inflict(apart(milliseconds(100) + stage.choose(milliseconds(300)), [...minority, one], [...majority, ...more]));
  yield* inflict({ kind: 'crash', node: voter, down: 1 + stage.choose(milliseconds(3)), power: { survivors: stage.choose(3), torn: false } });
  yield* all(users.map(writeAndLook));
}

const story: Script = function* (stage) {
  const users = stage.clients.map(storeUser);
  for (let round = 0; round < 3; round++) {
    yield* rest();
    yield* all(users.map(writeAndLook));
    yield* contest(stage, users);
    yield* sleep(milliseconds(300));
  }
};

export default scenario({
  title: 'The deciding voter of the store loses power between two rivals that do not hear each other; users write and look on both sides',
  servers: (knobs) => times(3, replicatedStoreServer(drawnOptions({ ...knobs, checkQuorum: 0, snapshotEvery: 0 }))),
  clients: times(2, storeClerk({ patience: milliseconds(40) })),
  // Where voters refuse while a leader is recent, hardly any election is contested.
  knobs: { preVote: [0, 0, 1], noOp: [0, 1], reads: [0, 1], electionTimeout: [100], electionSpread: [10, 30, 60], heartbeat: [10, 30] },
  network: { latencyMin: 1, latencyMax: milliseconds(3) },
  disk: { syncMin: 1, syncMax: milliseconds(5) },
  scripts: [story],
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands],
});
