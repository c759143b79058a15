import { milliseconds, seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { awaitLeader, othersThan } from './cluster.ts';
import { prompt } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

const story: Script = function* (stage) {
  const [client = 3] = stage.clients;
  const user = registerUser(client);
  for (let round = 0; round < 2; round++) {
    const leader = yield* awaitLeader(stage);
    yield* inflict({ kind: 'hungDisk', node: leader, lasts: seconds(4) });
    yield* prompt(stage, user.writeMany(`${round}.`, 5, milliseconds(100)), seconds(3));
    yield* prompt(stage, successor(), seconds(2));
    yield* sleep(seconds(4));
    function* successor() {
      yield* awaitLeader(stage, othersThan(stage, leader));
    }
  }
};

export default scenario({
  title: 'The disk of a leader hangs: it falls silent, and is replaced while the disk still hangs',
  servers: times(3, registerReplica()),
  clients: [registerClerk()],
  scripts: [story],
  properties: registerSafety,
});
