/**
 * The rules of Raft, one function each, by the part of the paper that they come from. `docs/raft.md` is generated from this
 * file: each `@source` names the places of the paper (its figures, item by item, and its sections) and of the thesis that a rule carries out.
 *
 * Rules call each other through `turn.rules`, so that a mutant that replaces one replaces it everywhere.
 */
import { Turn } from '../../sim/core/index.ts';
import type { Choose, Clock, NodeId, Stored } from '../../sim/core/index.ts';
import type { RaftOptions } from './options.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  Configuration,
  Entry,
  InstallSnapshot,
  InstallSnapshotReply,
  Payload,
  Progress,
  RaftMessage,
  RaftRecord,
  RaftResult,
  RaftState,
  RaftVocabulary,
  RequestVote,
  RequestVoteReply,
  Snapshot,
  TimeoutNow,
} from './raft.ts';

/** What a disk says, up to the first record that cannot be read. */
export interface RecoveredRaft extends Pick<RaftState, 'currentTerm' | 'votedFor' | 'log' | 'snapshot' | 'termRecords'> {
  readonly end: 'whole' | 'torn' | 'corrupt';
}

export interface TermRules {
  /** A higher term in any message makes a follower of whoever reads it. @source Figure 2, All Servers 2; Section 5.1 */
  observeTerm(turn: RaftTurn, term: number): void;
  /** The vote belongs to the term: it goes with it. @source Figure 2, All Servers 2; Figure 2, Candidates 3; Figure 2, State, currentTerm; Section 5.1 */
  becomeFollower(turn: RaftTurn, term: number): void;
  /** The timeout is drawn anew each time. @source Figure 2, Followers 2; Section 5.2; Section 9.3 */
  resetElectionTimer(turn: RaftTurn): void;
  /** Within the minimum timeout of hearing from a leader, it is recent. @source Figure 2, Followers 2; Thesis 4.2.3 */
  hearFromLeader(turn: RaftTurn, leader: NodeId): void;
}

export interface ElectionRules {
  /** Who hears from nobody for an election timeout becomes a candidate, or stands again. @source Figure 2, Followers 2; Figure 2, Candidates 4; Section 5.2 */
  handleElectionTimeout(turn: RaftTurn): void;
  /** Voters, and who has been removed by an entry that is not known to be committed: it may be needed until then. @source Thesis 4.2.2 */
  mayCampaign(turn: RaftTurn): boolean;
  /** A candidate raises its term only once a majority would vote for it. @source Thesis 9.6 */
  startPreVote(turn: RaftTurn): void;
  /** New term, own vote, timer, RequestVote to all. @source Figure 2, Candidates 1; Figure 2, RequestVote RPC, Arguments; Section 5.2 */
  startElection(turn: RaftTurn, transfer: boolean): void;
  /**
   * Pre-votes, and where leaders check their quorum votes, are refused while a leader is recent, unless it has itself asked for the election.
   * @source Thesis 4.2.3; Thesis 9.6; Section 6
   */
  isDisturbance(turn: RaftTurn, message: RequestVote): boolean;
  /**
   * Refuse older terms, vote once a term, only for a log that is up to date.
   * @source Figure 2, Followers 1; Figure 2, RequestVote RPC, Results; Figure 2, RequestVote RPC, Receiver 1; Thesis 9.6
   */
  handleRequestVote(turn: RaftTurn, from: NodeId, message: RequestVote): void;
  /** It asks for this term, and nobody else has this term's vote. @source Figure 2, RequestVote RPC, Receiver 1; Figure 2, RequestVote RPC, Receiver 2; Section 5.2 */
  mayVoteFor(turn: RaftTurn, from: NodeId, message: RequestVote): boolean;
  /** The later last term wins, then the longer log. @source Figure 2, RequestVote RPC, Receiver 2; Section 5.4.1 */
  isUpToDate(turn: RaftTurn, message: RequestVote): boolean;
  /** Stored before the answer leaves; who has voted waits. @source Figure 2, RequestVote RPC, Receiver 2; Figure 2, State, votedFor; Figure 2, Followers 2 */
  grantVote(turn: RaftTurn, from: NodeId): void;
  /** Votes count for their term only. @source Figure 2, Candidates 2; Section 5.2; Thesis 9.6 */
  handleRequestVoteReply(turn: RaftTurn, from: NodeId, message: RequestVoteReply): void;
  /** Who answered yes, once each; a majority wins. @source Figure 2, Candidates 2; Section 5.2; Thesis 9.6 */
  countVote(turn: RaftTurn, from: NodeId): void;
  /**
   * It knows nothing of the others, and tells them at once; perhaps with a blank entry.
   * @source Figure 2, Leaders 1; Figure 2, State, nextIndex; Figure 2, State, matchIndex; Section 5.2; Section 8
   */
  becomeLeader(turn: RaftTurn): void;
  /** A blank entry, which commits those of earlier terms; without it, heartbeats at once. @source Section 8; Figure 2, Leaders 1 */
  beginTerm(turn: RaftTurn): void;
}

export interface QuorumRules {
  /** A majority of the voters; in the joint phase, of both sets. @source Figure 2, Candidates 2; Section 6 */
  isQuorum(configuration: Configuration, has: (voter: NodeId) => boolean): boolean;
  /** The highest N that a majority has reached; in the joint phase, that of both sets. @source Figure 2, Leaders 4; Section 6 */
  quorumValue(configuration: Configuration, valueOf: (voter: NodeId) => number): number;
  /** A leader that hears from no majority for an election timeout steps down. @source Thesis 6.2 */
  checkQuorum(turn: RaftTurn): void;
  /** Its own disk has stored nothing for an election timeout: a leader that can't write hands over by falling silent. @source Thesis 10.2.1 */
  isStalled(turn: RaftTurn): boolean;
}

export interface ReplicationRules {
  /** A command is appended to the log, and answered when it has been applied. @source Figure 2, Leaders 2; Section 5.3 */
  start(turn: RaftTurn, id: number, command: unknown): void;
  /** The leader stores its copy while the followers store theirs. @source Figure 2, Leaders 2; Figure 2, State, log; Section 5.3; Thesis 10.2.1 */
  appendAsLeader(turn: RaftTurn, payload: Payload): void;
  /** The leader counts its own copy once it is stored, a candidate its own vote. @source Thesis 10.2.1; Figure 2, State, votedFor */
  handleStored(turn: RaftTurn, tags: readonly number[]): void;
  /** AppendEntries from nextIndex on, to whoever lacks entries. @source Figure 2, Leaders 3; Section 5.3; Thesis 10.2.1 */
  replicate(turn: RaftTurn, peer: NodeId): void;
  /** What goes before the entries, and the entries. @source Figure 2, AppendEntries RPC, Arguments; Figure 2, Leaders 3 */
  appendEntriesFor(turn: RaftTurn, progress: Progress, entries: number): AppendEntries;
  /** Repeated while idle to prevent elections. @source Figure 2, Leaders 1; Section 5.2 */
  sendHeartbeats(turn: RaftTurn): void;
  /** What is lost is sent again, for ever. @source Figure 2, Leaders 1; Section 5.3; Section 5.5 */
  sendHeartbeat(turn: RaftTurn, peer: NodeId): void;
  /**
   * Refuse older terms; else follow, check, store, commit, in this order.
   * @source Figure 2, Followers 1; Figure 2, Candidates 3; Figure 2, AppendEntries RPC, Results; Figure 2, AppendEntries RPC, Receiver 1; Section 5.2
   */
  handleAppendEntries(turn: RaftTurn, from: NodeId, message: AppendEntries): void;
  /** Is there an entry at prevLogIndex with prevLogTerm? @source Figure 2, AppendEntries RPC, Receiver 2; Section 5.3 */
  isConsistent(turn: RaftTurn, message: AppendEntries): boolean;
  /** The term of the conflict, and its first index. @source Figure 2, AppendEntries RPC, Receiver 1; Figure 2, AppendEntries RPC, Receiver 2; Section 5.3 */
  refuseEntries(turn: RaftTurn, from: NodeId, message: AppendEntries): void;
  /** A conflict deletes what follows; what is new is appended. @source Figure 2, AppendEntries RPC, Receiver 3; Figure 2, AppendEntries RPC, Receiver 4; Figure 2, State, log */
  storeEntries(turn: RaftTurn, message: AppendEntries): void;
  /** As far as the logs are known to agree. @source Figure 2, AppendEntries RPC, Receiver 5; Figure 2, State, commitIndex */
  followCommit(turn: RaftTurn, message: AppendEntries): void;
  /** On success nextIndex and matchIndex go on, on refusal nextIndex goes back. @source Figure 2, Leaders 3; Section 5.3 */
  handleAppendEntriesReply(turn: RaftTurn, from: NodeId, message: AppendEntriesReply): void;
  /** What the follower has stored, by what it was sent. @source Figure 2, Leaders 3; Figure 2, State, nextIndex; Figure 2, State, matchIndex */
  advanceProgress(turn: RaftTurn, progress: Progress, message: AppendEntriesReply): void;
  /** Which messages are still under way once the follower has everything up to `matchIndex`: an answer may have been lost. @source Figure 2, Leaders 3; Thesis 10.2.1 */
  stillInflight(progress: Progress, matchIndex: number): readonly number[];
  /** Does this refusal answer something older than what was sent last? Messages may be late or doubled. @source Figure 2, Leaders 3; Section 5.3 */
  isStaleRefusal(progress: Progress, message: AppendEntriesReply): boolean;
  /** Where the logs may agree. @source Figure 2, Leaders 3; Section 5.3 */
  backUp(turn: RaftTurn, message: AppendEntriesReply): number;
}

export interface CommitRules {
  /** A majority has it, and it is of the current term. @source Figure 2, Leaders 4; Figure 2, State, commitIndex; Section 5.4.2 */
  advanceCommitIndex(turn: RaftTurn): void;
  /** In order, up to the commit index. @source Figure 2, All Servers 1; Figure 2, Leaders 2; Figure 2, State, lastApplied; Section 5.3 */
  applyCommitted(turn: RaftTurn): void;
}

export interface SnapshotRules {
  /** Each server compacts what it has applied. @source Section 7 */
  takeSnapshot(turn: RaftTurn, id: number, index: number, pieces: readonly unknown[]): void;
  /** The entry before the next one to send has been discarded. @source Section 7 */
  needsSnapshot(turn: RaftTurn, progress: Progress): boolean;
  /** What the follower needs has been discarded. @source Figure 13, Arguments; Section 7 */
  sendSnapshot(turn: RaftTurn, progress: Progress): void;
  /** Refuse older terms; a snapshot of what is known already says nothing new. @source Figure 13, Results; Figure 13, Receiver 1; Section 7 */
  handleInstallSnapshot(turn: RaftTurn, from: NodeId, message: InstallSnapshot): void;
  /** Chunks in their order, of one snapshot. @source Figure 13, Receiver 2; Figure 13, Receiver 3; Figure 13, Receiver 4 */
  collect(turn: RaftTurn, message: InstallSnapshot): number;
  /** It takes the place of what was there, on the disk, in the log and in the state machine. @source Figure 13, Receiver 5; Figure 13, Receiver 8; Section 7 */
  install(turn: RaftTurn, snapshot: Snapshot): void;
  /** What follows an entry that agrees is kept, else nothing. @source Figure 13, Receiver 6; Figure 13, Receiver 7 */
  logAfter(turn: RaftTurn, snapshot: Snapshot): RaftState['log'];
  /** The next chunk, or entries again. @source Figure 13, Results; Section 7 */
  handleInstallSnapshotReply(turn: RaftTurn, from: NodeId, message: InstallSnapshotReply): void;
}

export interface StorageRules {
  /** Stored before any answer leaves. @source Figure 2, State, currentTerm; Figure 2, State, votedFor */
  storeTerm(turn: RaftTurn, tag?: number): void;
  /** Stored before any answer leaves. @source Figure 2, State, log */
  storeLog(turn: RaftTurn, prevLogIndex: number, entries: readonly Entry[], tag: number | null): void;
  /** The whole of it in one piece: snapshot, term, vote and what is left of the log. @source Figure 13, Receiver 5; Section 7 */
  storeAll(turn: RaftTurn, tag: number | null): void;
  /**
   * A torn tail was never acknowledged, a damaged record may have been.
   * @source Figure 2, State, currentTerm; Figure 2, State, votedFor; Figure 2, State, log; Protocol-Aware Recovery (FAST 2018)
   */
  recover(initial: Snapshot, disk: readonly Stored<RaftRecord>[]): RecoveredRaft;
  /** Has a record been damaged in a place where more was written after it? Then what is missing may have been promised. @source Protocol-Aware Recovery (FAST 2018) */
  isDamaged(disk: readonly Stored<RaftRecord>[], recovered: RecoveredRaft): boolean;
  /** The disk lacks what the memory has: silence until all is stored again. @source Figure 2, State, log; Protocol-Aware Recovery (FAST 2018) */
  handleStorageFailed(turn: RaftTurn): void;
}

export interface MembershipRules {
  /** One change at a time, and only after an entry of this term is committed (4.1 with its erratum). @source Section 6; Thesis 4.1 */
  configure(turn: RaftTurn, id: number, voters: readonly NodeId[], learners: readonly NodeId[]): void;
  /** Something uncommitted, or something joint. @source Section 6; Thesis 4.1 */
  isChangePending(turn: RaftTurn): boolean;
  /** A leader changes nothing before it has committed an entry of its term (4.1 with its erratum). @source Thesis 4.1 */
  isReadyForChange(turn: RaftTurn): boolean;
  /** A new voter has caught up as a learner. @source Thesis 4.2.1; Section 6 */
  hasCaughtUp(turn: RaftTurn, voter: NodeId): boolean;
  /** C_old,new, then C_new. In the one-at-a-time form, C_new at once. @source Section 6; Thesis 4.1 */
  firstStep(turn: RaftTurn, voters: readonly NodeId[], learners: readonly NodeId[]): Configuration;
  /** A server uses the latest configuration in its log, committed or not. What stands after `after` is new. @source Section 6; Thesis 4.1; Figure 13, Receiver 8 */
  followConfigurations(turn: RaftTurn, after: number): void;
  /** Once C_old,new is committed, C_new; once that is, a leader that is not in it steps down. @source Section 6; Thesis 4.2.2 */
  advanceConfiguration(turn: RaftTurn): void;
}

export interface TransferRules {
  /** No new commands, the target is brought up to date. @source Thesis 3.10 */
  transfer(turn: RaftTurn, id: number, target: NodeId): void;
  /** Once it has everything, it is told to start an election. @source Thesis 3.10; Thesis 6.4.1 */
  advanceTransfer(turn: RaftTurn): void;
  /** An election at once. @source Thesis 3.10 */
  handleTimeoutNow(turn: RaftTurn, message: TimeoutNow): void;
  /** After an election timeout the leader goes on. @source Thesis 3.10 */
  abandonTransfer(turn: RaftTurn): void;
}

export interface ReadRules {
  /** Remember the commit index, confirm that nobody else leads. @source Thesis 6.4; Section 8 */
  read(turn: RaftTurn, id: number): void;
  /** Before that the commit index may be behind. @source Section 8; Thesis 6.4; Thesis 4.1 */
  hasCommittedInTerm(turn: RaftTurn): boolean;
  /** What answers a round that is under way may have been said before the read came: the next one confirms it. @source Thesis 6.4 */
  roundOfReads(turn: RaftTurn): number;
  /** A round of heartbeats that began after the read came. @source Thesis 6.4 */
  beginRound(turn: RaftTurn): void;
  /** The newest round that a majority has answered. @source Thesis 6.4 */
  confirmedRound(turn: RaftTurn): number;
  /** Leases are measured on the monotonic clock, which nobody sets. @source Thesis 6.4.1 */
  clockOfLeases(clock: Clock): number;
  /** As long as voters refuse, shortened by the drift of both clocks. @source Thesis 6.4.1 */
  leaseDuration(options: RaftOptions): number;
  /** From when the round was sent that a majority has answered. @source Thesis 6.4.1 */
  extendLease(turn: RaftTurn, confirmed: number): void;
  /** A voter that starts may have answered a leader just before it went down. @source Thesis 6.4.1 */
  waitOutLease(turn: RaftTurn): void;
  /** Until when nobody else can have been elected. @source Thesis 6.4.1 */
  hasLease(turn: RaftTurn): boolean;
  /** Every read whose round is confirmed. @source Thesis 6.4; Section 8 */
  confirmReads(turn: RaftTurn): void;
}

/** All of them. */
export interface RaftRules
  extends TermRules,
    ElectionRules,
    QuorumRules,
    ReplicationRules,
    CommitRules,
    SnapshotRules,
    StorageRules,
    MembershipRules,
    TransferRules,
    ReadRules {}

/** A step of a Raft server in the making. */
export class RaftTurn extends Turn<RaftVocabulary> {
  readonly options: RaftOptions;
  readonly rules: RaftRules;
  readonly choose: Choose;
  /** The node's monotonic clock; null where it reads none. */
  readonly now: number | null;

  constructor(state: RaftState, options: RaftOptions, rules: RaftRules, choose: Choose, now: number | null) {
    super(state);
    this.options = options;
    this.rules = rules;
    this.choose = choose;
    this.now = now;
  }

  get lastIndex(): number {
    return this.state.log.lastIndex;
  }

  get lastTerm(): number {
    return this.termAt(this.lastIndex);
  }

  /** Term of the entry at `index`, which has been compacted last or is in the log. */
  termAt(index: number): number {
    const { log, snapshot } = this.state;
    return index === snapshot.lastIncludedIndex ? snapshot.lastIncludedTerm : log.at(index).term;
  }

  /** Is there an entry at `index` whose term is known? */
  knows(index: number): boolean {
    return index >= this.state.snapshot.lastIncludedIndex && index <= this.lastIndex;
  }

  /** The configuration that counts. */
  get configuration(): Configuration {
    return latest(this.state).configuration;
  }

  get isVoter(): boolean {
    return isVoter(this.configuration, this.state.self);
  }

  /** Voters of all sets, but this server. */
  get otherVoters(): readonly NodeId[] {
    return votersOf(this.configuration).filter((voter) => voter !== this.state.self);
  }

  progressOf(peer: NodeId): Progress | null {
    return this.state.progress.find((progress) => progress.peer === peer) ?? null;
  }

  /** Replaces what is known of one peer. */
  update(peer: NodeId, change: Partial<Progress>): void {
    this.state.progress = this.state.progress.map((progress) => (progress.peer === peer ? { ...progress, ...change } : progress));
  }

  /** Sends to a follower, early: a leader promises nothing about its own copy of the entries (thesis 10.2.1), and its term is stored. */
  sendAsLeader(peer: NodeId, message: RaftMessage): void {
    this.sendEarly(peer, message);
  }

  /** Early: it says nothing of this server's disk. What has begun may come to nothing, what may be read is on the disks of a majority. */
  answer(id: number, result: RaftResult): void {
    this.replyEarly(id, result);
  }

  /** Nothing has changed, and the owner learns why. */
  refuse(id: number, reason: Extract<RaftResult, { kind: 'refused' }>['reason']): void {
    this.answer(id, { kind: 'refused', reason });
  }

  /** False, with an answer, where this server does not lead. */
  leadsFor(id: number): boolean {
    if (this.state.role === 'leader') return true;
    this.answer(id, { kind: 'notLeader', leader: this.state.leaderId });
    return false;
  }
}

/** The last configuration in the log, with its index: the one that counts. */
export function latest({ configurations, snapshot }: Pick<RaftState, 'configurations' | 'snapshot'>): { readonly index: number; readonly configuration: Configuration } {
  return configurations.at(-1) ?? { index: snapshot.lastIncludedIndex, configuration: snapshot.configuration };
}

/** The voters of both sets, each once, by their number. */
export function votersOf({ voters, outgoing }: Configuration): readonly NodeId[] {
  return outgoing.length === 0 ? voters : [...new Set([...voters, ...outgoing])].sort((a, b) => a - b);
}

export const isVoter = ({ voters, outgoing }: Configuration, node: NodeId): boolean => voters.includes(node) || outgoing.includes(node);

/** Everybody who receives the log, each once, by their number. */
export function membersOf(configuration: Configuration): readonly NodeId[] {
  return [...new Set([...votersOf(configuration), ...configuration.learners])].sort((a, b) => a - b);
}

/** Says at its call why an event changes nothing. */
export function ignore(_reason: string): void {}
