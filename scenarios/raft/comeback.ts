import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { expect, inflict, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan, raftOf } from './cluster.ts';
import { undisturbed } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser, type RegisterUser } from './vocabulary.ts';

/** One follower hears nobody for a while, and is not heard, again and again: now and then it comes back just when it wants to be elected. */
function* isolated(stage: Stage, user: RegisterUser): Story<NodeId> {
  const leader = yield* awaitLeader(stage);
  const term = raftOf(stage, leader)?.currentTerm;
  const [follower = leader] = othersThan(stage, leader);
  for (let round = 0; round < 10; round++) {
    const lasts = milliseconds(200) + stage.choose(milliseconds(300));
    yield* inflict(apart(lasts, [follower], othersThan(stage, follower)));
    yield* sleep(lasts + milliseconds(100));
  }
  expect(raftOf(stage, leader)?.currentTerm === term, 'a leader with a healthy quorum stays', () => `server ${leader} does not lead term ${term} any more`);
  yield* undisturbed(stage, leader, user);
  return follower;
}

/** It is told to take over, and nobody hears of its election; a while later it is deaf. */
function* thwarted(stage: Stage, user: RegisterUser, follower: NodeId): Story {
  const others = othersThan(stage, follower);
  yield* inflict({ kind: 'oneWay', from: [follower], to: others, lasts: milliseconds(300) });
  yield* user.transfer(follower);
  yield* sleep(seconds(1));
  const leader = yield* awaitLeader(stage);
  if (leader === follower) return;
  yield* inflict({ kind: 'oneWay', from: others, to: [follower], lasts: seconds(4) });
  yield* undisturbed(stage, leader, user);
}

const story: Script = function* (stage) {
  const user = registerUser(stage.clients[0] ?? 3);
  const follower = yield* isolated(stage, user);
  yield* thwarted(stage, user, follower);
};

export default scenario({
  title: 'A follower that comes back, and one whose election was ordered and failed, disturb no leader',
  servers: times(3, registerReplica()),
  clients: [registerClerk()],
  scripts: [story],
  limits: { duration: seconds(60) },
  properties: registerSafety,
});
