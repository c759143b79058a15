/** One Raft server: what it does with each event. Its owner (see `replica.ts`) steps it and consumes what it says. */
import { unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, NodeId, Protocol, Step, Stored } from '../../sim/core/index.ts';
import { requireRequest, unknownMessage } from './bad-input.ts';
import { raftMilestonesOf } from './milestones.ts';
import { firstVoters, raftOptions } from './options.ts';
import type { RaftOptions } from './options.ts';
import type { RaftMessage, RaftRecord, RaftRequest, RaftState, RaftTimer, RaftVocabulary } from './raft.ts';
import { raftRules } from './raft-rules.ts';
import { ignore, RaftTurn } from './rules.ts';
import type { RaftRules } from './rules.ts';
import { emptySnapshot } from './snapshots.ts';

/** A Raft server alone, for owners. Throws a `RangeError` for options that no server could run with. */
export function raftServer(given: Partial<RaftOptions> = {}, rules: RaftRules = raftRules): Protocol<RaftVocabulary> {
  const options = raftOptions(given);
  return {
    name: 'raftServer',
    readsClock: options.reads === 'lease',
    milestones: raftMilestonesOf<RaftVocabulary>((state) => state),
    rules,
    assemble: (others: RaftRules) => raftServer(given, others),
    start: (self, nodes, disk) => start(options, rules, self, nodes, disk),
    step: (state, event, choose) => step(options, rules, state, event, choose),
  };
}

function start(options: RaftOptions, rules: RaftRules, self: NodeId, nodes: readonly NodeId[], disk: readonly Stored<RaftRecord>[]): Step<RaftVocabulary> {
  const initial = emptySnapshot(firstVoters(options, nodes));
  const recovered = rules.recover(initial, disk);
  const { end, ...persistent } = recovered;
  const turn = new RaftTurn({ ...asFollower(self, nodes), ...persistent }, options, rules, neverChosen, null);
  const { state } = turn;
  state.storage = rules.isDamaged(disk, recovered) ? 'corrupt' : 'serving';
  state.commitIndex = state.snapshot.lastIncludedIndex;
  state.lastApplied = state.snapshot.lastIncludedIndex;
  rules.followConfigurations(turn, state.snapshot.lastIncludedIndex);
  // Also where nothing more is to come: what counts as applied has been handed out.
  if (state.snapshot.lastIncludedIndex > 0) turn.emit({ kind: 'restore', snapshot: state.snapshot });
  if (state.storage === 'corrupt') return turn.end();
  // What is written behind a torn record could not be read.
  if (end === 'torn') rules.storeAll(turn, null);
  rules.resetElectionTimer(turn);
  if (options.reads === 'lease') rules.waitOutLease(turn);
  return turn.end();
}

function step(options: RaftOptions, rules: RaftRules, state: RaftState, event: Event<RaftVocabulary>, choose: Choose): Step<RaftVocabulary> {
  const turn = new RaftTurn(state, options, rules, choose, event.clock === null ? null : rules.clockOfLeases(event.clock));
  if (state.storage === 'serving') react(turn, event);
  else waitForStorage(turn, event);
  rules.advanceCommitIndex(turn);
  rules.applyCommitted(turn);
  rules.advanceConfiguration(turn);
  rules.advanceTransfer(turn);
  rules.confirmReads(turn);
  return turn.end();
}

function react(turn: RaftTurn, event: Event<RaftVocabulary>): void {
  switch (event.kind) {
    case 'message':
      return handleMessage(turn, event.from, event.message);
    case 'timeout':
      return handleTimeout(turn, event.timer);
    case 'request':
      return handleRequest(turn, event.id, event.request);
    case 'stored':
      return turn.rules.handleStored(turn, event.tags);
    case 'storageFailed':
      return turn.rules.handleStorageFailed(turn);
    default:
      return unreachable(event);
  }
}

function handleMessage(turn: RaftTurn, from: NodeId, message: RaftMessage): void {
  const { rules } = turn;
  switch (message.kind) {
    case 'requestVote':
      return rules.handleRequestVote(turn, from, message);
    case 'requestVoteReply':
      return rules.handleRequestVoteReply(turn, from, message);
    case 'appendEntries':
      return rules.handleAppendEntries(turn, from, message);
    case 'appendEntriesReply':
      return rules.handleAppendEntriesReply(turn, from, message);
    case 'installSnapshot':
      return rules.handleInstallSnapshot(turn, from, message);
    case 'installSnapshotReply':
      return rules.handleInstallSnapshotReply(turn, from, message);
    case 'timeoutNow':
      return rules.handleTimeoutNow(turn, message);
    default:
      return unknownMessage('Raft', message);
  }
}

/** What the owner may ask for, with the fields that it takes. */
const requestFields = {
  start: ['command'],
  snapshot: ['index', 'pieces'],
  read: [],
  transfer: ['target'],
  configure: ['voters', 'learners'],
} as const satisfies Readonly<Record<RaftRequest['kind'], readonly string[]>>;

function handleRequest(turn: RaftTurn, id: number, request: RaftRequest): void {
  const { rules } = turn;
  requireRequest('Raft', request, requestFields);
  switch (request.kind) {
    case 'start':
      return rules.start(turn, id, request.command);
    case 'snapshot':
      return rules.takeSnapshot(turn, id, request.index, request.pieces);
    case 'read':
      return rules.read(turn, id);
    case 'transfer':
      return rules.transfer(turn, id, request.target);
    case 'configure':
      return rules.configure(turn, id, request.voters, request.learners);
    default:
      return unreachable(request);
  }
}

function handleTimeout(turn: RaftTurn, timer: RaftTimer): void {
  const { state, rules } = turn;
  switch (timer) {
    case 'election':
      return rules.handleElectionTimeout(turn);
    case 'heartbeat':
      return state.role === 'leader' ? rules.sendHeartbeats(turn) : ignore('it leads no more');
    case 'quorum':
      return state.role === 'leader' ? rules.checkQuorum(turn) : ignore('it leads no more');
    case 'transfer':
      return rules.abandonTransfer(turn);
    case 'rewrite':
      return ignore('the disk works');
    default:
      return unreachable(timer);
  }
}

/** Silent: what it would say may not be on its disk. */
function waitForStorage(turn: RaftTurn, event: Event<RaftVocabulary>): void {
  const { state, rules } = turn;
  const isSuspended = state.storage === 'suspended';
  switch (event.kind) {
    case 'request':
      return turn.refuse(event.id, isSuspended ? 'storageFailed' : 'storageCorrupt');
    case 'timeout':
      return isSuspended && event.timer === 'rewrite' ? rules.storeAll(turn, state.tags++) : ignore('silent');
    case 'storageFailed':
      return isSuspended ? rules.handleStorageFailed(turn) : ignore('silent for good');
    case 'stored':
      return isSuspended && event.tags.includes(state.tags - 1) ? resume(turn) : ignore('of an earlier write');
    case 'message':
      return ignore('silent');
    default:
      return unreachable(event);
  }
}

function resume(turn: RaftTurn): void {
  turn.state.storage = 'serving';
  turn.rules.resetElectionTimer(turn);
  if (turn.options.reads === 'lease') turn.rules.waitOutLease(turn);
}

const neverChosen: Choose = () => 0;

/** Figure 2: initialised to nothing, "or read from the disk". */
const asFollower = (self: NodeId, servers: readonly NodeId[]): Omit<RaftState, 'currentTerm' | 'votedFor' | 'log' | 'snapshot' | 'termRecords'> => ({
  self,
  servers,
  commitIndex: 0,
  lastApplied: 0,
  role: 'follower',
  leaderId: null,
  leaderIsRecent: false,
  configurations: [],
  votes: [],
  incoming: null,
  storage: 'serving',
  tags: 0,
  progress: [],
  durableIndex: 0,
  firstTag: 0,
  firstIndexOfTerm: 0,
  checkedIndex: 0,
  round: 0,
  reads: [],
  transfer: null,
  rounds: [],
  leaseUntil: 0,
  leaseForfeited: false,
});
