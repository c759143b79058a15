import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, awaitLeader, crash, lastIndexOf, othersThan, raftOf, until } from './cluster.ts';
import { prompt } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** One of two that have an entry loses it, and comes back to meet the third, which never had it: the two are a majority. */
const story: Script = function* (stage) {
  const [client = 3] = stage.clients;
  const user = registerUser(client);
  yield* user.write('everywhere');
  const leader = yield* awaitLeader(stage);
  const [damaged = leader, behind = leader] = othersThan(stage, leader);
  yield* inflict(apart(seconds(2), [behind], [leader, damaged]));
  yield* user.writeMany('w', 3);
  yield* until(stage, 'the other follower has everything', () => lastIndexOf(stage, damaged) === lastIndexOf(stage, leader));
  yield* sleep(milliseconds(20));
  yield* inflict({ kind: 'bitRot', node: damaged, record: stage.choose(3) });
  yield* inflict(crash(damaged, milliseconds(50)));
  yield* sleep(seconds(2) - milliseconds(100));
  yield* inflict(apart(seconds(1), [leader], [damaged, behind]));
  yield* sleep(seconds(1));
  expect(raftOf(stage, damaged)?.storage === 'corrupt', 'a server falls silent for good where a record fails its check');
  yield* prompt(stage, user.writeMany('after', 3), seconds(3));
};

export default scenario({
  title: 'A record on one disk of three is damaged: its server falls silent for good, and the others carry on',
  servers: times(3, registerReplica()),
  clients: [registerClerk()],
  scripts: [story],
  budget: { maxDamaged: 1 },
  properties: registerSafety,
});
