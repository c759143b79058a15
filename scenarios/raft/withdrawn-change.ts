import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, inflict, rest, sleep, type Script, type Story } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan } from './cluster.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** An operator changes the members at a leader that has just been cut off: the rest goes on without the change, and the leader must forget it. */
const story: Script = function* (stage) {
  const [writer, operator] = stage.clients.map(registerUser);
  if (writer === undefined || operator === undefined) return;
  for (let round = 0; round < 3; round++) {
    yield* rest();
    const leader = yield* awaitLeader(stage);
    yield* operator.write(`before ${round}`);
    const others = othersThan(stage, leader);
    const [dropped = leader, ...kept] = stage.choose(2) === 0 ? others : others.toReversed();
    yield* inflict(apart(seconds(1), [leader, operator.node], [...others, writer.node]));
    yield* all([change([leader, ...kept]), writer.writeMany(`during ${round}.`, 3)]);
    // Whether or not it was made in the end: a server that was away is a learner first.
    yield* operator.reconfigure([leader, ...kept], [dropped]);
    yield* operator.reconfigure(stage.servers);
    yield* writer.writeMany(`after ${round}.`, 3, milliseconds(30));
    yield* sleep(milliseconds(200));
  }
  function* change(voters: readonly number[]): Story {
    yield* operator?.configure(voters) ?? [];
  }
};

export default scenario({
  title: 'A change of members that only a deposed leader knows is withdrawn',
  servers: ({ single = 0, checkQuorum = 1 }) => times(4, registerReplica({ membership: single === 1 ? 'single' : 'joint', checkQuorum: checkQuorum === 1 })),
  clients: times(2, registerClerk()),
  knobs: { single: [0, 1], checkQuorum: [0, 1] },
  scripts: [story],
  swarm: swarm(['pairBias', 'reorder', 'pause'], { most: 2 }),
  limits: { duration: seconds(30) },
  properties: registerSafety,
});
