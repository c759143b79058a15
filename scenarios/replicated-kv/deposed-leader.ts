import { replicatedStoreServer, storeClerk, type StoreQuery } from '../../protocols/replicated-kv/index.ts';
import type { ClerkResult } from '../../protocols/raft/index.ts';
import { networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script, type Story } from '../../sim/hosts/script.ts';
import { apart, awaitLeader, othersThan } from '../raft/cluster.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { catchesUp, replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

const get: StoreQuery = { kind: 'get', key: 'k' };
const scan: StoreQuery = { kind: 'scan', from: 'a', to: 'z', limit: 9 };

/** Three ways to look at one key. */
const looks: readonly ((user: StoreUser) => Story<ClerkResult>)[] = [
  (user) => user.look(get),
  (user) => user.look(scan),
  (user) => user.change({ kind: 'transaction', compare: [], success: [get], failure: [] }),
];

/** The second client stays with the old leader, and looks there once the first one has written elsewhere. */
const story: Script = function* (stage) {
  const [writer, reader] = stage.clients.map(storeUser);
  if (writer === undefined || reader === undefined) return;
  for (let round = 0; round < 3; round++) {
    yield* rest();
    yield* writer.change({ kind: 'put', key: 'k', value: `old ${round}` });
    yield* reader.change({ kind: 'put', key: 'mine', value: `${round}` });
    // A network that keeps messages for seconds, and keeps their order, keeps back all that come after them, too: until the heal, perhaps.
    const leader = yield* awaitLeader(stage, stage.servers, seconds(40));
    yield* inflict(apart(seconds(1), [leader, reader.node], [...othersThan(stage, leader), writer.node]));
    yield* writer.change({ kind: 'put', key: 'k', value: `new ${round}` });
    const look = looks[stage.choose(looks.length)];
    if (look !== undefined) yield* look(reader);
    yield* sleep(milliseconds(100));
  }
};

export default scenario({
  title: 'A leader of the store that has been replaced and does not know it answers nothing: no get, no scan, no transaction',
  servers: ({ reads = 0, checkQuorum = 1 }) =>
    times(3, replicatedStoreServer({ reads: (['log', 'readIndex', 'lease'] as const)[reads] ?? 'readIndex', checkQuorum: checkQuorum === 1 || reads === 2 })),
  clients: times(2, storeClerk()),
  knobs: { reads: [0, 1, 2], checkQuorum: [0, 1] },
  scripts: [story],
  swarm: swarm(networkFamilies),
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands, catchesUp],
});
