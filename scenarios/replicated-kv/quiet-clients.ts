import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { linkFaults, networkFamilies, processFaults } from '../../properties/schedules/families.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { replicatedSafety, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';
import { sessionSituations, snapshotSessionSituations } from './situations.ts';
import { storeUser } from './vocabulary.ts';

const sessions = 2;

/** Appends a piece, and falls silent until others have taken its place in the table; then it goes on, under a session that it may not have any more. */
const quiet =
  (which: number): Script =>
  function* ({ clients, choose }) {
    const user = storeUser(clients[which] ?? 0);
    for (let round = 0; round < 4; round++) {
      yield* rest();
      yield* user.change({ kind: 'append', key: 'k', value: `${which}.${round};` });
      yield* sleep(milliseconds(200) + choose(milliseconds(600)));
      if (choose(2) === 0) yield* user.look({ kind: 'get', key: 'k' });
    }
  };

export default scenario({
  title: 'Clients that are silent for so long that their sessions are forgotten, while the network keeps what they said',
  servers: ({ snapshotEvery = 6 }) => times(3, replicatedStoreServer({ sessions, snapshotEvery })),
  clients: times(4, storeClerk()),
  knobs: { snapshotEvery: [2, 6] },
  scripts: [0, 1, 2, 3].map(quiet),
  swarm: swarm([...networkFamilies, ...linkFaults, ...processFaults], { victims: 'all' }),
  budget: { maxDown: 1 },
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions), ...sessionSituations, ...snapshotSessionSituations],
});
