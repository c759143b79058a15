import { commandList, replica, type Entry, type RaftRecord } from '../../protocols/raft/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { Script } from '../../sim/hosts/script.ts';
import { expect } from '../../sim/hosts/script.ts';
import { scenario } from '../scenario.ts';
import { areInLine, ask, awaitLeader, raftOf, until } from './cluster.ts';
import { replicaSafety } from './properties.ts';

/** The terms of the entries, from index 1 on: the leader for term 8, then followers a to f. */
const logs = ['1114455666', '111445566', '1114', '11144556666', '111445566677', '1114444', '11122233333'];

function diskOf(terms: string, server: number): readonly RaftRecord[] {
  const entries = terms.split('').map((term, i): Entry => ({ kind: 'command', command: `${term} at ${i + 1}`, term: Number(term) }));
  // The leader to be has seen term 7: its election begins term 8.
  const currentTerm = server === 0 ? 7 : Math.max(...entries.map(({ term }) => term));
  return [{ kind: 'term', currentTerm, votedFor: null }, { kind: 'entries', prevLogIndex: 0, entries }];
}

const story: Script = function* (stage) {
  const leader = yield* awaitLeader(stage);
  expect(leader === 0 && raftOf(stage, leader)?.currentTerm === 8, 'the leader of the figure leads term 8');
  yield* ask(leader, { kind: 'start', command: 'the first of term 8' });
  yield* until(stage, 'all logs are as the leader has it', () => areInLine(stage, stage.servers));
  expect(raftOf(stage, leader)?.log.lastIndex === 11, "the leader's log has grown by its own entry only");
};

const patient = { electionTimeoutMin: seconds(5), electionTimeoutMax: seconds(9), noOp: false };

export default scenario({
  title: 'Figure 7: whatever followers a to f have missed or made up, the leader for term 8 brings them in line',
  servers: ({ fastBackup = 1, maxEntries = 1 }) => {
    const limits = { fastBackup: fastBackup === 1, maxEntries };
    const prompt = { ...limits, noOp: false, electionTimeoutMin: milliseconds(150), electionTimeoutMax: milliseconds(300) };
    return logs.map((_, server) => replica(commandList, server === 0 ? prompt : { ...limits, ...patient }));
  },
  disks: logs.map(diskOf),
  knobs: { fastBackup: [0, 1], maxEntries: [1, 2, 64] },
  scripts: [story],
  properties: replicaSafety,
});
