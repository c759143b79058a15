/** Deliberate bugs of log replication: consistency, conflicts, progress and windows. */
import type { Mutant } from '../../../sim/core/index.ts';
import { appendEntriesRules } from '../append-entries.ts';
import { replicationRules } from '../replication.ts';
import type { RaftRules } from '../rules.ts';
import { storageRules } from '../storage.ts';

const believesHeartbeats: Mutant<RaftRules> = {
  id: 'RAFT-LOG-01',
  title: 'An AppendEntries without entries is consistent wherever it stands: heartbeats skip the check of the previous entry.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: "Students' Guide to Raft, on heartbeats; copycat #265",
  scheduleSize: 2,
  replaces: {
    isConsistent: (turn, message) => message.entries.length === 0 || appendEntriesRules.isConsistent(turn, message),
  },
};

const truncatesAlways: Mutant<RaftRules> = {
  id: 'RAFT-LOG-03',
  title: 'Every AppendEntries cuts the log after its previous entry, also when what follows agrees.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'akka-raft raft-66; RaftOS #26 (SandTable); willemt/raft 3e011ae',
  scheduleSize: 3,
  replaces: {
    storeEntries(turn, message) {
      const { state, rules } = turn;
      const end = Math.max(message.prevLogIndex, state.commitIndex);
      if (end < turn.lastIndex) {
        state.log = state.log.truncate(end);
        rules.storeLog(turn, end, [], null);
        rules.followConfigurations(turn, end);
      }
      appendEntriesRules.storeEntries(turn, message);
    },
  },
};

const neverTruncates: Mutant<RaftRules> = {
  id: 'RAFT-LOG-04',
  title: 'Entries that are there already are never compared with those of the leader.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'willemt/raft 3fc7f32',
  scheduleSize: 2,
  replaces: {
    storeEntries(turn, { prevLogIndex, entries }) {
      const { state, rules } = turn;
      const end = turn.lastIndex;
      const added = entries.slice(Math.max(0, end - prevLogIndex));
      if (added.length === 0) return;
      state.log = state.log.appendAll(added);
      rules.storeLog(turn, end, added, null);
      rules.followConfigurations(turn, end);
    },
  },
};

const takesOlderMatch: Mutant<RaftRules> = {
  id: 'RAFT-LOG-06',
  title: 'matchIndex is what the latest answer says, even if an earlier one said more.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'RaftOS #25, PySyncObj #167 (both SandTable)',
  scheduleSize: 2,
  replaces: {
    advanceProgress(turn, progress, message) {
      replicationRules.advanceProgress(turn, progress, message);
      turn.update(progress.peer, { matchIndex: message.matchIndex });
    },
  },
};

const matchesWhatWasSent: Mutant<RaftRules> = {
  id: 'RAFT-LOG-07',
  title: 'On success matchIndex becomes all that has been sent by now, not what the answer is about.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: "Students' Guide to Raft: matchIndex is computed from the arguments of the RPC",
  scheduleSize: 1,
  replaces: {
    advanceProgress(turn, progress, message) {
      const sent = progress.mode === 'replicate' ? progress.nextIndex - 1 : 0;
      replicationRules.advanceProgress(turn, progress, { ...message, matchIndex: Math.max(message.matchIndex, sent) });
    },
  },
};

const sendsFromZero: Mutant<RaftRules> = {
  id: 'RAFT-LOG-09',
  title: 'Where the previous entry has been compacted, the leader sends what it has behind index 0.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'akka-raft raft-58b; WRaft #118.1 (SandTable)',
  scheduleSize: 2,
  replaces: {
    needsSnapshot: (turn, { nextIndex }) => !turn.knows(nextIndex - 1) && turn.state.log.length === 0,
    appendEntriesFor(turn, progress, most) {
      if (turn.knows(progress.nextIndex - 1)) return replicationRules.appendEntriesFor(turn, progress, most);
      const message = replicationRules.appendEntriesFor(turn, { ...progress, nextIndex: turn.state.log.firstIndex }, most);
      return { ...message, prevLogIndex: 0, prevLogTerm: 0 };
    },
  },
};

const probesAgain: Mutant<RaftRules> = {
  id: 'RAFT-LOG-10',
  title: 'After a refusal that names a conflicting term, the leader probes in the same place again.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'cubefs #2428',
  scheduleSize: 2,
  replaces: {
    backUp: (turn, message) => (message.conflictTerm === null ? replicationRules.backUp(turn, message) : message.prevLogIndex + 1),
  },
};

/** Entries that the cache of the mutant below takes in one piece. */
const cacheSize = 2;

const keepsCachedTail: Mutant<RaftRules> = {
  id: 'RAFT-LOG-15',
  title: 'A batch too large for the cache is stored past it: the entries that it overwrites stay in memory.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'CockroachDB #63302',
  scheduleSize: 4,
  replaces: {
    storeEntries(turn, message) {
      const { state } = turn;
      const cached = state.log;
      appendEntriesRules.storeEntries(turn, message);
      const before = Math.max(message.prevLogIndex, state.snapshot.lastIncludedIndex);
      if (message.entries.length <= cacheSize || state.log === cached || before >= cached.lastIndex) return;
      const stale = cached.slice(before + 1, Math.min(cached.lastIndex, state.log.lastIndex) + 1);
      state.log = state.log.truncate(before).appendAll([...stale, ...state.log.slice(before + 1 + stale.length)]);
    },
  },
};

const reusesIndices: Mutant<RaftRules> = {
  id: 'RAFT-LOG-16',
  title: 'A leader whose disk has failed drops the entries that were not stored and goes on: others take their indices.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'canonical/raft #320',
  scheduleSize: 2,
  replaces: {
    handleStorageFailed(turn) {
      const { state, rules } = turn;
      if (state.role !== 'leader' || state.storage !== 'serving') return storageRules.handleStorageFailed(turn);
      const stored = Math.max(state.durableIndex, state.firstIndexOfTerm - 1, state.commitIndex);
      state.log = state.log.truncate(stored);
      state.tags = state.firstTag + stored + 1 - state.firstIndexOfTerm;
      rules.followConfigurations(turn, stored);
    },
  },
};

const leaksWindow: Mutant<RaftRules> = {
  id: 'RAFT-LOG-19',
  title: 'Only the answer to the oldest message frees its place in the window: if that one is lost, none does.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'etcd e419ba5, and the rule of etcd and raft-rs to free the first slot on a heartbeat reply',
  scheduleSize: 4,
  replaces: {
    stillInflight({ mode, inflight }, matchIndex) {
      if (mode !== 'replicate') return [];
      return inflight[0] === matchIndex ? inflight.slice(1) : inflight;
    },
  },
};

const appendsAgain: Mutant<RaftRules> = {
  id: 'RAFT-LOG-21',
  title: 'Entries that are sent again are appended again.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'barge #74',
  scheduleSize: 2,
  replaces: {
    storeEntries(turn, { entries }) {
      const { state, rules } = turn;
      const end = turn.lastIndex;
      if (entries.length === 0) return;
      state.log = state.log.appendAll(entries);
      rules.storeLog(turn, end, entries, null);
      rules.followConfigurations(turn, end);
    },
  },
};

const probesEmptyHanded: Mutant<RaftRules> = {
  id: 'RAFT-LOG-22',
  title: 'A probe at the first index after the snapshot carries no entries.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'WRaft #5 (SandTable)',
  scheduleSize: 1,
  replaces: {
    appendEntriesFor(turn, progress, most) {
      const { snapshot } = turn.state;
      const isBoundary = progress.mode === 'probe' && snapshot.lastIncludedIndex > 0 && progress.nextIndex === snapshot.lastIncludedIndex + 1;
      return replicationRules.appendEntriesFor(turn, progress, isBoundary ? 0 : most);
    },
  },
};

const hearsOldAnswers: Mutant<RaftRules> = {
  id: 'RAFT-LOG-51',
  title: 'An answer to an AppendEntries of an earlier term of the same leader counts in the present one.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: "Students' Guide to Raft, on term confusion: drop replies of earlier terms",
  scheduleSize: 4,
  replaces: {
    handleAppendEntriesReply(turn, from, message) {
      const term = Math.max(message.term, turn.state.currentTerm);
      replicationRules.handleAppendEntriesReply(turn, from, { ...message, term });
    },
  },
};

const ignoresPreviousTerm: Mutant<RaftRules> = {
  id: 'RAFT-LOG-52',
  title: 'Any entry at the previous index will do: its term is not compared.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 2, AppendEntries RPC, Receiver 2',
  scheduleSize: 2,
  replaces: {
    isConsistent: (turn, { prevLogIndex }) => prevLogIndex <= turn.lastIndex,
  },
};

const obeysDeposedLeaders: Mutant<RaftRules> = {
  id: 'RAFT-LOG-53',
  title: 'A follower takes entries from the leader of an earlier term.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'Figure 2, AppendEntries RPC, Receiver 1',
  scheduleSize: 3,
  replaces: {
    handleAppendEntries(turn, from, message) {
      const { role, currentTerm } = turn.state;
      const term = role === 'follower' ? Math.max(message.term, currentTerm) : message.term;
      appendEntriesRules.handleAppendEntries(turn, from, { ...message, term });
    },
  },
};

const keepsConflictingEntry: Mutant<RaftRules> = {
  id: 'RAFT-LOG-54',
  title: 'Of a conflict, only what follows the conflicting entry is deleted.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'Figure 2, AppendEntries RPC, Receiver 3: "delete the existing entry and all that follow it"',
  scheduleSize: 2,
  replaces: {
    storeEntries(turn, message) {
      const { log, snapshot } = turn.state;
      const entries = message.entries.map((entry, i) => {
        const index = message.prevLogIndex + 1 + i;
        const isConflict = index > snapshot.lastIncludedIndex && index <= log.lastIndex && log.at(index).term !== entry.term;
        return isConflict && turn.termAt(index - 1) === (message.entries[i - 1]?.term ?? message.prevLogTerm) ? log.at(index) : entry;
      });
      appendEntriesRules.storeEntries(turn, { ...message, entries });
    },
  },
};

export const replicationMutants = [
  believesHeartbeats,
  truncatesAlways,
  neverTruncates,
  takesOlderMatch,
  matchesWhatWasSent,
  sendsFromZero,
  probesAgain,
  keepsCachedTail,
  reusesIndices,
  leaksWindow,
  appendsAgain,
  probesEmptyHanded,
  hearsOldAnswers,
  ignoresPreviousTerm,
  obeysDeposedLeaders,
  keepsConflictingEntry,
] as const;
