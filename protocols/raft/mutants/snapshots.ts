/** Deliberate bugs of compaction and InstallSnapshot. */
import { Log } from '../../../sim/core/index.ts';
import type { Mutant } from '../../../sim/core/index.ts';
import { ignore } from '../rules.ts';
import type { RaftRules } from '../rules.ts';
import { snapshotRules } from '../snapshots.ts';
import { saidEarly } from './early.ts';

const dropsWholeLog: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-02',
  title: 'A snapshot replaces the whole log, also entries behind it that agree and were acknowledged.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'etcd #1763, #1837',
  scheduleSize: 6,
  replaces: {
    logAfter: (_turn, { lastIncludedIndex, logHash }) => Log.empty(lastIncludedIndex + 1, logHash),
  },
};

const keepsDivergentTail: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-03',
  title: 'Entries behind a snapshot are kept, whatever stood at its last index.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'scylladb #9551; hashicorp/raft #697, #704; openraft #559, #561',
  scheduleSize: 3,
  replaces: {
    logAfter(turn, snapshot) {
      const { log } = turn.state;
      return turn.knows(snapshot.lastIncludedIndex) ? log.dropPrefix(snapshot.lastIncludedIndex) : snapshotRules.logAfter(turn, snapshot);
    },
  },
};

const takesSnapshotTerm: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-05',
  title: "Whoever installs a snapshot goes back to the snapshot's term.",
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'WRaft #118.4 (SandTable, its costliest)',
  scheduleSize: 1,
  replaces: {
    install(turn, snapshot) {
      snapshotRules.install(turn, snapshot);
      turn.state.currentTerm = snapshot.lastIncludedTerm;
    },
  },
};

const isSession = (piece: unknown): boolean => typeof piece === 'object' && piece !== null && 'kind' in piece && piece.kind === 'session';

const forgetsSessions: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-06',
  title: 'The table of sessions is not in the snapshot.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: '6.824 lab 3; redisraft #568',
  scheduleSize: 2,
  replaces: {
    takeSnapshot(turn, id, index, pieces) {
      snapshotRules.takeSnapshot(turn, id, index, pieces.filter((piece) => !isSession(piece)));
    },
  },
};

const labelsTooHigh: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-08',
  title: 'A snapshot is labelled with the last index that was handed out to be applied, not with the one that it holds.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'ArcadeDB #5356 and its family',
  scheduleSize: 3,
  replaces: {
    takeSnapshot(turn, id, _index, pieces) {
      snapshotRules.takeSnapshot(turn, id, turn.state.lastApplied, pieces);
    },
  },
};

const mixesSnapshots: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-11',
  title: 'Chunks of one snapshot are put behind those of another.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'Figure 13, InstallSnapshot RPC, Receiver 3 and 5',
  scheduleSize: 3,
  replaces: {
    collect(turn, message) {
      const { state } = turn;
      const { lastIncludedIndex, lastIncludedTerm } = message.snapshot;
      if (state.incoming !== null) state.incoming = { ...state.incoming, lastIncludedIndex, lastIncludedTerm };
      return snapshotRules.collect(turn, message);
    },
  },
};

const dropsLogAtFirstChunk: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-14',
  title: 'The log goes with the first chunk of a snapshot: until the last one comes, votes are judged without it.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'canonical/raft 2a38d3d, 152132b',
  scheduleSize: 6,
  replaces: {
    collect(turn, message) {
      const { state, rules } = turn;
      const { commitIndex } = state;
      if (message.offset === 0 && !message.done && turn.lastIndex > commitIndex) {
        state.log = state.log.truncate(commitIndex);
        rules.storeLog(turn, commitIndex, [], null);
        rules.followConfigurations(turn, commitIndex);
      }
      return snapshotRules.collect(turn, message);
    },
  },
};

const labelsWithLaterTerm: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-51',
  title: 'A snapshot is labelled with the term of the entry after its last one.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'ArcadeDB #5356',
  scheduleSize: 2,
  replaces: {
    takeSnapshot(turn, id, index, pieces) {
      const { state } = turn;
      const later = index < turn.lastIndex ? turn.termAt(index + 1) : null;
      snapshotRules.takeSnapshot(turn, id, index, pieces);
      if (later !== null && state.snapshot.lastIncludedIndex === index) state.snapshot = { ...state.snapshot, lastIncludedTerm: later };
    },
  },
};

const confirmsUnstored: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-52',
  title: 'A snapshot is confirmed before it is stored.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 13, InstallSnapshot RPC, Receiver, with Figure 2: stored before responding',
  scheduleSize: 1,
  replaces: {
    handleInstallSnapshot(turn, from, message) {
      saidEarly(turn, ({ kind }) => kind === 'installSnapshotReply', () => snapshotRules.handleInstallSnapshot(turn, from, message));
    },
  },
};

const installsOldSnapshot: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-53',
  title: 'A snapshot of what has long been applied is installed all the same.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 13, InstallSnapshot RPC; section 7: a follower that is ahead keeps what it has',
  scheduleSize: 3,
  replaces: {
    handleInstallSnapshot(turn, from, message) {
      const { state, rules } = turn;
      const { term, snapshot, done } = message;
      if (done && term === state.currentTerm && snapshot.lastIncludedIndex <= state.commitIndex) rules.collect(turn, message);
      snapshotRules.handleInstallSnapshot(turn, from, message);
    },
  },
};

const matchesNewerSnapshot: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-54',
  title: 'When a follower confirms a snapshot, the leader takes its newest one for confirmed.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: "Students' Guide to Raft: what a reply is about is in its RPC, not in the leader's state of now",
  scheduleSize: 3,
  replaces: {
    handleInstallSnapshotReply(turn, from, message) {
      const { lastIncludedIndex } = turn.state.snapshot;
      snapshotRules.handleInstallSnapshotReply(turn, from, message.installed ? { ...message, lastIncludedIndex } : message);
    },
  },
};

const insistsOnOffset: Mutant<RaftRules> = {
  id: 'RAFT-SNAP-55',
  title: 'A leader never goes back to an earlier chunk: a follower that restarts in the middle of a transfer waits for ever.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'LogCabin #174',
  scheduleSize: 2,
  replaces: {
    handleInstallSnapshotReply(turn, from, message) {
      const received = turn.progressOf(from)?.received ?? 0;
      if (!message.installed && message.term === turn.state.currentTerm && message.received < received) return ignore('an old answer, it thinks');
      snapshotRules.handleInstallSnapshotReply(turn, from, message);
    },
  },
};

export const snapshotMutants = [
  dropsWholeLog,
  keepsDivergentTail,
  takesSnapshotTerm,
  forgetsSessions,
  labelsTooHigh,
  mixesSnapshots,
  dropsLogAtFirstChunk,
  labelsWithLaterTerm,
  confirmsUnstored,
  installsOldSnapshot,
  matchesNewerSnapshot,
  insistsOnOffset,
] as const;
