import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { scenario, times } from '../scenario.ts';
import { apart, areInLine, ask, awaitLeader, othersThan, raftOf, until } from './cluster.ts';
import { drawnReplica } from './swarm.ts';
import { registerClerk, registerSafety, registerUser } from './vocabulary.ts';

/** Waits until a server's log has been cut off somewhere, or for a while. */
function* awaitCut(stage: Stage, node: NodeId): Story {
  const before = raftOf(stage, node)?.log.lastIndex ?? 0;
  for (const deadline = stage.now() + seconds(1); stage.now() < deadline; yield* sleep(250)) {
    if ((raftOf(stage, node)?.log.lastIndex ?? before) < before) return;
  }
}

/** What a leader alone has appended is overwritten, mostly by less; while that is written, or soon after, it loses power. */
const story: Script = function* (stage) {
  const [client = 3] = stage.clients;
  const user = registerUser(client);
  for (let round = 0; round < 3; round++) {
    yield* rest();
    const alone = yield* awaitLeader(stage);
    yield* user.write(`common ${round}`);
    yield* inflict(apart(milliseconds(500) + stage.choose(milliseconds(200)), [alone], [...othersThan(stage, alone), client]));
    for (let i = 0; i < 2 + stage.choose(4); i++) yield* ask(alone, { kind: 'start', command: { session: 7, number: i + 1, command: `divergent ${round} ${i}` } });
    yield* awaitLeader(stage, othersThan(stage, alone));
    yield* user.writeMany(`w${round}`, stage.choose(3));
    yield* awaitCut(stage, alone);
    yield* sleep(stage.choose(milliseconds(8)));
    yield* inflict({ kind: 'crash', node: alone, down: 1 + stage.choose(milliseconds(10)), power: { survivors: stage.choose(3), torn: stage.choose(2) === 0 } });
    // Without blank entries, what earlier leaders have appended waits for something to follow it.
    yield* user.write(`after ${round}`);
    yield* until(stage, 'all logs agree', () => areInLine(stage, stage.servers), seconds(10));
  }
};

export default scenario({
  title: 'The tail of a log is overwritten, mostly by less, and its server loses power at that moment',
  servers: (knobs) => times(3, drawnReplica({ ...knobs, checkQuorum: 0 })),
  clients: [registerClerk({ patience: milliseconds(60) })],
  knobs: { preVote: [0, 1], noOp: [0, 1], fastBackup: [0, 1], maxEntries: [1, 2, 4], maxInflight: [1, 4], reads: [0, 1], snapshotEvery: [0, 0, 3], electionTimeout: [100], electionSpread: [100], heartbeat: [20] },
  network: { latencyMin: 1, latencyMax: milliseconds(3) },
  disk: { syncMin: 1, syncMax: milliseconds(3) },
  scripts: [story],
  properties: [...registerSafety],
});
