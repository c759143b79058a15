import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { awaitLeader, othersThan } from './cluster.ts';
import { prompt, undisturbed } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser, type RegisterUser } from './vocabulary.ts';

const lasts = seconds(4);

/** A leader without followers that answer, or that hear it, is replaced. */
function* replaced(stage: Stage, user: RegisterUser, name: string, cut: (leader: NodeId, others: readonly NodeId[]) => readonly [from: readonly NodeId[], to: readonly NodeId[]]): Story {
  const leader = yield* awaitLeader(stage);
  const [from, to] = cut(leader, othersThan(stage, leader));
  yield* inflict({ kind: 'oneWay', from, to, lasts });
  yield* prompt(stage, user.writeMany(name, 5), seconds(2));
  yield* sleep(lasts);
}

const story: Script = function* (stage) {
  const [client = 3] = stage.clients;
  const user = registerUser(client);
  yield* replaced(stage, user, 'deaf', (leader, others) => [others, [leader]]);
  yield* replaced(stage, user, 'mute', (leader, others) => [[leader], others]);
  const leader = yield* awaitLeader(stage);
  const [follower = leader] = othersThan(stage, leader);
  yield* sleep(milliseconds(100));
  yield* inflict({ kind: 'oneWay', from: othersThan(stage, follower), to: [follower], lasts });
  yield* undisturbed(stage, leader, user);
};

export default scenario({
  title: 'One-way links: a leader that is deaf or mute is replaced, a follower that is deaf disturbs nobody',
  servers: times(3, registerReplica()),
  clients: [registerClerk()],
  scripts: [story],
  limits: { duration: seconds(60) },
  properties: registerSafety,
});
