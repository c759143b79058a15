/** Deliberate bugs of what is stored, when, and how it is read back. */
import type { Mutant, Stored } from '../../../sim/core/index.ts';
import { appendEntriesRules } from '../append-entries.ts';
import { electionRules } from '../election.ts';
import type { Entry, RaftRecord } from '../raft.ts';
import type { RaftRules } from '../rules.ts';
import { storageRules } from '../storage.ts';
import { saidEarly } from './early.ts';

const forgetsVotes: Mutant<RaftRules> = {
  id: 'RAFT-STORE-01',
  title: 'A vote is given and not stored.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'nodedb #161, tikv #1610, akka-raft raft-62',
  scheduleSize: 0,
  replaces: {
    grantVote(turn, from) {
      turn.state.votedFor = from;
      turn.rules.resetElectionTimer(turn);
    },
  },
};

const forgetsTerm: Mutant<RaftRules> = {
  id: 'RAFT-STORE-03',
  title: 'A server starts in term 0 and learns the term from others.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'PySyncObj #201, #202',
  scheduleSize: 1,
  replaces: {
    recover: (initial, disk) => ({ ...storageRules.recover(initial, disk), currentTerm: 0, votedFor: null }),
  },
};

const derivesTerm: Mutant<RaftRules> = {
  id: 'RAFT-STORE-04',
  title: 'A server starts in the term of its last entry.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'seaweedfs/raft #9',
  scheduleSize: 1,
  replaces: {
    recover(initial, disk) {
      const found = storageRules.recover(initial, disk);
      const { log, snapshot } = found;
      return { ...found, currentTerm: log.length === 0 ? snapshot.lastIncludedTerm : log.at(log.lastIndex).term };
    },
  },
};

const syncsTermsOnly: Mutant<RaftRules> = {
  id: 'RAFT-STORE-06',
  title: 'Entries are acknowledged before they are stored, unless the term is new.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'raft-rs 2f5d963 (#372)',
  scheduleSize: 1,
  replaces: {
    handleAppendEntries(turn, from, message) {
      const isNewTerm = message.prevLogTerm !== message.term;
      saidEarly(turn, ({ kind }) => kind === 'appendEntriesReply' && !isNewTerm, () => appendEntriesRules.handleAppendEntries(turn, from, message));
    },
  },
};

const cutsBeforeSnapshot: Mutant<RaftRules> = {
  id: 'RAFT-STORE-07',
  title: 'The log is cut first, then the snapshot is stored: a power failure in between leaves neither.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'etcd #11888, #11949; redisraft 5195c0c',
  scheduleSize: 2,
  replaces: {
    storeAll(turn, tag) {
      const { currentTerm, votedFor, snapshot, log } = turn.state;
      turn.rewrite([{ kind: 'term', currentTerm, votedFor }]);
      turn.write({ kind: 'snapshot', snapshot });
      turn.write({ kind: 'entries', prevLogIndex: snapshot.lastIncludedIndex, entries: log.slice() }, tag);
    },
  },
};

type Disk = readonly Stored<RaftRecord>[];

/** What a disk holds before the first item of this kind. */
function before(disk: Disk, kind: 'torn' | 'corrupt'): Disk {
  const first = disk.findIndex((stored) => stored.kind === kind);
  return first === -1 ? disk : disk.slice(0, first);
}

const isCorrupt = (disk: Disk): boolean => disk.some(({ kind }) => kind === 'corrupt');

const cutsAtDamage: Mutant<RaftRules> = {
  id: 'RAFT-STORE-09',
  title: 'A damaged record is taken for the end of the log, though more was written after it.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'protocol-aware recovery (FAST 2018); pebble #453',
  scheduleSize: 2,
  replaces: {
    recover: (initial, disk) => (isCorrupt(disk) ? { ...storageRules.recover(initial, before(disk, 'corrupt')), end: 'torn' } : storageRules.recover(initial, disk)),
    isDamaged: () => false,
  },
};

const leavesTornTail: Mutant<RaftRules> = {
  id: 'RAFT-STORE-10',
  title: 'A torn record stays where it is, and what is written behind it is not read at the next start.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'amelie #17, cqlite #1418',
  scheduleSize: 3,
  replaces: {
    recover: (initial, disk) => storageRules.recover(initial, before(disk, 'torn')),
  },
};

const keepsFailedAppend: Mutant<RaftRules> = {
  id: 'RAFT-STORE-12',
  title: 'A follower whose append has failed keeps the entries in memory, and acknowledges them with the next heartbeat.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'canonical/raft 857e17e, #91',
  scheduleSize: 2,
  replaces: {
    handleStorageFailed(turn) {
      if (turn.state.role !== 'follower' || turn.state.storage !== 'serving') storageRules.handleStorageFailed(turn);
    },
  },
};

const asksBeforeStored: Mutant<RaftRules> = {
  id: 'RAFT-STORE-15',
  title: 'A candidate asks for votes with a log, a term and a vote of its own that are not on its disk yet.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'canonical/raft 1f96946, #386, 3494fb4',
  scheduleSize: 0,
  replaces: {
    startElection(turn, transfer) {
      saidEarly(turn, ({ kind }) => kind === 'requestVote', () => electionRules.startElection(turn, transfer));
    },
  },
};

const rejoinsEmpty: Mutant<RaftRules> = {
  id: 'RAFT-STORE-18',
  title: 'A server whose disk is damaged starts empty under its old id, and votes.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'RethinkDB #5289, redisraft #2, openraft #2002',
  scheduleSize: 2,
  replaces: {
    recover: (initial, disk) => (isCorrupt(disk) ? { ...storageRules.recover(initial, []), end: 'torn' } : storageRules.recover(initial, disk)),
    isDamaged: () => false,
  },
};

const skipsDamaged: Mutant<RaftRules> = {
  id: 'RAFT-STORE-19',
  title: 'A record that fails its check is passed over.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'NATS #7549, #7556',
  scheduleSize: 2,
  replaces: {
    recover: (initial, disk) => storageRules.recover(initial, disk.filter(({ kind }) => kind !== 'corrupt')),
  },
};

const countsAllAsStored: Mutant<RaftRules> = {
  id: 'RAFT-STORE-51',
  title: "When one write is stored, the leader takes its whole log for stored.",
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'of the kind of etcd async_storage_writes_append_aba_race: a completion without the identity of its write',
  scheduleSize: 2,
  replaces: {
    handleStored(turn, tags) {
      const { state } = turn;
      if (state.role === 'leader' && tags.some((tag) => tag >= state.firstTag)) state.durableIndex = turn.lastIndex;
    },
  },
};

const trustsLaterSync: Mutant<RaftRules> = {
  id: 'RAFT-STORE-52',
  title: 'After a storage failure a server goes on as soon as a later write succeeds: what had failed is not written again.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'PostgreSQL fsyncgate (2018): an fsync after a failed one succeeds, and the data is gone',
  scheduleSize: 2,
  replaces: {
    storeAll(turn, tag) {
      if (turn.state.storage !== 'suspended') return storageRules.storeAll(turn, tag);
      const { currentTerm, votedFor } = turn.state;
      turn.write({ kind: 'term', currentTerm, votedFor }, tag);
    },
  },
};

const compactsTermAway: Mutant<RaftRules> = {
  id: 'RAFT-STORE-53',
  title: 'Compaction writes the snapshot and the rest of the log, and loses term and vote.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'section 7 with Figure 2, State, Persistent: all of it is persistent, also across compaction',
  scheduleSize: 1,
  replaces: {
    storeAll(turn, tag) {
      const { snapshot, log } = turn.state;
      turn.rewrite([{ kind: 'snapshot', snapshot }, { kind: 'entries', prevLogIndex: snapshot.lastIncludedIndex, entries: log.slice() }], tag);
    },
  },
};

const compactsTailAway: Mutant<RaftRules> = {
  id: 'RAFT-STORE-54',
  title: 'Compaction drops the entries after the snapshot from the disk.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'redisraft dfe4a3e; section 7',
  scheduleSize: 1,
  replaces: {
    storeAll(turn, tag) {
      const { currentTerm, votedFor, snapshot } = turn.state;
      turn.rewrite([{ kind: 'snapshot', snapshot }, { kind: 'term', currentTerm, votedFor }], tag);
    },
  },
};

/** The same disk, where each overwrite left behind it what had stood there. */
function overwrittenInPlace(disk: Disk): Disk {
  let tail: readonly Entry[] = [];
  let end = 0;
  return disk.map((stored) => {
    if (stored.kind !== 'record') return stored;
    const { record } = stored;
    if (record.kind === 'snapshot') [tail, end] = [[], record.snapshot.lastIncludedIndex];
    if (record.kind !== 'entries') return stored;
    const kept = tail.slice(Math.max(0, tail.length - (end - record.prevLogIndex) + record.entries.length));
    const entries = [...record.entries, ...kept];
    tail = [...tail.slice(0, tail.length - (end - record.prevLogIndex)), ...entries];
    end = record.prevLogIndex + entries.length;
    return { ...stored, record: { ...record, entries } };
  });
}

const revivesOverwritten: Mutant<RaftRules> = {
  id: 'RAFT-STORE-56',
  title: 'Entries that were overwritten by fewer ones are back after a restart.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'etcd wal: "a truncated entry must not be read back"; Figure 2, AppendEntries RPC, Receiver 3',
  scheduleSize: 4,
  replaces: {
    recover: (initial, disk) => storageRules.recover(initial, overwrittenInPlace(disk)),
  },
};

export const storageMutants = [
  forgetsVotes,
  forgetsTerm,
  derivesTerm,
  syncsTermsOnly,
  cutsBeforeSnapshot,
  cutsAtDamage,
  leavesTornTail,
  keepsFailedAppend,
  asksBeforeStored,
  rejoinsEmpty,
  skipsDamaged,
  countsAllAsStored,
  trustsLaterSync,
  compactsTermAway,
  compactsTailAway,
  revivesOverwritten,
] as const;
