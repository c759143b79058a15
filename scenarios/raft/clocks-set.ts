import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, inflict, rest, sleep, type Script, type Story } from '../../sim/hosts/script.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan } from './cluster.ts';
import { leaseBound } from './properties.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** The leader is cut off with a reader; before and after, somebody corrects its wall clock by up to a second. */
const story: Script = function* (stage) {
  const [writer, reader] = stage.clients.map(registerUser);
  if (writer === undefined || reader === undefined) return;
  for (let round = 0; round < 3; round++) {
    yield* rest();
    const leader = yield* awaitLeader(stage);
    const correct = (): number => stage.choose(2 * seconds(1)) - seconds(1);
    yield* writer.write(`old ${round}`);
    yield* reader.read();
    yield* inflict({ kind: 'clockJump', node: leader, by: correct() });
    yield* sleep(milliseconds(100));
    yield* inflict(apart(seconds(1), [leader, reader.node], [...othersThan(stage, leader), writer.node]));
    yield* sleep(stage.choose(milliseconds(100)));
    yield* inflict({ kind: 'clockJump', node: leader, by: correct() });
    yield* all([writer.write(`new ${round}`), reads()]);
    yield* sleep(seconds(1));
  }
  function* reads(): Story {
    for (let i = 0; i < 10; i++) {
      yield* reader?.read() ?? [];
      yield* sleep(milliseconds(20));
    }
  }
};

export default scenario({
  title: 'Wall clocks are set while leaders with leases are cut off: no lease lasts longer, and no read is stale',
  servers: times(3, registerReplica({ reads: 'lease', electionTimeoutMax: milliseconds(200) })),
  clients: [registerClerk(), registerClerk({ patience: milliseconds(30) })],
  scripts: [story],
  swarm: swarm(['clockSkew', 'clockJump', 'pairBias', 'reorder'], { most: 4 }),
  limits: { duration: seconds(30) },
  properties: [...registerSafety, leaseBound([{}])],
});
