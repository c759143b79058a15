import { seconds } from '../../sim/core/time.ts';
import { inflict, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, areInLine, ask, awaitLeader, othersThan, raftOf, until } from './cluster.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** A leader alone appends what is never committed; the others go on and compact. What it has instead of their log is longer than that. */
const story: Script = function* (stage) {
  const [client = 3] = stage.clients;
  const user = registerUser(client);
  const alone = yield* awaitLeader(stage);
  yield* user.write('common');
  yield* inflict(apart(seconds(3), [alone], [...othersThan(stage, alone), client]));
  for (let i = 0; i < 30; i++) yield* ask(alone, { kind: 'start', command: { session: 7, number: i + 1, command: `divergent ${i}` } });
  yield* user.writeMany('w', 12);
  yield* until(stage, 'it has everything from a snapshot', () => (raftOf(stage, alone)?.snapshot.lastIncludedIndex ?? 0) > 0, seconds(10));
  yield* until(stage, 'all logs agree', () => areInLine(stage, stage.servers), seconds(10));
  yield* user.read();
};

export default scenario({
  title: 'A snapshot arrives at a server whose log is longer, and another one',
  servers: ({ chunkSize = 0 }) => times(3, registerReplica({ snapshotEvery: 4, chunkSize: chunkSize === 0 ? null : chunkSize, checkQuorum: false })),
  clients: [registerClerk()],
  knobs: { chunkSize: [0, 1, 2] },
  scripts: [story],
  properties: registerSafety,
});
