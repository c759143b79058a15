import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan } from './cluster.ts';
import { undisturbed } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** It was cut off while it was removed: it takes itself for a voter, and asks for votes for ever. */
const story: Script = function* (stage) {
  const [client = 4] = stage.clients;
  const operator = registerUser(client);
  const leader = yield* awaitLeader(stage);
  const [removed = leader, ...others] = othersThan(stage, leader);
  yield* inflict(apart(seconds(1), [removed], othersThan(stage, removed)));
  yield* operator.reconfigure([leader, ...others]);
  yield* sleep(seconds(1) - milliseconds(100));
  yield* undisturbed(stage, leader, operator);
  yield* sleep(seconds(2));
};

export default scenario({
  title: 'A server that has been removed and does not know it disturbs nobody',
  // Without pre-vote its term grows: only voters that believe in their leader keep it out.
  servers: ({ preVote = 0, single = 0 }) => times(4, registerReplica({ preVote: preVote === 1, membership: single === 1 ? 'single' : 'joint' })),
  clients: [registerClerk()],
  knobs: { preVote: [0, 1], single: [0, 1] },
  scripts: [story],
  properties: registerSafety,
});
