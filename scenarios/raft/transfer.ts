import { milliseconds, seconds } from '../../sim/core/time.ts';
import { rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, times } from '../scenario.ts';
import { awaitLeader, leaderAmong, until } from './cluster.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, registerUser } from './vocabulary.ts';

/** Leadership goes round the cluster, in time and to whom it was meant for. */
const story: Script = function* (stage) {
  const operator = registerUser(stage.clients[0] ?? 5);
  for (let round = 0; round < 6; round++) {
    yield* rest();
    const leader = yield* awaitLeader(stage);
    const target = (leader + 1) % stage.servers.length;
    yield* operator.transfer(target);
    yield* until(stage, 'the target of a transfer leads within an election timeout', () => leaderAmong(stage, stage.servers) === target, milliseconds(300));
    yield* sleep(milliseconds(100));
  }
};

export default scenario({
  title: 'Leadership is handed round under load',
  servers: times(5, registerReplica({ snapshotEvery: 8 })),
  clients: times(5, registerClerk()),
  workload: operations(registerRequests, { perClient: [20, 40], think: milliseconds(30) }),
  scripts: [story],
  limits: { duration: seconds(30) },
  properties: registerSafety,
});
