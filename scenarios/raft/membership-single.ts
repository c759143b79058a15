import { seconds } from '../../sim/core/time.ts';
import { inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { apart, areInLine, ask, awaitLeader, raftOf, until } from './cluster.ts';
import { replicaSafety } from './properties.ts';
import { registerReplica } from './vocabulary.ts';

/**
 * The counterexample that showed the one-at-a-time form to need an entry of the leader's own term first: S1 adds a server that nobody else
 * hears of, S2 is elected and removes S1, and S1 comes back with the majority of its own configuration.
 */
const story: Script = function* (stage) {
  const old = [0, 1, 2, 3];
  const s1 = yield* awaitLeader(stage, old);
  yield* ask(s1, { kind: 'start', command: null });
  yield* until(stage, 'S1 has committed an entry of its term', () => raftOf(stage, s1)?.commitIndex === 1);
  yield* ask(s1, { kind: 'configure', voters: old, learners: [4] });
  yield* until(stage, 'the newcomer has caught up', () => areInLine(stage, stage.servers));
  const others = old.filter((server) => server !== s1);
  yield* inflict(apart(seconds(3), [s1, 4], others));
  yield* ask(s1, { kind: 'configure', voters: [...old, 4], learners: [] });
  const s2 = yield* awaitLeader(stage, others);
  const [s3 = s2, s4 = s2] = others.filter((server) => server !== s2);
  yield* inflict(apart(seconds(8), [s2, s3], [s1, s4, 4]));
  // Refused, if all is well: S2 has committed nothing in its term.
  yield* ask(s2, { kind: 'configure', voters: others, learners: [] });
  yield* sleep(seconds(4));
  yield* ask(yield* awaitLeader(stage, [s1, s4, 4]), { kind: 'start', command: null });
  yield* until(stage, 'all logs agree', () => areInLine(stage, stage.servers), seconds(10));
};

export default scenario({
  title: 'One voter at a time: two leaders change the same configuration, neither knowing of the other',
  servers: times(5, registerReplica({ membership: 'single', noOp: false, initialVoters: [0, 1, 2, 3] })),
  scripts: [story],
  properties: replicaSafety,
});
