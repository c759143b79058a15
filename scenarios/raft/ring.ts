import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { awaitLeader, othersThan } from './cluster.ts';
import { undisturbed } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

const story: Script = function* (stage) {
  const [client = 5] = stage.clients;
  const leader = yield* awaitLeader(stage);
  yield* sleep(milliseconds(100));
  yield* inflict({ kind: 'partition', shape: 'ring', groups: [leader, ...othersThan(stage, leader)].map((server) => [server]), lasts: seconds(5) });
  yield* undisturbed(stage, leader, registerUser(client));
};

export default scenario({
  title: 'Majorities in a ring, no two the same: the leader keeps its own, and those who cannot hear it depose nobody',
  servers: times(5, registerReplica()),
  clients: [registerClerk()],
  scripts: [story],
  properties: registerSafety,
});
