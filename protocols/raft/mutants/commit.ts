/** Deliberate bugs of committing. */
import type { Mutant } from '../../../sim/core/index.ts';
import { appendEntriesRules } from '../append-entries.ts';
import type { RaftRules, RaftTurn } from '../rules.ts';

/** What a majority has, as the leader knows it. */
function reachedBy(turn: RaftTurn, own: number): number {
  const { self } = turn.state;
  return turn.rules.quorumValue(turn.configuration, (voter) => (voter === self ? own : (turn.progressOf(voter)?.matchIndex ?? 0)));
}

const countsOldTerms: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-01',
  title: 'An entry of an earlier term is committed once a majority has it.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'Figure 8 and section 5.4.2; PySyncObj #5 (SandTable)',
  scheduleSize: 3,
  replaces: {
    advanceCommitIndex(turn) {
      const { state } = turn;
      if (state.role === 'leader') state.commitIndex = Math.max(state.commitIndex, reachedBy(turn, state.durableIndex));
    },
  },
};

const takesMostFrequent: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-02',
  title: 'The most frequent matchIndex is committed, not the one that a majority has reached.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'akka-raft raft-42',
  scheduleSize: 5,
  replaces: {
    quorumValue({ voters }, valueOf) {
      const values = voters.map(valueOf).sort((a, b) => a - b);
      const timesOf = (value: number): number => values.filter((other) => other === value).length;
      return values.reduce((best, value) => (timesOf(value) > timesOf(best) ? value : best), values[0] ?? 0);
    },
  },
};

const stopsAtOldTerm: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-03',
  title: 'The search for what to commit stops at the first entry of an earlier term.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'RaftOS #30 (SandTable)',
  scheduleSize: 1,
  replaces: {
    advanceCommitIndex(turn) {
      const { state } = turn;
      if (state.role !== 'leader') return;
      const reached = reachedBy(turn, state.durableIndex);
      while (state.commitIndex < reached && turn.termAt(state.commitIndex + 1) === state.currentTerm) state.commitIndex++;
    },
  },
};

const followsCommitBack: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-04',
  title: 'A follower takes the commit index of an older message for the present one.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'PySyncObj #2 (SandTable)',
  scheduleSize: 1,
  replaces: {
    followCommit({ state }, { prevLogIndex, entries, leaderCommit }) {
      state.commitIndex = Math.min(leaderCommit, prevLogIndex + entries.length);
    },
  },
};

const commitsDuringInstall: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-05',
  title: "While a snapshot arrives, the leader's commit index is taken as it is, beyond what is stored.",
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'canonical/raft c133337, 152132b',
  scheduleSize: 2,
  replaces: {
    handleAppendEntries(turn, from, message) {
      const { state } = turn;
      if (state.incoming !== null && message.term >= state.currentTerm) state.commitIndex = Math.max(state.commitIndex, message.leaderCommit);
      appendEntriesRules.handleAppendEntries(turn, from, message);
    },
  },
};

const beginsWithoutEntry: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-06',
  title: 'A new leader appends nothing: what it has, and what is read, waits for the next command.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: '6.824 lab 4 (a livelock in 1 of 100 runs); redisraft #22',
  scheduleSize: 1,
  replaces: {
    beginTerm(turn) {
      turn.rules.sendHeartbeats(turn);
    },
  },
};

const countsUnstoredCopy: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-51',
  title: 'A leader counts its own copy of an entry before its disk has stored it.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 10.2.1: "the leader may not count itself until its own disk write has completed"',
  scheduleSize: 4,
  replaces: {
    advanceCommitIndex(turn) {
      const { state } = turn;
      if (state.role !== 'leader') return;
      const reached = reachedBy(turn, turn.lastIndex);
      if (reached > state.commitIndex && turn.termAt(reached) === state.currentTerm) state.commitIndex = reached;
    },
  },
};

const commitsRefused: Mutant<RaftRules> = {
  id: 'RAFT-COMMIT-52',
  title: 'An AppendEntries raises the commit index up to the end of the log, though it is refused.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: "Figure 2, AppendEntries RPC, Receiver 5: \"index of last new entry\"; scylladb #9965",
  scheduleSize: 2,
  replaces: {
    handleAppendEntries(turn, from, message) {
      const { state } = turn;
      if (state.role === 'follower' && message.term >= state.currentTerm) state.commitIndex = Math.max(state.commitIndex, Math.min(message.leaderCommit, turn.lastIndex));
      appendEntriesRules.handleAppendEntries(turn, from, message);
    },
  },
};

export const commitMutants = [
  countsOldTerms,
  takesMostFrequent,
  stopsAtOldTerm,
  followsCommitBack,
  commitsDuringInstall,
  beginsWithoutEntry,
  countsUnstoredCopy,
  commitsRefused,
] as const;
