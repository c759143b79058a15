/**
 * The rules of Raft, one function each, by the part of the paper that they come from. `docs/raft.md` is generated from this
 * file: each `@source` names a place in the paper ("Figure 2", a section) or in the thesis.
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
  RaftRecord,
  RaftRequest,
  RaftResult,
  RaftState,
  RaftVocabulary,
  RequestVote,
  RequestVoteReply,
  Snapshot,
  TimeoutNow,
} from './raft.ts';

/** What a disk says, up to the first record that cannot be read. */
export interface RecoveredRaft extends Pick<RaftState, 'currentTerm' | 'votedFor' | 'log' | 'snapshot'> {
  readonly end: 'whole' | 'torn' | 'corrupt';
}

export interface TermRules {
  /** @source Figure 2, Rules for Servers, All Servers: a higher term in any message makes a follower of whoever reads it. */
  observeTerm(turn: RaftTurn, term: number): void;
  /** @source Figure 2, Rules for Servers, All Servers; section 5.1. The vote belongs to the term: it goes with it. */
  becomeFollower(turn: RaftTurn, term: number): void;
  /** @source Figure 2, Rules for Servers, Followers; section 9.3: the timeout is drawn anew each time. */
  resetElectionTimer(turn: RaftTurn): void;
  /** @source Figure 2, Rules for Servers, Followers; thesis 4.2.3: within the minimum timeout of hearing from a leader, it is recent. */
  hearFromLeader(turn: RaftTurn, leader: NodeId): void;
}

export interface ElectionRules {
  /** @source Figure 2, Rules for Servers, Followers and Candidates: who hears from nobody for an election timeout becomes a candidate. */
  handleElectionTimeout(turn: RaftTurn): void;
  /** @source Thesis 9.6: a candidate raises its term only once a majority would vote for it. */
  startPreVote(turn: RaftTurn): void;
  /** @source Figure 2, Rules for Servers, Candidates; section 5.2: new term, own vote, timer, RequestVote to all. */
  startElection(turn: RaftTurn, transfer: boolean): void;
  /** @source Thesis 4.2.3: votes are refused while a leader is recent, unless it has itself asked for the election. */
  isDisturbance(turn: RaftTurn, message: RequestVote): boolean;
  /** @source Figure 2, RequestVote RPC, Receiver: refuse older terms, vote once a term, only for a log that is up to date. */
  handleRequestVote(turn: RaftTurn, from: NodeId, message: RequestVote): void;
  /** @source Figure 2, RequestVote RPC, Receiver 2: nobody else has this term's vote. */
  mayVoteFor(turn: RaftTurn, from: NodeId, message: RequestVote): boolean;
  /** @source Section 5.4.1: the later last term wins, then the longer log. */
  isUpToDate(turn: RaftTurn, message: RequestVote): boolean;
  /** @source Figure 2, RequestVote RPC, Receiver 2; persistent state is stored before the answer leaves. */
  grantVote(turn: RaftTurn, from: NodeId): void;
  /** @source Section 5.2: a candidate wins with the votes of a majority, each counted once and for its term. */
  handleRequestVoteReply(turn: RaftTurn, from: NodeId, message: RequestVoteReply): void;
  /** @source Section 5.2; thesis 9.6: who answered yes, once each. */
  countVote(turn: RaftTurn, from: NodeId): void;
  /** @source Figure 2, State, Leaders; Rules for Servers, Leaders: nextIndex, matchIndex, and heartbeats at once. */
  becomeLeader(turn: RaftTurn): void;
}

export interface QuorumRules {
  /** @source Section 6: a majority of the voters; in the joint phase, of both sets. */
  isQuorum(configuration: Configuration, has: (voter: NodeId) => boolean): boolean;
  /** @source Figure 2, Rules for Servers, Leaders: the highest N that a majority has reached; in the joint phase, that of both sets. */
  quorumValue(configuration: Configuration, valueOf: (voter: NodeId) => number): number;
  /** @source Thesis 6.2: a leader that hears from no majority for an election timeout steps down. */
  checkQuorum(turn: RaftTurn): void;
  /** Its own disk has stored nothing for an election timeout: a leader that can't write hands over by falling silent. @source Thesis 10.2.1, on leaders that replicate while they write. */
  isStalled(turn: RaftTurn): boolean;
}

export interface ReplicationRules {
  /** @source Figure 2, Rules for Servers, Leaders: a command is appended to the log, and answered when it has been applied. */
  start(turn: RaftTurn, id: number, command: unknown): void;
  /** @source Section 5.3; thesis 10.2.1: the leader stores its copy while the followers store theirs. */
  appendAsLeader(turn: RaftTurn, payload: Payload): void;
  /** @source Thesis 10.2.1: the leader counts its own copy once it is stored. */
  handleStored(turn: RaftTurn, tags: readonly number[]): void;
  /** @source Figure 2, Rules for Servers, Leaders: AppendEntries from nextIndex on, to whoever lacks entries. */
  replicate(turn: RaftTurn, peer: NodeId): void;
  /** @source Figure 2, AppendEntries RPC, Arguments. */
  appendEntriesFor(turn: RaftTurn, progress: Progress, entries: number): AppendEntries;
  /** @source Figure 2, Rules for Servers, Leaders: repeated while idle to prevent elections. */
  sendHeartbeats(turn: RaftTurn): void;
  /** @source Section 5.3: what is lost is sent again. */
  sendHeartbeat(turn: RaftTurn, peer: NodeId): void;
  /** @source Figure 2, AppendEntries RPC, Receiver. */
  handleAppendEntries(turn: RaftTurn, from: NodeId, message: AppendEntries): void;
  /** @source Figure 2, AppendEntries RPC, Receiver 2: an entry at prevLogIndex with prevLogTerm. */
  isConsistent(turn: RaftTurn, message: AppendEntries): boolean;
  /** @source Section 5.3, end: the term of the conflict, and its first index. */
  refuseEntries(turn: RaftTurn, from: NodeId, message: AppendEntries): void;
  /** @source Figure 2, AppendEntries RPC, Receiver 3 and 4: a conflict deletes what follows; what is new is appended. */
  storeEntries(turn: RaftTurn, message: AppendEntries): void;
  /** @source Figure 2, AppendEntries RPC, Receiver 5: as far as the logs are known to agree. */
  followCommit(turn: RaftTurn, message: AppendEntries): void;
  /** @source Figure 2, Rules for Servers, Leaders: on success nextIndex and matchIndex go on, on refusal nextIndex goes back. */
  handleAppendEntriesReply(turn: RaftTurn, from: NodeId, message: AppendEntriesReply): void;
  /** @source Section 5.3: what the follower has stored, by what it was sent. */
  advanceProgress(turn: RaftTurn, progress: Progress, message: AppendEntriesReply): void;
  /** Does this refusal answer what was sent last? @source Section 5.3; messages may be late or doubled. */
  isStaleRefusal(progress: Progress, message: AppendEntriesReply): boolean;
  /** @source Section 5.3, end: where the logs may agree. */
  backUp(turn: RaftTurn, message: AppendEntriesReply): number;
}

export interface CommitRules {
  /** @source Figure 2, Rules for Servers, Leaders; section 5.4.2: a majority has it, and it is of the current term. */
  advanceCommitIndex(turn: RaftTurn): void;
  /** @source Figure 2, Rules for Servers, All Servers: in order, up to the commit index. */
  applyCommitted(turn: RaftTurn): void;
}

export interface SnapshotRules {
  /** @source Section 7: each server compacts what it has applied. */
  takeSnapshot(turn: RaftTurn, id: number, index: number, pieces: readonly unknown[]): void;
  /** @source Figure 13: what the follower needs has been discarded. */
  sendSnapshot(turn: RaftTurn, progress: Progress): void;
  /** @source Figure 13, InstallSnapshot RPC, Receiver. */
  handleInstallSnapshot(turn: RaftTurn, from: NodeId, message: InstallSnapshot): void;
  /** @source Figure 13, InstallSnapshot RPC, Receiver 2 to 4: chunks in their order, of one snapshot. */
  collect(turn: RaftTurn, message: InstallSnapshot): number;
  /** @source Figure 13, InstallSnapshot RPC, Receiver 5 to 8. */
  install(turn: RaftTurn, snapshot: Snapshot): void;
  /** @source Figure 13, InstallSnapshot RPC, Receiver 6: what follows an entry that agrees is kept. */
  logAfter(turn: RaftTurn, snapshot: Snapshot): RaftState['log'];
  /** @source Figure 13; section 7: the next chunk, or entries again. */
  handleInstallSnapshotReply(turn: RaftTurn, from: NodeId, message: InstallSnapshotReply): void;
}

export interface StorageRules {
  /** @source Figure 2, State, Persistent: stored before any answer leaves. */
  storeTerm(turn: RaftTurn): void;
  /** @source Figure 2, State, Persistent. */
  storeLog(turn: RaftTurn, prevLogIndex: number, entries: readonly Entry[], tag: number | null): void;
  /** The whole of it in one piece: snapshot, term, vote and what is left of the log. @source Section 7. */
  storeAll(turn: RaftTurn, tag: number | null): void;
  /** @source Figure 2, State, Persistent; protocol-aware recovery (FAST 2018): a torn tail was never acknowledged, a damaged record may have been. */
  recover(initial: Snapshot, disk: readonly Stored<RaftRecord>[]): RecoveredRaft;
  /** The disk lacks what the memory has: silence until all is stored again. @source Figure 2, State, Persistent. */
  handleStorageFailed(turn: RaftTurn): void;
}

export interface MembershipRules {
  /** @source Section 6; thesis 4.1 and its erratum: one change at a time, and only after an entry of this term is committed. */
  configure(turn: RaftTurn, id: number, voters: readonly NodeId[], learners: readonly NodeId[]): void;
  /** @source Section 6; thesis 4.1: nothing uncommitted, nothing joint. */
  isChangePending(turn: RaftTurn): boolean;
  /** @source Thesis 4.1, erratum: a leader changes nothing before it has committed an entry of its term. */
  isReadyForChange(turn: RaftTurn): boolean;
  /** @source Thesis 4.2.1: a new voter has caught up as a learner. */
  hasCaughtUp(turn: RaftTurn, voter: NodeId): boolean;
  /** @source Section 6: C_old,new, then C_new. In the one-at-a-time form, C_new at once. */
  firstStep(turn: RaftTurn, voters: readonly NodeId[], learners: readonly NodeId[]): Configuration;
  /** @source Section 6: a server uses the latest configuration in its log, committed or not. What stands after `after` is new. */
  followConfigurations(turn: RaftTurn, after: number): void;
  /** @source Section 6: once C_old,new is committed, C_new; once that is, a leader that is not in it steps down. */
  advanceConfiguration(turn: RaftTurn): void;
}

export interface TransferRules {
  /** @source Thesis 3.10: no new commands, the target is brought up to date. */
  transfer(turn: RaftTurn, id: number, target: NodeId): void;
  /** @source Thesis 3.10: once it has everything, it is told to start an election. */
  advanceTransfer(turn: RaftTurn): void;
  /** @source Thesis 3.10: an election at once. */
  handleTimeoutNow(turn: RaftTurn, message: TimeoutNow): void;
  /** @source Thesis 3.10: after an election timeout the leader goes on. */
  abandonTransfer(turn: RaftTurn): void;
}

export interface ReadRules {
  /** @source Thesis 6.4: remember the commit index, confirm that nobody else leads. */
  read(turn: RaftTurn, id: number): void;
  /** @source Section 8; thesis 6.4: before that the commit index may be behind. */
  hasCommittedInTerm(turn: RaftTurn): boolean;
  /** @source Thesis 6.4: the round that confirms a read is the next to begin; what answers an older one may have been said before the read came. */
  roundOfReads(turn: RaftTurn): number;
  /** @source Thesis 6.4: a round of heartbeats that began after the read came. */
  beginRound(turn: RaftTurn): void;
  /** @source Thesis 6.4: the newest round that a majority has answered. */
  confirmedRound(turn: RaftTurn): number;
  /** @source Thesis 6.4.1: leases are measured on the monotonic clock, which nobody sets. */
  clockOfLeases(clock: Clock): number;
  /** @source Thesis 6.4.1: as long as voters refuse, shortened by the drift of both clocks. */
  leaseDuration(options: RaftOptions): number;
  /** @source Thesis 6.4.1: from when the round was sent that a majority has answered. */
  extendLease(turn: RaftTurn, confirmed: number): void;
  /** @source Thesis 6.4.1: a voter that starts may have answered a leader just before it went down. */
  waitOutLease(turn: RaftTurn): void;
  /** @source Thesis 6.4.1. */
  hasLease(turn: RaftTurn): boolean;
  /** @source Thesis 6.4: every read whose round is confirmed. */
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

  answer(id: number, result: RaftResult): void {
    this.reply(id, result);
  }

  /** Nothing has changed, and the owner learns why. */
  refuse(id: number, reason: Extract<RaftResult, { kind: 'refused' }>['reason']): void {
    this.reply(id, { kind: 'refused', reason });
  }

  /** False, with an answer, where this server does not lead. */
  leadsFor(id: number): boolean {
    if (this.state.role === 'leader') return true;
    this.reply(id, { kind: 'notLeader', leader: this.state.leaderId });
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

/** What a Raft server does with each request of its owner. */
export function dispatchRequest(turn: RaftTurn, id: number, request: RaftRequest): void {
  switch (request.kind) {
    case 'start':
      return turn.rules.start(turn, id, request.command);
    case 'snapshot':
      return turn.rules.takeSnapshot(turn, id, request.index, request.pieces);
    case 'read':
      return turn.rules.read(turn, id);
    case 'transfer':
      return turn.rules.transfer(turn, id, request.target);
    case 'configure':
      return turn.rules.configure(turn, id, request.voters, request.learners);
  }
}
