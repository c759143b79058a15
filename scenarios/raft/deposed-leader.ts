import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, awaitLeader, othersThan } from './cluster.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** The second client stays with the old leader, and reads there while the first one writes elsewhere. */
const story: Script = function* (stage) {
  const [writer, reader] = stage.clients.map(registerUser);
  if (writer === undefined || reader === undefined) return;
  yield* writer.write('old');
  yield* reader.read();
  const leader = yield* awaitLeader(stage);
  yield* inflict(apart(seconds(3), [leader, reader.node], [...othersThan(stage, leader), writer.node]));
  yield* writer.write('new');
  const value = yield* reader.read();
  expect(value === 'new', 'a read that begins after a write sees it', () => `it saw ${value}`);
  yield* sleep(milliseconds(100));
};

export default scenario({
  title: 'A leader that has been replaced and does not know it answers no reads',
  servers: ({ reads = 0, checkQuorum = 1 }) =>
    times(3, registerReplica({ reads: (['log', 'readIndex', 'lease'] as const)[reads] ?? 'readIndex', checkQuorum: checkQuorum === 1 || reads === 2 })),
  clients: times(2, registerClerk()),
  knobs: { reads: [0, 1, 2], checkQuorum: [0, 1] },
  scripts: [story],
  properties: registerSafety,
});
