import { milliseconds, seconds } from '../../sim/core/time.ts';
import { all, inflict, sleep, type Script, type Story } from '../../sim/hosts/script.ts';
import { scenario, times } from '../scenario.ts';
import { awaitLeader, othersThan } from './cluster.ts';
import { prompt } from './stability.ts';
import { registerClerk, registerReplica, registerSafety, registerUser } from './vocabulary.ts';

/** What comes meanwhile waits in its inbox: commands, votes, the entries of its successor. It handles all of it, in that order. */
const story: Script = function* (stage) {
  const [first, second] = stage.clients.map(registerUser);
  if (first === undefined || second === undefined) return;
  for (let round = 0; round < 3; round++) {
    const leader = yield* awaitLeader(stage);
    yield* first.write(`before ${round}`);
    yield* inflict({ kind: 'pause', node: leader, lasts: milliseconds(1_500) });
    const successor = function* (): Story {
      yield* awaitLeader(stage, othersThan(stage, leader));
      yield* prompt(stage, second.writeMany(`during ${round}.`, 5), seconds(1));
      yield* second.read();
    };
    yield* all([first.writeMany(`across ${round}.`, 3, milliseconds(300)), successor()]);
    yield* sleep(seconds(2));
    yield* all([first.read(), second.read()].map(ignoringResult));
  }
};

function* ignoringResult(story: Story<unknown>): Story {
  yield* story;
}

export default scenario({
  title: 'A leader stands still, is replaced, and goes on with an inbox full of the past',
  servers: times(3, registerReplica({ maxEntries: 2 })),
  clients: times(2, registerClerk()),
  scripts: [story],
  properties: registerSafety,
});
