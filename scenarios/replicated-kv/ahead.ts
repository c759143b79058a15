import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { rest, type Script, type Story } from '../../sim/hosts/script.ts';
import { drawnOptions } from '../raft/swarm.ts';
import { partAhead } from '../raft/terms.ts';
import { scenario, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

function* write(user: StoreUser): Story {
  yield* user.change({ kind: 'append', key: 'k', value: 'x' });
}

const story: Script = function* (stage) {
  const user = storeUser(stage.clients[0] ?? 0);
  yield* rest();
  yield* partAhead(stage, stage.choose(stage.servers.length), () => write(user));
};

export default scenario({
  title: 'A server of the store gets ahead by terms of which nobody hears, and falls behind in its log; then its vote is needed',
  servers: (knobs) => times(3, replicatedStoreServer(drawnOptions({ ...knobs, snapshotEvery: 0, checkQuorum: 0 }))),
  clients: [storeClerk({ patience: milliseconds(60) })],
  knobs: { preVote: [0, 1, 1], noOp: [0, 1], reads: [0, 1], electionTimeout: [100], electionSpread: [20, 50], heartbeat: [20] },
  network: { latencyMin: 1, latencyMax: milliseconds(3) },
  disk: { syncMin: 1, syncMax: milliseconds(2) },
  scripts: [story],
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands],
});
