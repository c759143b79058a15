import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan } from './cluster.ts';
import { leaseBound } from './properties.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** The leader tells its successor to begin, and is cut off at once: it reads on, under a lease that nobody respects any more. */
const story: Script = function* (stage) {
  const [writer, reader] = stage.clients.map(registerUser);
  if (writer === undefined || reader === undefined) return;
  yield* writer.write('old');
  yield* reader.read();
  const leader = yield* awaitLeader(stage);
  const others = othersThan(stage, leader);
  yield* sleep(milliseconds(100));
  yield* reader.transfer(others[0] ?? leader);
  yield* sleep(milliseconds(1));
  yield* inflict(apart(seconds(1), [leader, reader.node], [...others, writer.node]));
  yield* all([writer.write('new'), reads()]);
  function* reads() {
    for (let i = 0; i < 100; i++) {
      yield* reader?.read() ?? [];
      yield* sleep(milliseconds(1));
    }
  }
};

export default scenario({
  title: 'A leader that has handed over trusts its lease no more',
  servers: times(3, registerReplica({ reads: 'lease' })),
  clients: [registerClerk({ patience: milliseconds(20) }), registerClerk()],
  scripts: [story],
  properties: [...registerSafety, leaseBound([{}])],
});
