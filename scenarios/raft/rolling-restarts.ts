import type { Protocol } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, rest, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, swarm, times } from '../scenario.ts';
import { apart, awaitLeader, crash, othersThan } from './cluster.ts';
import { leaseBound } from './properties.ts';
import { registerClerk, registerReplica, registerReads, registerSafety, registerUser } from './vocabulary.ts';

/**
 * One follower hears nothing from the leader, and asks for votes; the other one, who knows better, is restarted again and again. Meanwhile
 * nothing is written: its log is as good as any.
 */
const story: Script = function* (stage) {
  const user = registerUser(stage.clients[0] ?? 3);
  for (let round = 0; round < 4; round++) {
    yield* rest();
    yield* user.write(`round ${round}`);
    const leader = yield* awaitLeader(stage);
    const [first = leader, second = leader] = othersThan(stage, leader);
    const [deaf, restarted] = stage.choose(2) === 0 ? [first, second] : [second, first];
    yield* inflict(apart(seconds(1), [leader], [deaf]));
    yield* sleep(milliseconds(150));
    for (let i = 0; i < 10; i++) {
      yield* inflict(crash(restarted, 1 + stage.choose(milliseconds(5))));
      yield* sleep(milliseconds(40) + stage.choose(milliseconds(40)));
    }
  }
};

const replicaWith = (heartbeat: number, electionTimeout: number, preVote: boolean): Protocol =>
  registerReplica({
    reads: 'lease',
    preVote,
    heartbeatInterval: milliseconds(heartbeat),
    electionTimeoutMin: milliseconds(electionTimeout),
    electionTimeoutMax: milliseconds(electionTimeout + 20),
  });

export default scenario({
  title: 'Servers are restarted one after the other, quickly, while two of them cannot talk: no lease is broken',
  servers: ({ heartbeat = 30, electionTimeout = 150, preVote = 1 }) => times(3, replicaWith(heartbeat, electionTimeout, preVote === 1)),
  clients: times(2, registerClerk()),
  knobs: { heartbeat: [30, 50], electionTimeout: [80, 150], preVote: [0, 1] },
  workload: operations(registerReads, { perClient: [5, 10], think: milliseconds(100) }),
  scripts: [story],
  swarm: swarm(['pairBias', 'reorder', 'clockDrift'], { most: 2 }),
  limits: { duration: seconds(30) },
  properties: registerSafety,
  bounds: ({ electionTimeout = 150 }) => [leaseBound([{ electionTimeoutMin: milliseconds(electionTimeout) }])],
});
