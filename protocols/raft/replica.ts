/**
 * A server that replicates a state machine with Raft: it passes events down, applies what Raft commits, and answers its
 * clients. It is the owner of a Raft server as the labs' service is of theirs.
 */
import { contain, Dictionary, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { requireOption, requireOptions, requireRequest } from './bad-input.ts';
import type { Machine } from './machine.ts';
import { raftMilestonesOf } from './milestones.ts';
import { raftOptionNames } from './options.ts';
import type { RaftOptions } from './options.ts';
import type { Entry, RaftMessage, RaftOutput, RaftRecord, RaftRequest, RaftResult, RaftState, RaftTimer, RaftVocabulary, Snapshot } from './raft.ts';
import { raftRules } from './raft-rules.ts';
import { ignore } from './rules.ts';
import type { RaftRules } from './rules.ts';
import { raftServer } from './server.ts';

/** What a client asks of a server; `number` counts its requests, and the answer repeats it. */
export type ClientRequest =
  | { readonly kind: 'submit'; readonly session: number; readonly number: number; readonly command: unknown }
  | { readonly kind: 'query'; readonly session: number; readonly number: number; readonly query: unknown }
  | { readonly kind: 'administer'; readonly session: number; readonly number: number; readonly request: AdminRequest };

/** What an operator asks of a leader. */
export type AdminRequest = Extract<RaftRequest, { kind: 'transfer' | 'configure' }>;

/** What a server answers. Leadership that is lost is said too: whoever waits asks elsewhere. */
export interface Answer {
  readonly kind: 'answer';
  readonly session: number;
  readonly number: number;
  readonly outcome: Outcome;
}

/** `done`: applied, or read. All others: not done here; a command may still be committed by a later leader. */
export type Outcome =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'notLeader'; readonly leader: NodeId | null }
  | { readonly kind: 'refused'; readonly reason: string };

/** What travels between servers and clients. */
export type ReplicaMessage = RaftMessage | ClientRequest | Answer;

/** Who waits for an answer. */
interface Asker {
  readonly client: NodeId;
  readonly session: number;
  readonly number: number;
}

export interface ReplicaState<State> {
  readonly raft: RaftState;
  readonly machine: State;
  /** By the index of the entry, and its term. */
  readonly submissions: Dictionary<number, Asker & { readonly term: number }>;
  /** By the number of the read. */
  readonly queries: Dictionary<number, Asker & { readonly query: unknown }>;
  /** Number of the next read. */
  readonly nextRead: number;
}

export interface ReplicaVocabulary<State> {
  readonly state: ReplicaState<State>;
  readonly message: ReplicaMessage;
  readonly timer: RaftTimer;
  readonly record: RaftRecord;
  /** Asked by whoever sits at the server itself: answered at once, as the labs' Start is. */
  readonly request: Extract<RaftRequest, { kind: 'start' | 'transfer' | 'configure' }>;
  readonly result: RaftResult;
  readonly output: never;
}

export interface ReplicaOptions extends Partial<RaftOptions> {
  /** A snapshot is taken when every so-many-th index minus one has been applied (9, 19, 29 for 10, as in the labs); null: never. */
  readonly snapshotEvery?: number | null;
}

export interface ReplicaRules<State> {
  /** An entry was committed: the state machine takes it, and whoever waits for it is answered. */
  apply(turn: ReplicaTurn<State>, index: number, entry: Entry): void;
  /** A snapshot takes the place of everything applied so far. */
  restore(turn: ReplicaTurn<State>, snapshot: Snapshot): void;
  /** Is it time to compact the log? */
  isSnapshotDue(index: number, snapshotEvery: number | null): boolean;
  /** What was waited for at a leader that is none any more is answered: somebody else must be asked. */
  failWaiting(turn: ReplicaTurn<State>): void;
  answerQuery(turn: ReplicaTurn<State>, id: number, result: RaftResult): void;
}

/** A replica of `machine`. Throws a `RangeError` for options that no server could run with. */
export function replica<State>(machine: Machine<State>, options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<State>> {
  requireOptions('a Raft replica', options, ['snapshotEvery', ...raftOptionNames]);
  const { snapshotEvery = null, ...raftOptions } = options;
  const isWhole = snapshotEvery === null || (Number.isSafeInteger(snapshotEvery) && snapshotEvery >= 1);
  requireOption(isWhole, 'Raft replica', 'snapshotEvery', snapshotEvery, 'a whole number from 1, or null');
  const assemble = (rules: RaftRules & ReplicaRules<State>): Protocol<ReplicaVocabulary<State>> => {
    const raft = raftServer(raftOptions, rules);
    const begin = (state: ReplicaState<State>, choose: Choose): ReplicaTurn<State> => new ReplicaTurn(state, { raft, machine, rules, snapshotEvery }, choose);
    return {
      name: 'raftReplica',
      readsClock: raft.readsClock ?? false,
      milestones: raftMilestonesOf<ReplicaVocabulary<State>>(({ raft: inner }) => inner),
      rules,
      assemble,
      start(self, nodes, disk) {
        const inner = raft.start(self, nodes, disk);
        const turn = begin({ raft: inner.state, machine: machine.empty, submissions: Dictionary.empty(), queries: Dictionary.empty(), nextRead: 0 }, () => 0);
        turn.play(inner);
        return turn.end();
      },
      step(state, event, choose) {
        const turn = begin(state, choose);
        react(turn, event);
        if (hasLost(state.raft, turn.state.raft)) rules.failWaiting(turn);
        return turn.end();
      },
    };
  };
  return assemble({ ...raftRules, ...replicaRules<State>() });
}

const hasLost = (before: RaftState, after: RaftState): boolean =>
  before.role === 'leader' && (after.role !== 'leader' || after.currentTerm !== before.currentTerm);

interface Replicated<State> {
  readonly raft: Protocol<RaftVocabulary>;
  readonly machine: Machine<State>;
  readonly rules: ReplicaRules<State>;
  readonly snapshotEvery: number | null;
}

/** A step of a replica in the making. */
export class ReplicaTurn<State> extends Turn<ReplicaVocabulary<State>> {
  readonly parts: Replicated<State>;
  private readonly choose: Choose;
  /** Who has asked for what Raft is being asked for. */
  private asker: Asker | null = null;
  private userId: number | null = null;

  constructor(state: ReplicaState<State>, parts: Replicated<State>, choose: Choose) {
    super(state);
    this.parts = parts;
    this.choose = choose;
  }

  /** Steps Raft, and consumes what it says. */
  stepRaft(event: Event<RaftVocabulary>): void {
    this.play(this.parts.raft.step(this.state.raft, event, this.choose));
  }

  play(step: Step<RaftVocabulary>): void {
    contain<ReplicaVocabulary<State>, RaftVocabulary>(this, step, {
      keep: (raft) => {
        this.state.raft = raft;
      },
      message: (message) => message,
      timer: (timer) => timer,
      record: (record) => record,
      reply: (id, result) => this.hear(id, result),
      emit: (output) => this.take(output),
    });
  }

  /** Asks Raft on behalf of a client. */
  askFor(asker: Asker, request: RaftRequest, event: Pick<Event<RaftVocabulary>, 'clock'>): void {
    this.asker = asker;
    this.stepRaft({ kind: 'request', id: synchronous, request, clock: event.clock });
    this.asker = null;
  }

  /** Asks Raft on behalf of the server's own user. */
  askForUser(id: number, request: RaftRequest, event: Pick<Event<RaftVocabulary>, 'clock'>): void {
    this.userId = id;
    this.stepRaft({ kind: 'request', id: synchronous, request, clock: event.clock });
    this.userId = null;
  }

  answer({ client, session, number }: Asker, outcome: Outcome): void {
    // Early: what it says is on the disks of a majority, or says nothing.
    this.sendEarly(client, { kind: 'answer', session, number, outcome });
  }

  private hear(id: number, result: RaftResult): void {
    if (id !== synchronous) return this.parts.rules.answerQuery(this, id, result);
    if (this.userId !== null) return this.reply(this.userId, result);
    if (this.asker === null) return ignore('a snapshot of its own');
    if (result.kind === 'started') this.state.submissions = this.state.submissions.set(result.index, { ...this.asker, term: result.term });
    else this.answer(this.asker, outcomeOf(result));
  }

  private take(output: RaftOutput): void {
    if (output.kind === 'apply') this.parts.rules.apply(this, output.index, output.entry);
    else this.parts.rules.restore(this, output.snapshot);
  }
}

/** Requests that Raft answers within the step have this number; reads count from 0. */
const synchronous = -1;

function outcomeOf(result: RaftResult): Outcome {
  switch (result.kind) {
    case 'accepted':
    case 'notLeader':
    case 'refused':
      return result;
    case 'started':
    case 'readable':
      return { kind: 'accepted' };
    default:
      return unreachable(result);
  }
}

const adminFields = { transfer: ['target'], configure: ['voters', 'learners'] } as const satisfies Readonly<Record<AdminRequest['kind'], readonly string[]>>;
const userRequestFields = { start: ['command'], ...adminFields };

/** Throws a `TypeError` for what no operator asks. */
export const requireAdminRequest = (request: AdminRequest): void => requireRequest('an operator of Raft', request, adminFields);

function react<State>(turn: ReplicaTurn<State>, event: Event<ReplicaVocabulary<State>>): void {
  if (event.kind === 'request') {
    requireRequest('a Raft replica', event.request, userRequestFields);
    return turn.askForUser(event.id, event.request, event);
  }
  if (event.kind !== 'message') return turn.stepRaft(event);
  const { from, message, clock } = event;
  switch (message.kind) {
    case 'submit':
      return turn.askFor({ client: from, session: message.session, number: message.number }, { kind: 'start', command: message.command }, event);
    case 'administer':
      requireAdminRequest(message.request);
      return turn.askFor({ client: from, session: message.session, number: message.number }, message.request, event);
    case 'query':
      return askToRead(turn, { client: from, session: message.session, number: message.number, query: message.query }, event);
    case 'answer':
      return ignore('a server asks nothing');
    default:
      return turn.stepRaft({ kind: 'message', from, message, clock });
  }
}

function askToRead<State>(turn: ReplicaTurn<State>, query: Asker & { readonly query: unknown }, { clock }: Pick<Event<RaftVocabulary>, 'clock'>): void {
  const id = turn.state.nextRead++;
  turn.state.queries = turn.state.queries.set(id, query);
  turn.stepRaft({ kind: 'request', id, request: { kind: 'read' }, clock });
}

/** The rules of a replica. */
export const replicaRules = <State>(): ReplicaRules<State> => ({
  apply(turn, index, entry) {
    const { state, parts } = turn;
    const asker = state.submissions.get(index);
    state.submissions = state.submissions.delete(index);
    const applied = entry.kind === 'command' ? parts.machine.apply(state.machine, entry.command) : { state: state.machine, result: null };
    state.machine = applied.state;
    if (asker !== undefined) turn.answer(asker, asker.term === entry.term ? { kind: 'done', result: applied.result } : { kind: 'notLeader', leader: state.raft.leaderId });
    if (!parts.rules.isSnapshotDue(index, parts.snapshotEvery)) return;
    const request: RaftRequest = { kind: 'snapshot', index, pieces: parts.machine.snapshot(state.machine) };
    turn.stepRaft({ kind: 'request', id: synchronous, request, clock: null });
  },

  restore(turn, { pieces }) {
    turn.state.machine = turn.parts.machine.restore(pieces);
  },

  isSnapshotDue: (index, snapshotEvery) => snapshotEvery !== null && (index + 1) % snapshotEvery === 0,

  failWaiting(turn) {
    const { state } = turn;
    for (const asker of state.submissions.values()) turn.answer(asker, { kind: 'notLeader', leader: state.raft.leaderId });
    state.submissions = Dictionary.empty();
  },

  answerQuery(turn, id, result) {
    const { state, parts } = turn;
    const asker = state.queries.get(id);
    if (asker === undefined) return ignore('answered before');
    state.queries = state.queries.delete(id);
    turn.answer(asker, result.kind === 'readable' ? { kind: 'done', result: parts.machine.query(state.machine, asker.query) } : outcomeOf(result));
  },
});
