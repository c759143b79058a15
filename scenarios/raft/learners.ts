import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { operations, scenario, times } from '../scenario.ts';
import { apart, areInLine, awaitLeader, commitIndexes, crash, othersThan, until } from './cluster.ts';
import { prompt } from './stability.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, registerUser } from './vocabulary.ts';

const story: Script = function* (stage) {
  const operator = registerUser(stage.clients[0] ?? 5);
  const voters = [0, 1, 2];
  yield* operator.reconfigure(voters, [3, 4]);
  yield* until(stage, 'the learners have everything', () => areInLine(stage, stage.servers));
  const leader = yield* awaitLeader(stage, voters);
  // With learners alone a leader commits nothing.
  const others = voters.filter((server) => server !== leader);
  yield* inflict(apart(seconds(1), [leader, 3, 4], others));
  const before = Math.max(...commitIndexes(stage, [leader, 3, 4]));
  yield* sleep(milliseconds(800));
  expect(Math.max(...commitIndexes(stage, [leader, 3, 4])) <= before, 'learners count for no majority');
  yield* sleep(milliseconds(200));
  // Promoted, they carry on when two of the old voters are gone.
  yield* operator.reconfigure(stage.servers);
  const newLeader = yield* awaitLeader(stage);
  for (const node of othersThan(stage, newLeader).filter((server) => voters.includes(server)).slice(0, 1)) yield* inflict(crash(node, seconds(3)));
  yield* inflict(crash(newLeader, seconds(3)));
  yield* prompt(stage, operator.writeMany('promoted', 5), seconds(2));
};

export default scenario({
  title: 'Learners count for nothing, until they are promoted: then they carry on when voters crash',
  servers: times(5, registerReplica({ initialVoters: [0, 1, 2], snapshotEvery: 8 })),
  clients: times(2, registerClerk()),
  workload: operations(registerRequests, { perClient: [15, 30], think: milliseconds(200) }),
  scripts: [story],
  properties: registerSafety,
});
