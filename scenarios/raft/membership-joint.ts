import { seconds } from '../../sim/core/time.ts';
import { inflict, rest, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, times } from '../scenario.ts';
import { apart, awaitLeader } from './cluster.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, registerUser } from './vocabulary.ts';

/** All three voters are replaced at once, while the old ones are cut off from the new ones; then back. */
const story: Script = function* (stage) {
  const operator = registerUser(stage.clients[0] ?? 6);
  const sets = [[3, 4, 5], [0, 1, 2], [1, 3, 5]];
  let current = [0, 1, 2];
  for (const next of sets) {
    yield* rest();
    yield* operator.reconfigure(current, next.filter((server) => !current.includes(server)));
    const leader = yield* awaitLeader(stage, current);
    // Some of the new ones, or the old ones but for their leader: they make a majority of C_old that need not hear of C_old,new.
    const cutOff = stage.choose(2) === 0 ? next.filter(() => stage.choose(2) === 0) : current.filter((server) => server !== leader);
    yield* inflict(apart(seconds(1), cutOff, stage.servers.filter((server) => !cutOff.includes(server))));
    yield* operator.reconfigure(next);
    current = next;
    yield* awaitLeader(stage, next);
  }
};

export default scenario({
  title: 'Joint consensus: all voters are replaced at once, again and again, while the network is apart',
  servers: times(6, registerReplica({ initialVoters: [0, 1, 2], snapshotEvery: 8 })),
  clients: times(3, registerClerk()),
  workload: operations(registerRequests, { perClient: [5, 15] }),
  scripts: [story],
  limits: { duration: seconds(60) },
  properties: registerSafety,
});
