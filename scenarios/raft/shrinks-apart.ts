import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script, type Stage } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan, sleepUntil, until, leaderAmong } from './cluster.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

const begin = seconds(1);
const ends = seconds(3);

/** On the old leader's side: an operator who wants it alone, and a reader. On the other: a writer. */
const sides = (stage: Stage, leader: NodeId): readonly (readonly NodeId[])[] => {
  const [operator = 3, reader = 4, writer = 5] = stage.clients;
  return [[leader, operator, reader], [...othersThan(stage, leader), writer]];
};

const operator: Script = function* (stage) {
  const user = registerUser(stage.clients[0] ?? 3);
  yield* user.write('first');
  yield* sleepUntil(stage, begin);
  const leader = yield* awaitLeader(stage);
  yield* inflict(apart(ends - begin, ...sides(stage, leader)));
  yield* user.configure([leader]);
};

const reader: Script = function* (stage) {
  const user = registerUser(stage.clients[1] ?? 4);
  yield* sleepUntil(stage, begin + milliseconds(10));
  for (let i = 0; i < 5; i++) {
    yield* user.read();
    yield* sleep(milliseconds(300));
  }
};

const writer: Script = function* (stage) {
  const user = registerUser(stage.clients[2] ?? 5);
  yield* sleepUntil(stage, begin + milliseconds(20));
  yield* until(stage, 'somebody leads', () => leaderAmong(stage, stage.servers) !== null);
  yield* user.writeMany('later', 5, milliseconds(50));
};

export default scenario({
  title: 'A leader is cut off while it is to become the only server: it answers no reads that the others have overtaken',
  servers: ({ checkQuorum = 0, lease = 0 }) => times(3, registerReplica({ checkQuorum: checkQuorum === 1 || lease === 1, reads: lease === 1 ? 'lease' : 'readIndex' })),
  clients: times(3, registerClerk()),
  knobs: { checkQuorum: [0, 1], lease: [0, 1] },
  scripts: [operator, reader, writer],
  limits: { duration: seconds(10) },
  properties: registerSafety,
});
