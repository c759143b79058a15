import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { ClerkResult } from '../../protocols/raft/index.ts';
import { awaitLeader, othersThan } from '../raft/cluster.ts';
import { prompt } from '../raft/stability.ts';
import { scenario, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

const lasts = seconds(3);

/** What may be wrong with one server, for so long that the others must do without it. */
function illnesses(stage: Stage, node: NodeId): readonly Fault[] {
  const others = othersThan(stage, node);
  const some = others.filter(() => stage.choose(2) === 0);
  return [
    { kind: 'oneWay', from: others, to: [node], lasts },
    { kind: 'oneWay', from: [node], to: others, lasts },
    { kind: 'oneWay', from: some, to: [node], lasts },
    { kind: 'partition', shape: 'one', groups: [[node], some], lasts },
    { kind: 'disconnect', node, lasts },
    { kind: 'pause', node, lasts },
    { kind: 'slowNode', node, lag: milliseconds(600), lasts },
    { kind: 'hungDisk', node, lasts },
    { kind: 'diskFull', node, lasts },
    { kind: 'crash', node, down: lasts, power: { survivors: 0, torn: false } },
  ];
}

const change = (user: StoreUser): Story<ClerkResult> => user.change({ kind: 'append', key: 'k', value: 'x' });

function* once(user: StoreUser): Story {
  yield* change(user);
}

/** One call after the other until this moment; none of them takes long. */
function* quickUntil(stage: Stage, end: number, user: StoreUser): Story {
  while (stage.now() < end) {
    yield* prompt(stage, once(user), milliseconds(60));
    yield* sleep(milliseconds(60));
  }
}

/** One server is ill, or has been removed and does not know. There may be an election, and none when it is well again. */
const story: Script = function* (stage) {
  const [first = 0] = stage.clients;
  const user = storeUser(first);
  for (let round = 0; round < 3; round++) {
    yield* rest();
    const leader = yield* awaitLeader(stage);
    yield* user.change({ kind: 'put', key: 'k', value: '' });
    const node = stage.choose(2) === 0 ? leader : (stage.servers[stage.choose(stage.servers.length)] ?? leader);
    const faults = illnesses(stage, node);
    const fault = faults[stage.choose(faults.length + 3)];
    const end = stage.now() + lasts;
    if (fault === undefined) yield* prompt(stage, user.reconfigure(othersThan(stage, node)), seconds(2));
    else yield* inflict(fault);
    // Half of the time nothing is asked meanwhile: whoever is cut off has the whole log.
    if (stage.choose(2) === 0) yield* prompt(stage, once(user), seconds(2));
    yield* sleep(seconds(1));
    yield* prompt(stage, once(user), seconds(2));
    // A leader notices that its disk hangs when it has something to write.
    yield* sleep(milliseconds(500));
    yield* prompt(stage, once(user), seconds(2));
    yield* quickUntil(stage, end + milliseconds(500), user);
    if (fault === undefined) yield* user.reconfigure(stage.servers.filter((server) => server !== node), [node]);
    if (fault === undefined) yield* user.reconfigure(stage.servers);
  }
};

export default scenario({
  title: 'One server of the store is ill for seconds, or was removed: the others answer after one election, and are quick from then on, also when it is well again',
  servers: times(3, replicatedStoreServer({ snapshotEvery: 30 })),
  clients: [storeClerk()],
  scripts: [story],
  limits: { duration: seconds(60) },
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands],
});
