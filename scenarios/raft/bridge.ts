import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { awaitLeader, othersThan } from './cluster.ts';
import { undisturbed } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

const story: Script = function* (stage) {
  const [client = 5] = stage.clients;
  const leader = yield* awaitLeader(stage);
  const [bridge = leader, near = leader, ...far] = othersThan(stage, leader);
  yield* sleep(milliseconds(100));
  yield* inflict({ kind: 'partition', shape: 'bridge', groups: [[bridge], [leader, near], far], lasts: seconds(5) });
  yield* undisturbed(stage, leader, registerUser(client));
};

export default scenario({
  title: 'A bridge between two halves: the leader keeps its majority, and those who cannot hear it depose nobody',
  servers: times(5, registerReplica()),
  clients: [registerClerk()],
  scripts: [story],
  properties: registerSafety,
});
