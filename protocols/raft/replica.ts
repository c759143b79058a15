/**
 * A server that replicates a state machine with Raft: it passes events down, applies what Raft commits, and answers its
 * clients. It is the owner of a Raft server as the labs' service is of theirs.
 */
import { contain, Dictionary, sizeOf, Turn } from '../../sim/core/index.ts';
import type { Choose, Clock, Event, Milestone, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { requireOption, requireOptions, requireRequest, unknownMessage } from './bad-input.ts';
import type { Machine } from './machine.ts';
import { adminFields, clerkService, requireAdminRequest } from './service.ts';
import type { Ask, Outcome, ReplicatedService, ClerkMessage, Situation } from './service.ts';
import { raftMilestonesOf } from './milestones.ts';
import { raftOptionNames } from './options.ts';
import type { RaftOptions } from './options.ts';
import type { Entry, RaftMessage, RaftOutput, RaftRecord, RaftRequest, RaftResult, RaftState, RaftTimer, RaftVocabulary, Snapshot } from './raft.ts';
import { raftRules } from './raft-rules.ts';
import { ignore } from './rules.ts';
import type { RaftRules } from './rules.ts';
import { raftServer } from './server.ts';

/** What travels between the servers, and between them and the clients of their service. */
export type ReplicaMessage<Message> = RaftMessage | Message;

/** A client that waits for an answer, and what it asked. */
interface AskingClient<Message> {
  readonly client: NodeId;
  readonly message: Message;
  /** Null for what changes the state; else it is answered from the state once that is known to be new enough. */
  readonly query: { readonly query: unknown } | null;
}

/** Whoever sits at the server itself, by the number of the request. */
interface AskingUser {
  readonly user: number;
  readonly query: null;
}

type Asker<Message> = AskingClient<Message> | AskingUser;

/** What a replica remembers: its Raft server, its state machine, and who waits for an answer. */
export interface ReplicaState<State, Message = unknown> {
  readonly raft: RaftState;
  readonly machine: State;
  /** By the index of the entry, and its term. */
  readonly submissions: Dictionary<number, Asker<Message> & { readonly term: number }>;
  /** By the number of the read. */
  readonly queries: Dictionary<number, Asker<Message>>;
  /** Number of the next read. */
  readonly nextRead: number;
  /** Bytes of the applied entries that stand in the log, each as a record of its own: what they take on the disk, or more. */
  readonly logBytes: number;
}

/** Types of a replica whose clients speak `Message`. */
export interface ReplicaVocabulary<State, Message = unknown> {
  readonly state: ReplicaState<State, Message>;
  readonly message: ReplicaMessage<Message>;
  readonly timer: RaftTimer | 'errands';
  readonly record: RaftRecord;
  /**
   * Asked by whoever sits at the server itself. A submission is answered when it was applied, or leadership was lost (the labs' Submit); the
   * others are answered at once, as the labs' Start is. Only a crash swallows an answer: no disk does.
   */
  readonly request: Extract<RaftRequest, { kind: 'start' | 'transfer' | 'configure' }> | { readonly kind: 'submit'; readonly command: unknown };
  readonly result: RaftResult | Outcome;
  readonly output: never;
}

/** Everything that a replica can be told, that of its Raft server included. */
export interface ReplicaOptions extends Partial<Omit<RaftOptions, 'reads'>> {
  /** A snapshot is taken when every so-many-th index minus one has been applied (9, 19, 29 for 10, as in the labs); null: never. */
  readonly snapshotEvery?: number | null;
  /** A snapshot is taken when the applied entries in the log take more bytes than this on the disk (the labs' maxraftstate); null: never. */
  readonly maxStateBytes?: number | null;
  /**
   * How queries are answered: after an entry of their own, after a round of heartbeats, under a lease where there is one, or, deliberately
   * wrong, by any server from what it has. Default: readIndex.
   */
  readonly reads?: 'log' | 'readIndex' | 'lease' | 'stale';
}

export interface ReplicaRules<State> {
  /** A client asks for a change: agreement begins. What is said of it comes when it is applied. */
  submit(turn: ReplicaTurn<State>, asker: AskingClient<unknown>, command: unknown, clock: Clock | null): void;
  /** A client asks for a look at the state. */
  look(turn: ReplicaTurn<State>, asker: AskingClient<unknown>, clock: Clock | null): void;
  /** Raft has begun agreement: whoever asked is answered when the entry is applied (paper, section 5.3). */
  awaitCommit(turn: ReplicaTurn<State>, asker: Asker<unknown>, started: Extract<RaftResult, { kind: 'started' }>): void;
  /** An entry was committed: the state machine takes it, and whoever waits for it is answered. */
  apply(turn: ReplicaTurn<State>, index: number, entry: Entry): void;
  /** A snapshot takes the place of everything applied so far. */
  restore(turn: ReplicaTurn<State>, snapshot: Snapshot): void;
  /** What an applied entry takes on the disk, where that counts. */
  bytesOf(turn: ReplicaTurn<State>, index: number, entry: Entry): number;
  /** Is it time to compact the log? */
  isSnapshotDue(turn: ReplicaTurn<State>, index: number): boolean;
  /** What was waited for at a leader that is none any more is answered: somebody else must be asked. */
  failWaiting(turn: ReplicaTurn<State>): void;
  answerQuery(turn: ReplicaTurn<State>, id: number, result: RaftResult): void;
  /** A leader does what is due of its own accord: everything, or what has become due since the machine was in that state. */
  runErrands(turn: ReplicaTurn<State>, since: State | null): void;
}

/** A replica of `machine` for clerks (`clerk.ts`). Throws a `RangeError` for options that no server could run with. */
export function replica<State>(machine: Machine<State>, options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<State, ClerkMessage>> {
  return replicate('raftReplica', clerkService(machine), options);
}

/** A replica of any service. Throws a `RangeError` for options that no server could run with. */
export function replicate<State, Message>(name: string, service: ReplicatedService<State, Message>, options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<State, Message>> {
  requireOptions('a Raft replica', options, ['snapshotEvery', 'maxStateBytes', ...raftOptionNames]);
  const { snapshotEvery = null, maxStateBytes = null, reads = 'readIndex', ...raftOptions } = options;
  requireOption(['log', 'readIndex', 'lease', 'stale'].includes(reads), 'Raft replica', 'reads', reads, 'log, readIndex, lease or stale');
  for (const [option, value] of Object.entries({ snapshotEvery, maxStateBytes })) {
    requireOption(value === null || (Number.isSafeInteger(value) && value >= 1), 'Raft replica', option, value, 'a whole number from 1, or null');
  }
  const assemble = (rules: RaftRules & ReplicaRules<State>): Protocol<ReplicaVocabulary<State, Message>> => {
    const raft = raftServer({ ...raftOptions, reads: reads === 'lease' ? 'lease' : 'readIndex' }, rules);
    const parts = { raft, service: service.assemble?.(rules) ?? service, rules, snapshotEvery, maxStateBytes, reads };
    return {
      name,
      family: 'raftReplica',
      readsClock: raft.readsClock ?? false,
      milestones: { ...raftMilestonesOf<ReplicaVocabulary<State, Message>>(({ raft: inner }) => inner), ...machineMilestones(service) },
      rules,
      assemble,
      start(self, nodes, disk) {
        const inner = raft.start(self, nodes, disk);
        const empty = { machine: parts.service.machine.empty, submissions: Dictionary.empty<number, never>(), queries: Dictionary.empty<number, never>(), nextRead: 0, logBytes: 0 };
        const turn = new ReplicaTurn<State, Message>({ raft: inner.state, ...empty }, parts, () => 0);
        turn.play(inner);
        return turn.end();
      },
      step(state, event, choose) {
        const turn = new ReplicaTurn<State, Message>(state, parts, choose);
        react(turn, event);
        if (hasLost(state.raft, turn.state.raft)) rules.failWaiting(turn);
        if (turn.state.raft.role === 'leader') beginErrands(turn, state, event);
        return turn.end();
      },
    };
  };
  return assemble({ ...raftRules, ...replicaRules<State>(), ...service.rules });
}

const hasLost = (before: RaftState, after: RaftState): boolean =>
  before.role === 'leader' && (after.role !== 'leader' || after.currentTerm !== before.currentTerm);

/** The state machine's own situations, as those of its replica. */
function machineMilestones<State, Message>({ milestones = {} }: ReplicatedService<State, Message>): Readonly<Record<string, Milestone<ReplicaVocabulary<State, Message>>>> {
  const holdsFor = (situation: Situation<State>): Milestone<ReplicaVocabulary<State, Message>> => ({ holds: (before, _event, after) => before.machine !== after.machine && situation.holds(before.machine, after.machine) });
  return Object.fromEntries(Object.entries(milestones).map(([name, situation]) => [name, holdsFor(situation)]));
}

/** All errands when a leader is elected, and again after each pause; new ones when the state brings them. */
function beginErrands<State, Message>(turn: ReplicaTurn<State, Message>, before: ReplicaState<State, Message>, event: Event<ReplicaVocabulary<State, Message>>): void {
  const { errands } = turn.parts.service;
  if (errands === null || errands === undefined) return;
  const isRound = before.raft.role !== 'leader' || (event.kind === 'timeout' && event.timer === 'errands');
  if (isRound) turn.setTimer('errands', errands.interval);
  if (isRound || before.machine !== turn.state.machine) turn.parts.rules.runErrands(turn, isRound ? null : before.machine);
}

interface Parts<State, Message> {
  readonly raft: Protocol<RaftVocabulary>;
  readonly service: ReplicatedService<State, Message>;
  readonly rules: ReplicaRules<State>;
  readonly snapshotEvery: number | null;
  readonly maxStateBytes: number | null;
  readonly reads: NonNullable<ReplicaOptions['reads']>;
}

/** A step of a replica in the making. */
export class ReplicaTurn<State, Message = unknown> extends Turn<ReplicaVocabulary<State, Message>> {
  readonly parts: Parts<State, Message>;
  readonly choose: Choose;
  /** On whose behalf Raft is being asked: a client, or (by the number of its request) the server's own user. */
  private asker: Asker<Message> | number | null = null;
  /** A snapshot that Raft is to take over, once all that it has said so far was applied. */
  private due: Extract<RaftRequest, { kind: 'snapshot' }> | null = null;

  constructor(state: ReplicaState<State, Message>, parts: Parts<State, Message>, choose: Choose) {
    super(state);
    this.parts = parts;
    this.choose = choose;
  }

  /** Steps Raft, and consumes what it says. */
  stepRaft(event: Event<RaftVocabulary>): void {
    this.play(this.parts.raft.step(this.state.raft, event, this.choose));
  }

  play(step: Step<RaftVocabulary>): void {
    contain<ReplicaVocabulary<State, Message>, RaftVocabulary>(this, step, {
      keep: (raft) => {
        this.state.raft = raft;
      },
      message: (message) => message,
      timer: (timer) => timer,
      record: (record) => record,
      reply: (id, result) => this.hear(id, result),
      emit: (output) => this.take(output),
    });
    this.compact();
  }

  /** Compaction is a step of Raft, which may commit more: before the rest of a step was applied, that would come too early. */
  compactAt(index: number, pieces: readonly unknown[]): void {
    this.due = { kind: 'snapshot', index, pieces };
  }

  private compact(): void {
    const { due } = this;
    this.due = null;
    if (due !== null) this.ask(null, due, null);
  }

  /** Asks Raft for something that it answers at once. */
  ask(asker: Asker<Message> | number | null, request: RaftRequest, clock: Clock | null): void {
    this.asker = asker;
    this.stepRaft({ kind: 'request', id: synchronous, request, clock });
    this.asker = null;
  }

  /** Early: what it says is on the disks of a majority, or says nothing. Behind a write, a disk that fails would swallow it. */
  answer(asker: Asker<Message>, outcome: Outcome): void {
    if ('user' in asker) return this.replyEarly(asker.user, outcome);
    const answer = this.parts.service.answerTo(asker.message, outcome);
    if (answer !== null) this.sendEarly(asker.client, answer);
  }

  private hear(id: number, result: RaftResult): void {
    const { asker } = this;
    if (id !== synchronous) return this.parts.rules.answerQuery(this, id, result);
    // Early: that something has begun is no promise.
    if (typeof asker === 'number') return this.replyEarly(asker, result);
    if (asker === null) return ignore('a snapshot of its own');
    if (result.kind === 'started') this.parts.rules.awaitCommit(this, asker, result);
    else if (result.kind !== 'readable') this.answer(asker, outcomeOf(result));
  }

  private take(output: RaftOutput): void {
    if (output.kind === 'apply') this.parts.rules.apply(this, output.index, output.entry);
    else this.parts.rules.restore(this, output.snapshot);
  }
}

/** Requests that Raft answers within the step have this number; reads count from 0. */
const synchronous = -1;

const userRequestFields = { start: ['command'], submit: ['command'], ...adminFields };

function react<State, Message>(turn: ReplicaTurn<State, Message>, event: Event<ReplicaVocabulary<State, Message>>): void {
  if (event.kind === 'request') {
    const { id, request } = event;
    requireRequest('a Raft replica', request, userRequestFields);
    if (request.kind === 'submit') return turn.ask({ user: id, query: null }, { kind: 'start', command: request.command }, event.clock);
    return turn.ask(id, request, event.clock);
  }
  if (event.kind === 'timeout') return event.timer === 'errands' ? ignore('errands are looked at after each step') : turn.stepRaft({ ...event, timer: event.timer });
  if (event.kind !== 'message') return turn.stepRaft(event);
  const { from, message, clock } = event;
  if (isRaftMessage(message)) return turn.stepRaft({ kind: 'message', from, message, clock });
  const ask = turn.parts.service.askOf(message, turn.state.machine);
  if (ask === null) return ignore('a server asks nothing');
  serve(turn, { client: from, message, query: ask.kind === 'query' || ask.kind === 'glance' ? ask : null }, ask, clock);
}

function serve<State, Message>(turn: ReplicaTurn<State, Message>, asker: AskingClient<Message>, ask: Ask, clock: Clock | null): void {
  switch (ask.kind) {
    case 'submit':
      return turn.parts.rules.submit(turn, asker, ask.command, clock);
    case 'administer':
      requireAdminRequest(ask.request);
      return turn.ask(asker, ask.request, clock);
    case 'query':
      return turn.parts.rules.look(turn, asker, clock);
    case 'glance':
      return turn.answer(asker, doneWith(turn, asker, null));
    default:
      return unknownMessage('a Raft replica', ask);
  }
}

const raftKinds: ReadonlySet<string> = new Set<RaftMessage['kind']>([
  'requestVote',
  'requestVoteReply',
  'appendEntries',
  'appendEntriesReply',
  'installSnapshot',
  'installSnapshotReply',
  'timeoutNow',
]);

/** Is it between servers? */
export function isRaftMessage(message: unknown): message is RaftMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string' && raftKinds.has(message.kind);
}

/** The rules of a replica. */
export const replicaRules = <State>(): ReplicaRules<State> => ({ ...clientRules<State>(), ...applyRules<State>(), runErrands });

function runErrands<State>(turn: ReplicaTurn<State>, since: State | null): void {
  // Early: an errand speaks of what was applied, which is committed.
  for (const { to, message } of turn.parts.service.errands?.due(turn.state.machine, since, turn.choose) ?? []) turn.sendEarly(to, message);
}

const clientRules = <State>(): Pick<ReplicaRules<State>, 'submit' | 'look' | 'awaitCommit' | 'failWaiting' | 'answerQuery'> => ({
  submit: (turn, asker, command, clock) => turn.ask(asker, { kind: 'start', command }, clock),

  look(turn, asker, clock) {
    const { state, parts } = turn;
    switch (parts.reads) {
      case 'log':
        return turn.ask(asker, { kind: 'start', command: null }, clock);
      case 'stale':
        return turn.answer(asker, doneWith(turn, asker, null));
      case 'readIndex':
      case 'lease': {
        const id = state.nextRead++;
        state.queries = state.queries.set(id, asker);
        return turn.stepRaft({ kind: 'request', id, request: { kind: 'read' }, clock });
      }
    }
  },

  awaitCommit({ state }, asker, { index, term }) {
    state.submissions = state.submissions.set(index, { ...asker, term });
  },

  failWaiting(turn) {
    const { state } = turn;
    for (const asker of state.submissions.values()) turn.answer(asker, { kind: 'notLeader', leader: state.raft.leaderId, mayHappen: true });
    state.submissions = Dictionary.empty();
  },

  answerQuery(turn, id, result) {
    const { state } = turn;
    const asker = state.queries.get(id);
    if (asker === undefined) return ignore('answered before');
    state.queries = state.queries.delete(id);
    if (result.kind === 'readable') turn.answer(asker, doneWith(turn, asker, null));
    else if (result.kind !== 'started') turn.answer(asker, outcomeOf(result));
  },
});

const applyRules = <State>(): Pick<ReplicaRules<State>, 'apply' | 'restore' | 'bytesOf' | 'isSnapshotDue'> => ({
  apply(turn, index, entry) {
    const { state, parts } = turn;
    const { machine } = parts.service;
    const asker = state.submissions.get(index);
    state.submissions = state.submissions.delete(index);
    // A read through the log is an entry without a command.
    const hasEffect = entry.kind === 'command' && entry.command !== null;
    const applied = hasEffect ? machine.apply(state.machine, entry.command) : { state: state.machine, result: null };
    state.machine = applied.state;
    state.logBytes += parts.rules.bytesOf(turn, index, entry);
    if (asker !== undefined) turn.answer(asker, asker.term === entry.term ? doneWith(turn, asker, applied.result) : { kind: 'notLeader', leader: state.raft.leaderId, mayHappen: false });
    if (!parts.rules.isSnapshotDue(turn, index)) return;
    state.logBytes = 0;
    turn.compactAt(index, machine.snapshot(state.machine));
  },

  restore(turn, { pieces }) {
    turn.state.machine = turn.parts.service.machine.restore(pieces);
    turn.state.logBytes = 0;
  },

  bytesOf: ({ parts }, index, entry) => (parts.maxStateBytes === null ? 0 : sizeOf(recordOf(index, entry))),

  isSnapshotDue({ parts, state }, index) {
    const { snapshotEvery, maxStateBytes } = parts;
    return (snapshotEvery !== null && (index + 1) % snapshotEvery === 0) || (maxStateBytes !== null && state.logBytes > maxStateBytes);
  },
});

const recordOf = (index: number, entry: Entry): RaftRecord => ({ kind: 'entries', prevLogIndex: index - 1, entries: [entry] });

/** What Raft did not take leaves no trace. */
const outcomeOf = (result: Exclude<RaftResult, { kind: 'started' | 'readable' }>): Outcome => (result.kind === 'notLeader' ? { ...result, mayHappen: false } : result);

/** The result of a command, or what the state says to a query now. */
export function doneWith<State>({ parts, state }: ReplicaTurn<State>, { query }: Asker<unknown>, result: unknown): Outcome {
  return { kind: 'done', result: query === null ? result : parts.service.machine.query(state.machine, query.query) };
}
