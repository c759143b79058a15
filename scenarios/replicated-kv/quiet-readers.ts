import { replicatedStoreServer, storeClerk } from '../../protocols/replicated-kv/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { all, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { apart, awaitLeader, othersThan } from '../raft/cluster.ts';
import { drawnOptions } from '../raft/swarm.ts';
import { scenario, times } from '../scenario.ts';
import { replicatedSafety, storeCommands, storeLinearizable } from './properties.ts';
import { storeUser, type StoreUser } from './vocabulary.ts';

/** Who takes part, and until when the reader reads. */
interface Cast {
  readonly stage: Stage;
  readonly leader: NodeId;
  readonly others: readonly NodeId[];
  readonly writer: StoreUser;
  readonly reader: StoreUser;
  readonly operator: StoreUser;
}

function* readUntil({ stage, reader }: Cast, end: number): Story {
  while (stage.now() < end) {
    yield* reader.look({ kind: 'get', key: 'k' });
    yield* sleep(milliseconds(1));
  }
}

function* writeNew({ writer }: Cast): Story {
  yield* writer.change({ kind: 'put', key: 'k', value: 'new' });
}

/** The leader and whoever reads are cut off from the others and whoever writes. */
function* cutOff({ leader, others, writer, reader, operator }: Cast, lasts: number): Story {
  yield* inflict(apart(lasts, [leader, reader.node, operator.node], [...others, writer.node]));
}

/** The leader has told its successor to begin, and reads on, perhaps under a lease that nobody respects any more. */
function* handsOver(cast: Cast): Story {
  const { stage, others, leader, operator } = cast;
  yield* operator.transfer(others[stage.choose(others.length)] ?? leader);
  yield* sleep(milliseconds(1));
  yield* cutOff(cast, milliseconds(500));
  yield* all([writeNew(cast), readUntil(cast, stage.now() + milliseconds(250))]);
}

/** What tells a server to begin is late by some terms. Its wish comes when another leads, who is cut off at that moment. */
function* handsOverLate(cast: Cast): Story {
  const { stage, others, leader, operator } = cast;
  const target = others[stage.choose(others.length)] ?? leader;
  const late = milliseconds(700);
  yield* inflict({ kind: 'clog', from: leader, to: target, lasts: late });
  const arrives = stage.now() + late;
  yield* operator.transfer(target);
  yield* inflict({ kind: 'crash', node: leader, down: milliseconds(5), power: { survivors: 0, torn: false } });
  yield* awaitLeader(stage);
  yield* cast.reader.look({ kind: 'get', key: 'k' });
  yield* sleep(Math.max(0, arrives - stage.now() - milliseconds(1 + stage.choose(10))));
  const next = yield* awaitLeader(stage);
  const after = { ...cast, leader: next, others: othersThan(stage, next) };
  yield* cutOff(after, milliseconds(500));
  yield* all([writeNew(after), readUntil(after, stage.now() + milliseconds(250))]);
}

/** The leader stands still while another one is elected. What its followers answered before, it hears when it has been asked something else. */
function* hearsLate(cast: Cast): Story {
  const { stage, leader, others } = cast;
  const silent = milliseconds(400);
  for (const from of others) yield* inflict({ kind: 'clog', from, to: leader, lasts: silent + stage.choose(milliseconds(40)) });
  yield* sleep(stage.choose(milliseconds(60)));
  yield* inflict({ kind: 'pause', node: leader, lasts: silent - stage.choose(milliseconds(80)) });
  yield* all([writeNew(cast), delayed(milliseconds(250) + stage.choose(milliseconds(100)), readUntil(cast, stage.now() + milliseconds(500)))]);
}

/** Nobody hears the leader any more, or only one of two does; it has missed what they said last. One of them says it now, when the other one leads. */
function* isAnsweredLate(cast: Cast): Story {
  const { stage, leader, others } = cast;
  const late = milliseconds(200) + stage.choose(milliseconds(90));
  const [first = leader, second = leader] = stage.choose(2) === 0 ? others : others.toReversed();
  yield* inflict({ kind: 'clog', from: first, to: leader, lasts: late });
  yield* inflict({ kind: 'clog', from: second, to: leader, lasts: late + milliseconds(100) });
  yield* sleep(stage.choose(milliseconds(50)));
  yield* inflict({ kind: 'oneWay', from: [leader], to: stage.choose(2) === 0 ? others : [second], lasts: milliseconds(500) });
  const heard = stage.now() + late;
  yield* all([writeNew(cast), delayed(late - stage.choose(milliseconds(80)), readUntil(cast, heard + milliseconds(50)))]);
}

function* delayed(time: number, story: Story): Story {
  yield* sleep(time);
  yield* story;
}

/** The leader is to become the only voter, while it is cut off from those who would have to agree. */
function* wouldBeAlone(cast: Cast): Story {
  const { stage, leader, operator } = cast;
  yield* cutOff(cast, milliseconds(600));
  yield* all([changeTo(operator, [leader]), delayed(milliseconds(5), writeNew(cast)), delayed(milliseconds(10), readUntil(cast, stage.now() + milliseconds(400)))]);
}

function* changeTo(operator: StoreUser, voters: readonly NodeId[]): Story {
  yield* operator.configure(voters);
}

/** The last one is told last: nobody knows who is a member after it. */
const stories = [handsOver, handsOverLate, hearsLate, isAnsweredLate, wouldBeAlone] as const;

const story: Script = function* (stage) {
  const [writer, reader, operator] = stage.clients.map(storeUser);
  if (writer === undefined || reader === undefined || operator === undefined) return;
  for (let round = 1; round >= 0; round--) {
    yield* rest();
    yield* writer.change({ kind: 'put', key: 'k', value: 'old' });
    yield* reader.look({ kind: 'get', key: 'k' });
    const leader = yield* awaitLeader(stage);
    yield* sleep(milliseconds(100));
    const told = stories[stage.choose(stories.length - round)] ?? handsOver;
    yield* told({ stage, leader, others: othersThan(stage, leader), writer, reader, operator });
    yield* sleep(milliseconds(700));
  }
};

export default scenario({
  title: 'A reader of the store stays with an old leader that hands over, hears late, or would be alone, while a writer goes to the new one',
  servers: (knobs) => times(3, replicatedStoreServer(drawnOptions({ ...knobs, noOp: 1, snapshotEvery: 0 }))),
  // The reader waits where it is.
  clients: [20, 500, 20].map((patience) => storeClerk({ patience: milliseconds(patience) })),
  knobs: { reads: [1, 2], checkQuorum: [0, 1], preVote: [0, 1], electionTimeout: [150], electionSpread: [50], heartbeat: [30, 60, 100] },
  scripts: [story],
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands],
});
