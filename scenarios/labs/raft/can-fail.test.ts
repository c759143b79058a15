/** Each of these tests of the labs fails for the bug that it was written for: a rule of Raft replaced by a wrong one. */
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../sim/core/time.ts';
import { planArbitrary, planOf } from '../../../properties/schedules/plan-arbitrary.ts';
import { raftRules } from '../../../protocols/raft/raft-rules.ts';
import type { RaftRules, RaftTurn } from '../../../protocols/raft/rules.ts';
import { emptySnapshot } from '../../../protocols/raft/snapshots.ts';
import { planSpaceOf, ScenarioRun, type Report } from '../../setup.ts';
import { allBuiltins } from '../../catalogue.ts';

const labs = await allBuiltins();

interface Bug {
  readonly test: string;
  readonly title: string;
  /** What the test says. */
  readonly property: string;
  /** The first seed: where few seeds show it. */
  readonly from?: number;
  readonly replaces: Partial<RaftRules & { isSnapshotDue(): boolean }>;
}

const half = ({ configuration }: RaftTurn): number => Math.floor(configuration.voters.length / 2);

const bugs: readonly Bug[] = [
  {
    test: 'TestInitialElection3A-repaired',
    title: 'Hearing from a leader does not put off the election.',
    property: 'the term stays while nothing fails',
    replaces: {
      hearFromLeader(turn, leader) {
        turn.state.leaderId = leader;
      },
    },
  },
  {
    test: 'TestReElection3A',
    title: 'Half of the votes are enough.',
    property: 'who is connected to no majority does not lead',
    replaces: {
      countVote(turn, from) {
        turn.state.votes = [...turn.state.votes, from];
        if (turn.state.votes.length >= half(turn)) turn.rules.becomeLeader(turn);
      },
    },
  },
  {
    test: 'TestBasicAgree3B',
    title: 'A new leader appends a blank entry.',
    property: 'commands stand one after the other, with nothing between',
    replaces: {
      becomeLeader(turn) {
        raftRules.becomeLeader(turn);
        turn.rules.appendAsLeader(turn, { kind: 'command', command: 'blank' });
      },
    },
  },
  {
    test: 'TestRPCBytes3B',
    title: 'Each message repeats the last four entries before it.',
    property: 'each peer is sent each command once',
    replaces: {
      appendEntriesFor(turn, progress, most) {
        const repeated = most === 0 ? 0 : Math.min(4, progress.nextIndex - 1);
        return raftRules.appendEntriesFor(turn, { ...progress, nextIndex: progress.nextIndex - repeated }, most + repeated);
      },
    },
  },
  {
    test: 'TestFailNoAgree3B',
    title: 'What one server has is committed.',
    property: 'nothing is committed without a majority',
    replaces: { quorumValue: (configuration, valueOf) => Math.max(...configuration.voters.map((voter) => valueOf(voter))) },
  },
  {
    test: 'TestRejoin3B',
    title: 'Entries that conflict are kept.',
    property: 'servers apply the same commands in the same order',
    replaces: {
      storeEntries(turn, message) {
        const known = Math.max(0, turn.lastIndex - message.prevLogIndex);
        raftRules.storeEntries(turn, { ...message, prevLogIndex: message.prevLogIndex + known, entries: message.entries.slice(known) });
      },
    },
  },
  {
    test: 'TestBackup3B',
    title: 'A leader does not go back where it is refused.',
    property: 'agreement is reached within ten seconds',
    replaces: {
      handleAppendEntriesReply(turn, from, message) {
        if (message.success || message.term > turn.state.currentTerm) raftRules.handleAppendEntriesReply(turn, from, message);
      },
    },
  },
  {
    test: 'TestCount3B',
    title: 'Heartbeats are sent every 10 ms.',
    property: 'a second without commands takes 60 requests at most',
    replaces: {
      sendHeartbeats(turn) {
        raftRules.sendHeartbeats(turn);
        turn.setTimer('heartbeat', milliseconds(10));
      },
    },
  },
  {
    test: 'TestPersist13C',
    title: 'The log is not stored.',
    property: 'servers apply the same commands in the same order',
    replaces: { recover: (initial, disk) => ({ ...raftRules.recover(initial, disk), log: raftRules.recover(initial, []).log }) },
  },
  {
    test: 'TestFigure83C',
    title: 'A vote goes to whoever asks first, whatever its log.',
    property: 'servers apply the same commands in the same order',
    replaces: { isUpToDate: () => true },
  },
  {
    test: 'TestFigure8Unreliable3C',
    from: 50,
    title: 'Entries of earlier terms are committed by counting.',
    property: 'servers apply the same commands in the same order',
    replaces: {
      advanceCommitIndex(turn) {
        const { state, rules } = turn;
        if (state.role !== 'leader') return;
        const reached = rules.quorumValue(turn.configuration, (voter) => (voter === state.self ? state.durableIndex : (turn.progressOf(voter)?.matchIndex ?? 0)));
        state.commitIndex = Math.max(state.commitIndex, reached);
      },
    },
  },
  {
    test: 'TestUnreliableAgree3C',
    title: 'Any answer says that the follower has the whole log.',
    property: 'agreement is reached within ten seconds',
    replaces: {
      advanceProgress: (turn, progress, message) => raftRules.advanceProgress(turn, progress, { ...message, matchIndex: turn.lastIndex }),
    },
  },
  {
    test: 'TestReliableChurn3C',
    title: 'A vote goes to whoever asks first, whatever its log.',
    property: 'Leader Completeness (5.4): what is committed is never deleted',
    replaces: { isUpToDate: () => true },
  },
  { test: 'TestSnapshotBasic3D', title: 'No snapshots are taken.', property: 'logs are compacted', replaces: { isSnapshotDue: () => false } },
  {
    test: 'TestSnapshotInstall3D',
    title: 'A follower that needs a snapshot is not sent one.',
    property: 'agreement is reached within ten seconds',
    replaces: { sendSnapshot: () => undefined },
  },
  {
    test: 'TestSnapshotInit3D-repaired',
    title: 'A server that starts stores nothing in the place of its snapshot.',
    property: 'servers apply the same commands in the same order',
    replaces: {
      storeTerm(turn) {
        const { currentTerm, votedFor, log, snapshot } = turn.state;
        turn.rewrite([
          { kind: 'snapshot', snapshot: { ...snapshot, pieces: emptySnapshot([]).pieces } },
          { kind: 'term', currentTerm, votedFor },
          { kind: 'entries', prevLogIndex: snapshot.lastIncludedIndex, entries: log.slice() },
        ]);
      },
    },
  },
];

/** The first failure among some seeds, of the property that was written for the bug if it fires at all. */
function firstFailure({ test: name, title, property, replaces, from = 0 }: Bug, seeds: number): Report['failure'] {
  const story = labs[`raft-2025/${name}`];
  if (story === undefined) throw new RangeError(`there is no ${name}`);
  const mutant = { id: name, title, protocol: 'raftReplica', hardness: 'easy', source: 'the labs', replaces } as const;
  const plan = planOf(planArbitrary(planSpaceOf(story)), 0);
  let other: Report['failure'] = null;
  for (let seed = from; seed < from + seeds; seed++) {
    const { failure } = new ScenarioRun(story, { seed, plan, mutant }).run();
    if (failure?.property === property) return failure;
    other ??= failure;
  }
  return other;
}

describe('a bug is found by the test that was written for it:', () => {
  test.each(bugs.map((bug) => [bug.test, bug] as const))('%s', (_, bug) => {
    expect(firstFailure(bug, 20)).toMatchObject({ property: bug.property });
  });
});
