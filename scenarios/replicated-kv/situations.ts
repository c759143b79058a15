/** Situations of a replicated service that campaigns must reach: where exactly once, snapshots and reads are at stake. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { View } from '../../sim/world/view.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { sometimes, type Sometimes } from '../../properties/property.ts';
import { appliedIn, continues, wasRestored, type ReplicaStep, type ReplicaWords } from '../../properties/replicas/index.ts';
import { isRaftMessage, type ClerkMessage, type Outcome, type RaftClerkVocabulary, type RaftMessage, type SessionCommand } from '../../protocols/raft/index.ts';
import type { StoreResult } from '../../protocols/replicated-kv/index.ts';
import type { StoreSessions } from './properties.ts';

type ServerStep = ReplicaStep<StoreSessions>;
type Clerk = RaftClerkVocabulary['state'];
type ClientStep = Observed<RaftClerkVocabulary> & { readonly before: Clerk };

/** A situation of a replica, whatever it replicates. */
const onReplica = (name: string, within: number, holds: (step: ReplicaStep<object>) => boolean): Sometimes =>
  sometimes<ReplicaWords<object>>(name, within, (step) => continues(step) && holds(step));

const onServer = (name: string, within: number, holds: (step: ServerStep) => boolean): Sometimes =>
  sometimes<ReplicaWords<StoreSessions>>(name, within, (step) => continues(step) && holds(step));

const onClient = (name: string, within: number, holds: (step: ClientStep, view: View) => boolean): Sometimes =>
  sometimes<RaftClerkVocabulary>(name, within, (step, view) => step.role === 'client' && isRunning(step) && holds(step, view));

const isRunning = (step: Observed<RaftClerkVocabulary>): step is ClientStep => step.before !== null;

// ---- Exactly once ---------------------------------------------------------------------------------------------------------

type Command = Extract<SessionCommand, { kind: 'command' }>;

/** Commands of sessions among what the step applied, with what its table of sessions said of them before. */
function commandsIn(step: ServerStep): readonly { readonly command: Command; readonly newest: number | null }[] {
  return appliedIn(step).flatMap(({ entry }) => {
    const command = entry.kind === 'command' && entry.command !== null ? sessionCommand.of(entry.command) : null;
    return command?.kind === 'command' ? [{ command, newest: step.before.machine.table.get(command.session)?.number ?? null }] : [];
  });
}

const sessionCommand: { of(command: unknown): SessionCommand } = {
  of(command: SessionCommand) {
    return command;
  },
};

/** Has some server executed the open command of this clerk? */
function isExecuted({ session, newest, call }: Clerk, view: View): boolean {
  if (session === null || call?.request.kind !== 'submit') return false;
  return view.servers.some((server) => (tableOf(view, server)?.get(session)?.number ?? 0) >= newest);
}

const tableOf = (view: View, server: NodeId): StoreSessions['table'] | null => {
  const state = view.stateOf(server);
  return state === null ? null : storeReplica.of(state).machine.table;
};

const storeReplica: { of(state: object): ReplicaWords<StoreSessions>['state'] } = {
  of(state: ReplicaWords<StoreSessions>['state']) {
    return state;
  },
};

const clerkState: { of(state: object): Clerk } = {
  of(state: Clerk) {
    return state;
  },
};

const submits = ({ effects }: ClientStep): boolean => effects.some((effect) => effect.kind === 'send' && effect.message.kind === 'submit');

const sentAgainAfterwards = onClient('a command is sent again after it was executed', 20, (step, view) => step.event.kind === 'timeout' && submits(step) && isExecuted(step.before, view));
const inLogTwice = onServer('a command stands in the log twice, and is executed once', 20, (step) => commandsIn(step).some(({ command, newest }) => newest === command.number));
const overtaken = onServer('a copy of a command is applied after a later one of its session', 100, (step) => commandsIn(step).some(({ command, newest }) => newest !== null && newest > command.number));
const refusedForGood = onServer('a command of a forgotten session is refused', 20, (step) => commandsIn(step).some(({ command, newest }) => newest === null && command.session <= step.before.machine.registered));
const forgotten = onClient('a client is told that its session was forgotten', 20, ({ effects }) => effects.some((effect) => effect.kind === 'reply' && effect.result.kind === 'expired'));

const nobodysSession = onClient('a client has two sessions, of which it uses one', 100, ({ before, event }) => {
  const result = event.kind === 'message' && event.message.kind === 'answer' && event.message.outcome.kind === 'done' ? resultOf(event.message.outcome) : null;
  return before.session !== null && result?.kind === 'registered' && result.session !== before.session;
});

const resultOf = (outcome: Extract<Outcome, { kind: 'done' }>): { readonly kind: string; readonly session: number } | null => registered.of(outcome.result);

const registered: { of(result: unknown): { readonly kind: string; readonly session: number } | null } = {
  of(result: { readonly kind: string; readonly session: number } | null) {
    return result;
  },
};

/** The clerk has asked the server that goes down, which has executed the command (as others have), and has not heard the answer. */
const answerLost = sometimes<ReplicaWords<StoreSessions>>('an answer is lost with its leader', 2_000, ({ role, node, event }, view) => {
  if (role !== 'server' || event.kind !== 'start' || event.records === 0) return false;
  return view.clients.some((client) => {
    const state = view.stateOf(client);
    return state !== null && isOpenAt(clerkState.of(state), node) && isExecuted(clerkState.of(state), view);
  });
});

const isOpenAt = ({ call, servers, target }: Clerk, node: NodeId): boolean => call !== null && servers[target] === node;

/** What exactly once is about. */
export const sessionSituations: readonly Sometimes[] = [sentAgainAfterwards, inLogTwice, refusedForGood, forgotten];
/** The same, more rarely: in runs with much work and many faults. */
export const rareSessionSituations: readonly Sometimes[] = [overtaken, nobodysSession];
/** The rarest: a leader that goes down between what it has done and what it says, and is back before the client has gone elsewhere. */
export const lostAnswerSituations: readonly Sometimes[] = [answerLost];

// ---- Leaders come and go --------------------------------------------------------------------------------------------------

const answers = ({ effects }: ReplicaStep<object>, holds: (message: Exclude<ClerkMessage, RaftMessage>) => boolean): boolean =>
  effects.some((effect) => effect.kind === 'send' && !isRaftMessage(effect.message) && holds(clerkMessage.of(effect.message)));

const clerkMessage: { of(message: unknown): ClerkMessage } = {
  of(message: ClerkMessage) {
    return message;
  },
};

const mayHappenStill = onReplica('leadership is lost over commands that may still happen', 50, (step) =>
  answers(step, (message) => ('outcome' in message && message.outcome.kind === 'notLeader' && message.outcome.mayHappen) || ('mayHappen' in message && message.mayHappen === true)),
);
const committedLater = onReplica('a command is committed by a later leader than the one that took it', 50, (step) =>
  step.after.raft.role === 'leader' && appliedIn(step).some(({ entry }) => entry.kind === 'command' && entry.term < step.after.raft.currentTerm),
);
const sentOn = onClient('a client is sent on to the leader', 20, ({ event, effects }) =>
  event.kind === 'message' && event.message.kind === 'answer' && event.message.outcome.kind === 'notLeader' && event.message.outcome.leader !== null && effects.some(({ kind }) => kind === 'send'),
);

/** What happens to commands when leaders change. */
export const leaderSituations: readonly Sometimes[] = [mayHappenStill, committedLater];
/** The same for clerks of the store. */
export const clerkSituations: readonly Sometimes[] = [sentOn];

// ---- Snapshots ------------------------------------------------------------------------------------------------------------

const installed = onReplica('a snapshot takes the place of the state', 20, (step) => wasRestored(step));
const restoredWithSessions = onServer('sessions come with a snapshot', 50, (step) => wasRestored(step) && step.after.machine.table.size > 0);
const startedFromSnapshot = sometimes<ReplicaWords<object>>('a server starts from its snapshot', 100, ({ role, event, after }) => role === 'server' && event.kind === 'start' && 'raft' in after && after.raft.lastApplied > 0);
const inPieces = onReplica('a snapshot travels in pieces', 50, ({ effects }) =>
  effects.some((effect) => effect.kind === 'send' && isRaftMessage(effect.message) && effect.message.kind === 'installSnapshot' && effect.message.offset > 0),
);
const together = onReplica('several commands travel in one message', 20, ({ effects }) =>
  effects.some((effect) => effect.kind === 'send' && isRaftMessage(effect.message) && effect.message.kind === 'appendEntries' && effect.message.entries.filter(({ kind }) => kind === 'command').length > 1),
);
const compacted = onReplica('a log is compacted', 10, ({ before, after }) => after.raft.log.firstIndex > before.raft.log.firstIndex);

/** What becomes of the state besides commands. */
export const snapshotSituations: readonly Sometimes[] = [installed, compacted];
/** A disk that holds more than a log. */
export const restartSituations: readonly Sometimes[] = [startedFromSnapshot];
/** Sessions outlive the log that made them. */
export const snapshotSessionSituations: readonly Sometimes[] = [restoredWithSessions];
/** Snapshots in chunks, entries in batches. */
export const transportSituations: readonly Sometimes[] = [inPieces, together];

// ---- Reads ----------------------------------------------------------------------------------------------------------------

const answersReads = ({ before, after }: ReplicaStep<object>): boolean => before.queries.size > after.queries.size;

const byNewLeader = onReplica('a read is confirmed by a new leader, before anything else is committed', 50, (step) => {
  const { log, role, currentTerm, commitIndex } = step.after.raft;
  return answersReads(step) && role === 'leader' && currentTerm > 1 && commitIndex >= log.firstIndex && log.at(commitIndex).kind === 'noOp';
});
const roundUnderWay = onReplica('a read comes while a round is under way, and waits for the next one', 20, ({ before, after }) =>
  after.queries.size > before.queries.size && before.raft.reads.some(({ index }) => index !== null),
);
const readFails = onReplica('a leader is replaced while a read waits', 50, (step) => answersReads(step) && step.before.raft.role === 'leader' && step.after.raft.role !== 'leader');
const throughLog = onReplica('a read goes through the log', 20, (step) => appliedIn(step).some(({ entry }) => entry.kind === 'command' && entry.command === null));
const atOnce = onReplica('a read is answered at once, under a lease', 20, ({ before, after }) =>
  after.raft.role === 'leader' && after.raft.leaseUntil > 0 && after.nextRead > before.nextRead && after.queries.size === before.queries.size,
);

/** Reads by a round of heartbeats. */
export const readSituations: readonly Sometimes[] = [byNewLeader, roundUnderWay, readFails];
/** Reads through the log, and under a lease. */
export const otherReadSituations: readonly Sometimes[] = [throughLog, atOnce];
/** Reads under a lease alone. */
export const leaseReadSituations: readonly Sometimes[] = [atOnce];

// ---- Transactions ---------------------------------------------------------------------------------------------------------

const told = (name: string, within: number, holds: (result: StoreResult) => boolean): Sometimes =>
  onClient(name, within, ({ effects }) => effects.some((effect) => effect.kind === 'reply' && effect.result.kind === 'done' && holds(storeResult.of(effect.result.result))));

const storeResult: { of(result: unknown): StoreResult } = {
  of(result: StoreResult) {
    return result;
  },
};

const thenBranch = told('a transaction finds what it compares with, and changes something', 50, (result) => result.kind === 'transaction' && result.succeeded && result.results.some(({ kind }) => kind === 'changed'));
const elseBranch = told('a transaction finds something else', 10, (result) => result.kind === 'transaction' && !result.succeeded);
const scanned = told('a scan sees several keys', 200, (result) => result.kind === 'range' && result.entries.length > 1);

/** Several keys at once. */
export const transactionSituations: readonly Sometimes[] = [thenBranch, elseBranch, scanned];
