/** The stages of Figure 8 of the paper. Servers are named by what they do, as there: S1 is whoever is elected first. */
import { commandList, replica } from '../../protocols/raft/index.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, inflict, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { times } from '../scenario.ts';
import { apart, areInLine, ask, awaitLeader, crash, lastIndexOf, othersThan, raftOf, sleepUntil, until } from './cluster.ts';

/** As the paper has it: no blank entries, no pre-votes. */
export const figure8Servers = times(5, replica(commandList, { noOp: false, preVote: false, checkQuorum: false }));

/** Who plays whom. */
interface Cast {
  readonly s1: NodeId;
  readonly s2: NodeId;
  readonly s3: NodeId;
  readonly s4: NodeId;
  readonly s5: NodeId;
}

/** Each stage ends at its moment, and so do its crashes and partitions. */
const ends = { a: seconds(2), b: seconds(6), c: seconds(10), d: seconds(16) } as const;

/** So long before the end of a stage the cuts of the next one begin. */
const overlap = milliseconds(10);

/** All stages, ending as in (d) or as in (e). */
export function figure8(ending: 'd' | 'e'): Script {
  return function* (stage) {
    const [s1, s2] = yield* stageA(stage);
    const cast = yield* stageC(stage, yield* stageB(stage, s1, s2));
    if (ending === 'd') yield* stageD(stage, cast);
    else yield* stageE(stage, cast);
    yield* until(stage, 'all logs agree', () => areInLine(stage, stage.servers), seconds(20));
  };
}

/** S1 leads, and replicates the entry at index 2 to S2 only. */
function* stageA(stage: Stage): Story<readonly [s1: NodeId, s2: NodeId]> {
  const s1 = yield* awaitLeader(stage);
  yield* ask(s1, { kind: 'start', command: 'at index 1' });
  yield* until(stage, 'index 1 is everywhere', () => areInLine(stage, stage.servers));
  const [s2 = s1, ...others] = othersThan(stage, s1);
  yield* inflict(apart(ends.b - stage.now(), [s1, s2], others));
  yield* ask(s1, { kind: 'start', command: 'of S1' });
  yield* until(stage, 'S2 has the entry of S1', () => lastIndexOf(stage, s2) === 2);
  yield* sleepUntil(stage, ends.a);
  return [s1, s2];
}

/** S1 crashes. S5 is elected by S3, S4 and itself, and accepts another entry at index 2, for itself alone. */
function* stageB(stage: Stage, s1: NodeId, s2: NodeId): Story<Cast> {
  yield* inflict(crash(s1, ends.b - stage.now()));
  const others = stage.servers.filter((server) => server !== s1 && server !== s2);
  const s5 = yield* awaitLeader(stage, others);
  const [s3 = s5, s4 = s5] = others.filter((server) => server !== s5);
  yield* inflict(apart(ends.b - stage.now(), [s5], [s3, s4]));
  yield* ask(s5, { kind: 'start', command: 'of S5' });
  expect(lastIndexOf(stage, s5) === 2, 'S5 has an entry of its own at index 2');
  yield* sleep(milliseconds(100));
  yield* inflict(crash(s5, ends.c - stage.now()));
  yield* sleepUntil(stage, ends.b - overlap);
  return { s1, s2, s3, s4, s5 };
}

/** S1 (or S2, which has the same log) is elected again, and goes on with the entry at index 2: now S1, S2 and S3 have it. */
function* stageC(stage: Stage, cast: Cast): Story<Cast> {
  const { s3, s4 } = cast;
  yield* inflict(apart(ends.c + overlap - stage.now(), [s4], othersThan(stage, s4)));
  yield* sleepUntil(stage, ends.b + overlap);
  const majority = [cast.s1, cast.s2, s3];
  const s1 = yield* awaitLeader(stage, majority);
  yield* until(stage, 'S3 has the entry of S1, too', () => lastIndexOf(stage, s3) === 2);
  return { ...cast, s1, s2: s1 === cast.s1 ? cast.s2 : cast.s1 };
}

/** S1 crashes, S5 is elected by S3 and S4, and overwrites index 2 with its own. S2, which would not vote for it, is cut off. */
function* stageD(stage: Stage, { s1, s2, s3, s4, s5 }: Cast): Story {
  yield* sleepUntil(stage, ends.c - overlap);
  yield* inflict(crash(s1, ends.d - stage.now()));
  yield* inflict(apart(ends.d - stage.now(), [s2], othersThan(stage, s2)));
  yield* sleepUntil(stage, ends.c + overlap);
  const leader = yield* awaitLeader(stage, [s3, s4, s5]);
  expect(leader === s5, 'S5 is elected: nobody else has a majority that would vote for it');
  yield* ask(s5, { kind: 'start', command: 'of S5, later' });
  yield* until(stage, 'the entries of S5 are on S3 and S4', () => areInLine(stage, [s3, s4, s5]), seconds(4));
}

/** S1 replicates an entry of its current term to S2 and S3 before it crashes: S5 cannot win. */
function* stageE(stage: Stage, { s1, s2, s3, s4, s5 }: Cast): Story {
  yield* ask(s1, { kind: 'start', command: 'of S1, later' });
  yield* until(stage, 'index 3 is committed', () => raftOf(stage, s1)?.commitIndex === 3);
  yield* until(stage, 'S2 and S3 have it', () => lastIndexOf(stage, s2) === 3 && lastIndexOf(stage, s3) === 3);
  yield* sleepUntil(stage, ends.c - overlap);
  yield* inflict(crash(s1, ends.d - stage.now()));
  yield* sleepUntil(stage, ends.c + overlap);
  const leader = yield* awaitLeader(stage, [s2, s3, s4, s5]);
  expect(leader === s2 || leader === s3, 'only S2 or S3 can win: they have what was committed');
}
