/** Each of these tests of the labs fails for the bug that it was written for: a rule of the replicas replaced by a wrong one. */
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../sim/core/time.ts';
import { planArbitrary, planOf } from '../../../properties/schedules/plan-arbitrary.ts';
import { raftRules } from '../../../protocols/raft/raft-rules.ts';
import type { Entry, SessionCommand } from '../../../protocols/raft/index.ts';
import { replicaRules } from '../../../protocols/raft/replica-rules.ts';
import type { ReplicaRules } from '../../../protocols/raft/replica-turn.ts';
import type { RaftRules } from '../../../protocols/raft/rules.ts';
import { planSpaceOf, ScenarioRun, type Report } from '../../setup.ts';
import { allBuiltins } from '../../catalogue.ts';

const labs = await allBuiltins();

interface Bug {
  readonly test: string;
  readonly title: string;
  /** What the test says. */
  readonly property: string;
  readonly replaces: Partial<RaftRules & ReplicaRules<unknown>>;
}

const correct = replicaRules<unknown>();

const answeredEarly: Bug['replaces'] = {
  awaitCommit: (turn, asker) => turn.answer(asker, { kind: 'done', result: 0 }),
};

const logIsLost: Bug['replaces'] = {
  recover: (initial, disk) => ({ ...raftRules.recover(initial, disk), log: raftRules.recover(initial, []).log }),
};

/** Each copy of a command counts as the next one of its session. */
const withoutSessions: Bug['replaces'] = {
  apply: (turn, index, entry) => correct.apply(turn, index, isOfSession(entry) ? { ...entry, command: { ...entry.command, number: index } } : entry),
};

const isOfSession = (entry: Entry): entry is Extract<Entry, { kind: 'command' }> & { readonly command: Extract<SessionCommand, { kind: 'command' }> } =>
  entry.kind === 'command' && typeof entry.command === 'object' && entry.command !== null && 'number' in entry.command;

const kindOf = (piece: unknown): unknown => Reflect.get(Object(piece), 'kind');

const isNoSession = (piece: unknown): boolean => kindOf(piece) !== 'session';

const bugs: readonly Bug[] = [
  { test: 'rsm-2025/TestBasic4A', title: 'Submit answers before anything was executed.', property: 'an increment answers with the new value', replaces: answeredEarly },
  {
    test: 'rsm-2025/TestLeaderPartition4A',
    title: 'Submit answers before a majority has the operation.',
    property: 'a leader without a majority executes nothing',
    replaces: answeredEarly,
  },
  {
    test: 'rsm-2025/TestLeaderPartition4A',
    title: 'Whoever waits at a leader is not told that it is none any more.',
    property: 'whoever submitted at a leader is told when it is none any more',
    replaces: { failWaiting: () => undefined },
  },
  { test: 'rsm-2025/TestRestartReplay4A', title: 'The log is not stored.', property: 'an increment answers with the new value', replaces: logIsLost },
  { test: 'rsm-2025/TestSnapshot4C', title: 'No snapshots are taken.', property: 'logs are compacted', replaces: { isSnapshotDue: () => false } },
  {
    test: 'rsm-2025/TestSnapshot4C',
    title: 'A server does not start from its snapshot.',
    property: 'an increment answers with the new value',
    replaces: { restore: () => undefined },
  },
  {
    test: 'kvraft-2024/TestSpeed4A',
    title: 'Entries wait for the next heartbeat, and there are twenty in a second.',
    property: 'an operation takes at most a third of a heartbeat interval',
    replaces: {
      replicate: () => undefined,
      sendHeartbeat(turn, peer) {
        raftRules.sendHeartbeat(turn, peer);
        raftRules.replicate(turn, peer);
      },
      sendHeartbeats(turn) {
        raftRules.sendHeartbeats(turn);
        turn.setTimer('heartbeat', milliseconds(50));
      },
    },
  },
  { test: 'kvraft-2024/TestUnreliableOneKey4A', title: 'A command that is sent again is executed again.', property: 'the value before an append does not have the new piece', replaces: withoutSessions },
  { test: 'kvraft-2024/TestPersistConcurrent4A', title: 'The log is not stored.', property: 'a session that is in use is remembered', replaces: logIsLost },
  {
    test: 'kvraft-2024/TestSnapshotRecover4B',
    title: 'Sessions are left out of snapshots.',
    property: 'a session that is in use is remembered',
    replaces: { restore: (turn, snapshot) => correct.restore(turn, { ...snapshot, pieces: snapshot.pieces.filter(isNoSession) }) },
  },
  {
    test: 'kvraft-2024/TestSnapshotRecover4B',
    title: 'Values are left out of snapshots.',
    property: 'no piece is missing',
    replaces: { restore: (turn, snapshot) => correct.restore(turn, { ...snapshot, pieces: snapshot.pieces.filter((piece) => kindOf(piece) !== 'piece') }) },
  },
  { test: 'kvraft-2024/TestConcurrent4A', title: 'A snapshot is taken although there is no limit.', property: 'without a limit no snapshot is taken', replaces: { isSnapshotDue: () => true } },
  {
    test: 'kvraft-2025/TestOnePartition4B',
    title: 'A leader confirms its reads by itself.',
    property: 'a minority makes no progress',
    replaces: { confirmedRound: ({ state }) => state.round },
  },
  {
    test: 'kvraft-2024/TestPersistPartitionUnreliableLinearizable4A',
    title: 'Any server answers reads from what it has.',
    property: 'linearizable (kv)',
    replaces: { read: (turn, id) => turn.answer(id, { kind: 'readable', index: turn.state.commitIndex }) },
  },
  { test: 'kvraft-2025/TestSnapshotRPC4C', title: 'A follower that needs a snapshot is not sent one.', property: 'every call returns', replaces: { sendSnapshot: () => undefined } },
  { test: 'kvraft-2025/TestSnapshotSize4C', title: 'No snapshots are taken.', property: 'logs are compacted', replaces: { isSnapshotDue: () => false } },
];

/** The first failure among some seeds, of the property that was written for the bug if it fires at all. */
function firstFailure({ test: name, title, property, replaces }: Bug, seeds: number): Report['failure'] {
  const story = labs[name];
  if (story === undefined) throw new RangeError(`there is no ${name}`);
  const plan = planOf(planArbitrary(planSpaceOf(story)), 0);
  const [{ name: protocol } = { name: '' }] = story.servers(plan.knobs);
  const mutant = { id: name, title, protocol, hardness: 'easy', source: 'the labs', replaces } as const;
  let other: Report['failure'] = null;
  for (let seed = 0; seed < seeds; seed++) {
    const { failure } = new ScenarioRun(story, { seed, plan, mutant }).run();
    if (failure?.property === property) return failure;
    other ??= failure;
  }
  return other;
}

describe('a bug is found by the test that was written for it:', () => {
  test.each(bugs.map((bug) => [bug.test, bug.title, bug] as const))('%s: %s', (_name, _title, bug) => {
    expect(firstFailure(bug, 20)).toMatchObject({ property: bug.property });
  });
});
