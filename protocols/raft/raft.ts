/**
 * Raft: the words that its servers exchange, store and remember.
 *
 * After Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)", 2014 ("the paper"), and
 * Ongaro's dissertation "Consensus: Bridging Theory and Practice", 2014 ("the thesis"). The rules are in `rules.ts`.
 */
import type { Log, NodeId, Vocabulary } from '../../sim/core/index.ts';

/** A pre-candidate asks whether it could win before it raises its term (thesis 9.6). */
export type RaftRole = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** Who takes part. In the joint phase (paper, section 6) `outgoing` holds the voters of C_old, else it is empty. */
export interface Configuration {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  /** They receive the log, and neither vote nor count (thesis 4.2.1). */
  readonly learners: readonly NodeId[];
}

/** What stands in the log: a command of the state machine, or something of Raft's own. */
export type Payload =
  | { readonly kind: 'command'; readonly command: unknown }
  /** The blank entry at the start of a term (paper, section 8). */
  | { readonly kind: 'noOp' }
  | { readonly kind: 'configuration'; readonly configuration: Configuration };

/** A log entry: what, and the term in which a leader received it. */
export type Entry = Payload & { readonly term: number };

/** Everything up to and including `lastIncludedIndex`, in place of the entries (paper, section 7). */
export interface Snapshot {
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  /** The latest one up to there. */
  readonly configuration: Configuration;
  /** Prefix hash of the log at `lastIncludedIndex`: what the log continues from (see `Log`). */
  readonly logHash: number;
  /** The state machine, in pieces of the owner's making; a chunk is some of them. */
  readonly pieces: readonly unknown[];
}

// ---- Messages -----------------------------------------------------------------------------------------------------------

export interface RequestVote {
  readonly kind: 'requestVote';
  /** Of a pre-vote: the term that the election would have. */
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  readonly preVote: boolean;
  /** The leader has asked for this election: a recent leader is no reason to refuse (thesis 4.2.3). */
  readonly transfer: boolean;
}

export interface RequestVoteReply {
  readonly kind: 'requestVoteReply';
  /** Of a granted pre-vote: the term that was asked for; else the voter's. */
  readonly term: number;
  readonly voteGranted: boolean;
  readonly preVote: boolean;
}

export interface AppendEntries {
  readonly kind: 'appendEntries';
  readonly term: number;
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly Entry[];
  readonly leaderCommit: number;
  /** Grows with each round of heartbeats; the reply repeats it (thesis 6.4). */
  readonly round: number;
}

export interface AppendEntriesReply {
  readonly kind: 'appendEntriesReply';
  readonly term: number;
  readonly success: boolean;
  /** On success: the log agrees with the leader's up to here. */
  readonly matchIndex: number;
  /** What was refused: tells a stale refusal from that of the newest probe. */
  readonly prevLogIndex: number;
  /** On refusal: where to go on (section 5.3, end); null where the follower has no entry at `prevLogIndex`. */
  readonly conflictTerm: number | null;
  /** On refusal: the first index of `conflictTerm`, or the first one without an entry. */
  readonly conflictIndex: number;
  readonly round: number;
}

/** One chunk of a snapshot, or all of it. */
export interface InstallSnapshot {
  readonly kind: 'installSnapshot';
  readonly term: number;
  /** `pieces` holds those from `offset` on. */
  readonly snapshot: Snapshot;
  readonly offset: number;
  readonly done: boolean;
}

export interface InstallSnapshotReply {
  readonly kind: 'installSnapshotReply';
  readonly term: number;
  readonly lastIncludedIndex: number;
  /** Of the chunk that is answered: tells a late or doubled answer from that to the newest chunk. */
  readonly offset: number;
  /** Pieces that have arrived: the offset of the next chunk. */
  readonly received: number;
  /** The follower's state is at `lastIncludedIndex` or beyond. */
  readonly installed: boolean;
}

/** Start an election at once: the leader's answer to a leadership transfer (thesis 3.10). */
export interface TimeoutNow {
  readonly kind: 'timeoutNow';
  readonly term: number;
}

/** What travels between servers. */
export type RaftMessage = RequestVote | RequestVoteReply | AppendEntries | AppendEntriesReply | InstallSnapshot | InstallSnapshotReply | TimeoutNow;

// ---- Storage ------------------------------------------------------------------------------------------------------------

/** What stands on the disk; folded in order by `recover`. */
export type RaftRecord =
  | { readonly kind: 'term'; readonly currentTerm: number; readonly votedFor: NodeId | null }
  /** Everything after `prevLogIndex` goes, these entries take its place. */
  | { readonly kind: 'entries'; readonly prevLogIndex: number; readonly entries: readonly Entry[] }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

// ---- The owner's side ---------------------------------------------------------------------------------------------------

/** What the owner of a Raft server asks of it. */
export type RaftRequest =
  /** Start agreement on a command. */
  | { readonly kind: 'start'; readonly command: unknown }
  /** The state machine as of `index`, which has been applied: the log up to there may go. */
  | { readonly kind: 'snapshot'; readonly index: number; readonly pieces: readonly unknown[] }
  /** At what index may a read be answered (thesis 6.4)? The answer comes when it may. */
  | { readonly kind: 'read' }
  /** Hand leadership over (thesis 3.10). */
  | { readonly kind: 'transfer'; readonly target: NodeId }
  /** Change who takes part (paper, section 6; thesis 4). */
  | { readonly kind: 'configure'; readonly voters: readonly NodeId[]; readonly learners: readonly NodeId[] };

/** Why a request was refused. Nothing has changed. */
export type RaftRefusal =
  | 'storageFailed'
  | 'storageCorrupt'
  | 'transferring'
  | 'logFull'
  | 'beyondApplied'
  | 'alreadyCompacted'
  | 'notAVoter'
  | 'changePending'
  | 'noCommitInTerm'
  | 'illegalConfiguration'
  | 'unknownServer'
  | 'tooManyChanges'
  | 'notCaughtUp';

/** What a Raft server answers to its owner. */
export type RaftResult =
  /** In the log at `index`; it will be committed there, or never there: compare the term of what is applied. */
  | { readonly kind: 'started'; readonly index: number; readonly term: number }
  /** A read is right once the state machine has applied `index`. */
  | { readonly kind: 'readable'; readonly index: number }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'notLeader'; readonly leader: NodeId | null }
  | { readonly kind: 'refused'; readonly reason: RaftRefusal };

/** What a Raft server tells its owner, in the order of the log. */
export type RaftOutput =
  | { readonly kind: 'apply'; readonly index: number; readonly entry: Entry }
  /** In place of everything applied so far. */
  | { readonly kind: 'restore'; readonly snapshot: Snapshot };

// ---- State --------------------------------------------------------------------------------------------------------------

/** What a leader knows of one other server. */
export interface Progress {
  readonly peer: NodeId;
  /**
   * `probe`: one message at a time until the logs agree somewhere. `replicate`: several under way. `snapshot`: what it needs
   * has been compacted.
   */
  readonly mode: 'probe' | 'replicate' | 'snapshot';
  /** Next entry to send. */
  readonly nextIndex: number;
  /** Highest entry known to be on its disk. */
  readonly matchIndex: number;
  /** Last index of each message with entries that is under way, in the order of sending; for a probe, at most one. */
  readonly inflight: readonly number[];
  /** Newest round that it has answered. */
  readonly round: number;
  /** Has it answered since the last check of the quorum? */
  readonly isActive: boolean;
  /** Pieces of the snapshot that have arrived. */
  readonly received: number;
  /** Heartbeats since the last chunk was sent. */
  readonly silence: number;
}

/** A read that waits for its round. */
export interface PendingRead {
  readonly id: number;
  /** The commit index when it came; null until this leader has committed an entry of its term. */
  readonly index: number | null;
  /** The round that confirms it: begun after the read came. */
  readonly round: number;
}

/** A configuration, and the index of its entry. */
export interface IndexedConfiguration {
  readonly index: number;
  readonly configuration: Configuration;
}

/** What a server remembers (Figure 2, "State"). */
export interface RaftState {
  readonly self: NodeId;
  /** All that there are, members or not. */
  readonly servers: readonly NodeId[];

  // Persistent
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly log: Log<Entry>;
  readonly snapshot: Snapshot;

  /** Records of terms and votes on the disk, since all of it was written anew. */
  readonly termRecords: number;

  // Volatile
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly role: RaftRole;
  readonly leaderId: NodeId | null;
  /** Has a leader been heard within the minimum election timeout? Then votes are refused where the options say so. */
  readonly leaderIsRecent: boolean;
  /** All in the log, oldest first; the first is the snapshot's. The last one counts (section 6: "whether or not it is committed"). */
  readonly configurations: readonly IndexedConfiguration[];
  /** Who has granted its vote or pre-vote in this election. */
  readonly votes: readonly NodeId[];
  /** Chunks of a snapshot that is under way to this follower. */
  readonly incoming: Snapshot | null;
  /**
   * `suspended`: the disk has failed and lacks a part of what is here; the server is silent until all is stored again. `corrupt`: a record
   * was damaged, promises may be lost; it is silent for good.
   */
  readonly storage: 'serving' | 'suspended' | 'corrupt';
  /** Tags of writes so far: one for each vote for itself, and for each entry appended as leader. */
  readonly tags: number;

  // Leaders
  /** The other members, by their number. */
  readonly progress: readonly Progress[];
  /** Highest entry of its own term on its own disk. */
  readonly durableIndex: number;
  /** Tag of the first entry of its term, and the index of that entry. */
  readonly firstTag: number;
  readonly firstIndexOfTerm: number;
  /** Last index of the log at the last check of the quorum: by the next one, it is on a disk that works. */
  readonly checkedIndex: number;
  readonly round: number;
  readonly reads: readonly PendingRead[];
  /** Leadership goes to `target`; `told`: TimeoutNow was sent. */
  readonly transfer: { readonly target: NodeId; readonly told: boolean } | null;
  /** When each round of heartbeats began, on the leader's clock: those that may still extend the lease. */
  readonly rounds: readonly { readonly round: number; readonly sentAt: number }[];
  /** Until when no other leader can be elected, on the leader's monotonic clock. */
  readonly leaseUntil: number;
  /** A TimeoutNow of this term is under way, perhaps for long: it may elect another leader at any time. */
  readonly leaseForfeited: boolean;
}

export type RaftTimer = 'election' | 'heartbeat' | 'quorum' | 'transfer' | 'rewrite';

/** Types of a Raft server. */
export interface RaftVocabulary extends Vocabulary {
  readonly state: RaftState;
  readonly message: RaftMessage;
  readonly timer: RaftTimer;
  readonly record: RaftRecord;
  readonly request: RaftRequest;
  readonly result: RaftResult;
  readonly output: RaftOutput;
}
