import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { apart, awaitLeader, crash, othersThan } from './cluster.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety } from './vocabulary.ts';

/** One follower hears nothing from the leader, and asks for votes; the other one, who knows better, is restarted again and again. */
const story: Script = function* (stage) {
  for (let round = 0; round < 3; round++) {
    yield* rest();
    const leader = yield* awaitLeader(stage);
    const [first = leader, second = leader] = othersThan(stage, leader);
    const [deaf, restarted] = stage.choose(2) === 0 ? [first, second] : [second, first];
    yield* inflict(apart(seconds(1), [leader], [deaf]));
    yield* sleep(milliseconds(200));
    for (let i = 0; i < 10; i++) {
      yield* inflict(crash(restarted, 1 + stage.choose(milliseconds(10))));
      yield* sleep(milliseconds(60) + stage.choose(milliseconds(30)));
    }
  }
};

export default scenario({
  title: 'Servers are restarted one after the other, quickly, while two of them cannot talk: no lease is broken',
  servers: ({ heartbeat = 30, preVote = 1 }) => times(3, registerReplica({ reads: 'lease', heartbeatInterval: milliseconds(heartbeat), preVote: preVote === 1 })),
  clients: times(3, registerClerk()),
  knobs: { heartbeat: [30, 60], preVote: [0, 1] },
  workload: operations(registerRequests, { perClient: [10, 20], think: milliseconds(50) }),
  scripts: [story],
  swarm: swarm(['pairBias', 'reorder', 'clockDrift'], { most: 2 }),
  limits: { duration: seconds(30) },
  properties: registerSafety,
});
