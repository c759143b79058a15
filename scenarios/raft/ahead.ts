import { milliseconds } from '../../sim/core/time.ts';
import { rest, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { drawnReplica } from './swarm.ts';
import { partAhead } from './terms.ts';
import { registerClerk, registerSafety, registerUser } from './vocabulary.ts';

const story: Script = function* (stage) {
  const user = registerUser(stage.clients[0] ?? 0);
  yield* rest();
  yield* partAhead(stage, stage.choose(stage.servers.length), () => user.write('w'));
};

export default scenario({
  title: 'A server gets ahead by terms of which nobody hears, and falls behind in its log; then its vote is needed',
  servers: (knobs) => times(3, drawnReplica({ ...knobs, snapshotEvery: 0, checkQuorum: 0 })),
  clients: [registerClerk({ patience: milliseconds(60) })],
  knobs: { preVote: [0, 1, 1], noOp: [0, 1], reads: [0, 1], electionTimeout: [100], electionSpread: [20, 50], heartbeat: [20] },
  network: { latencyMin: 1, latencyMax: milliseconds(3) },
  disk: { syncMin: 1, syncMax: milliseconds(2) },
  scripts: [story],
  properties: [...registerSafety],
});
