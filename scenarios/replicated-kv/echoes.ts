import { replicatedStoreServer, storeClerk, type Transaction } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { drawnOptions } from '../raft/swarm.ts';
import { scenario, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser } from './vocabulary.ts';

/** Takes its else branch as long as nobody has written "b". */
const conditional: Transaction = { kind: 'transaction', compare: [{ kind: 'value', key: 'k', value: 'b' }], success: [{ kind: 'append', key: 'k', value: 'a' }], failure: [] };

/** One user asks for something and rests; another one changes what it depended on; a third one looks, when copies of the first request may have come. */
const story: Script = function* (stage) {
  const [first, second, third] = stage.clients.map(storeUser);
  if (first === undefined || second === undefined || third === undefined) return;
  for (let round = 0; round < 3; round++) {
    yield* rest();
    yield* second.change({ kind: 'put', key: 'k', value: '' });
    yield* first.change(stage.choose(2) === 0 ? conditional : { kind: 'append', key: 'k', value: 'a' });
    yield* second.change({ kind: 'put', key: 'k', value: 'b' });
    yield* sleep(stage.choose(milliseconds(700)));
    yield* third.look({ kind: 'get', key: 'k' });
  }
};

export default scenario({
  title: 'Copies of a command of the store arrive while its client rests, and others have changed what it would do',
  servers: (knobs) => times(3, replicatedStoreServer(drawnOptions(knobs))),
  clients: times(3, storeClerk({ patience: milliseconds(40) })),
  knobs: { reads: [0, 1], noOp: [0, 1], snapshotEvery: [0, 2], electionTimeout: [150], electionSpread: [100], heartbeat: [30] },
  network: { latencyMin: 1, latencyMax: milliseconds(10), replay: 300, replayMax: milliseconds(600) },
  scripts: [story],
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands],
});
