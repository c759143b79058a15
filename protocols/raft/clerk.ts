/**
 * A client of a replicated state machine behind `withSessions`: it looks for the leader, asks again until it is answered, and identifies
 * what it asks, so that a command takes effect once (paper, section 8; thesis 6.3). One request at a time.
 */
import { assert, milliseconds, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, NodeId, Protocol } from '../../sim/core/index.ts';
import { requireOption, requireOptions, requireRequest } from './bad-input.ts';
import { ignore } from './rules.ts';
import { requireAdminRequest } from './service.ts';
import type { AdminRequest, Answer, ClerkMessage, ClientRequest, Outcome } from './service.ts';
import type { SessionResult } from './sessions.ts';

/** What a user asks of a clerk. */
export type ClerkRequest =
  | { readonly kind: 'submit'; readonly command: unknown }
  | { readonly kind: 'query'; readonly query: unknown }
  | { readonly kind: 'administer'; readonly request: AdminRequest };

/** What a clerk tells its user. Only an operator is refused; commands and queries are asked for until they are done. */
export type ClerkResult =
  | { readonly kind: 'done'; readonly result: unknown }
  /** The session was forgotten: whether the command has taken effect is not known, but it will not any more. */
  | { readonly kind: 'expired' }
  | Extract<Outcome, { kind: 'accepted' | 'refused' }>;

/** What a machine behind `withSessions` says; null is said of a change of members, of which the machine knows nothing. */
type ClerkAnswer = SessionResult | null;

/** How a clerk asks. */
export interface RaftClerkOptions {
  /** How long it waits for an answer before it asks the next server, in microseconds. Default: 100 ms. */
  readonly patience?: number;
  /** The table of sessions is bounded: the clerk registers before its first command. Default: false. */
  readonly registers?: boolean;
}

/** State of a clerk. */
export interface RaftClerkState {
  readonly servers: readonly NodeId[];
  /** Place in `servers` of the one that it takes for the leader. */
  readonly target: number;
  /** Place of the last one that it asked of its own accord: the search goes on from there, wherever hints have led. */
  readonly searched: number;
  /** The name of this life, by which answers are known; null before the first request. */
  readonly life: number | null;
  /** The session of its commands: its life, or the number that it was given; null while it has none. */
  readonly session: number | null;
  /** Number of the newest request. */
  readonly newest: number;
  readonly call: { readonly id: number; readonly request: ClerkRequest; readonly sendings: number } | null;
  /** Asked for while a call was open, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: ClerkRequest }[];
}

/** Types of a clerk: it talks to replicas, and stores nothing. */
export interface RaftClerkVocabulary {
  readonly state: RaftClerkState;
  readonly message: ClerkMessage<ClerkAnswer>;
  readonly timer: 'retry';
  readonly record: never;
  readonly request: ClerkRequest;
  readonly result: ClerkResult;
  readonly output: never;
}

/** Named situations in the life of a clerk. */
export const raftClerkMilestones = {
  asksAgain: { holds: (before, _event, after) => before.call !== null && before.call.id === after.call?.id && after.call.sendings > before.call.sendings },
  settles: { holds: (before, _event, after) => before.call !== null && after.call?.id !== before.call.id },
} as const satisfies Readonly<Record<string, Milestone<RaftClerkVocabulary>>>;

export interface RaftClerkRules {
  /** The name of a life: not that of an earlier one, whose answers may still be under way. */
  drawLife(choose: Choose): number;
  /** The message that asks for it. The number stays the same however often it is sent. */
  ask(life: number, session: number, number: number, request: ClerkRequest): ClientRequest;
  /** The number of what is sent again. */
  numberAgain(newest: number): number;
  /** Is this the answer to the newest sending of the open call? */
  isAnswer(state: RaftClerkState, answer: Answer): boolean;
  /** Whom to ask after `outcome`, or (null) after no answer: a place among the servers. */
  nextTarget(state: RaftClerkState, outcome: Outcome | null): number;
  /** Who was asked does not lead, or not any more: nothing is known of what was asked. */
  redirect(turn: ClerkTurn, outcome: Extract<Outcome, { kind: 'notLeader' }>): void;
  /** Nothing has come of this sending. Of an earlier one something may: only an operator is told. */
  refuse(turn: ClerkTurn, outcome: Extract<Outcome, { kind: 'accepted' | 'refused' }>): void;
  /** The session was forgotten: whether its command has taken effect, nobody can tell any more. */
  expire(turn: ClerkTurn, id: number): void;
}

export const raftClerkRules: RaftClerkRules = {
  drawLife: (choose) => choose(2 ** 48),

  ask(life, session, number, request) {
    switch (request.kind) {
      case 'submit':
        return { kind: 'submit', session: life, number, command: { kind: 'command', session, number, command: request.command } };
      case 'query':
        return { kind: 'query', session: life, number, query: request.query };
      case 'administer':
        return { kind: 'administer', session: life, number, request: request.request };
      default:
        return unreachable(request);
    }
  },

  numberAgain: (newest) => newest,

  isAnswer: (state, answer) => answer.session === state.life && answer.number === (needsSession(state) ? registration : state.newest),

  nextTarget({ servers, searched }, outcome) {
    const hint = outcome?.kind === 'notLeader' && outcome.leader !== null ? servers.indexOf(outcome.leader) : -1;
    return hint === -1 ? (searched + 1) % servers.length : hint;
  },

  redirect(turn, outcome) {
    // Nobody knows of a leader: after a pause, the next one. Were it passed over here already, an even cluster would be asked by halves.
    if (outcome.leader === null) return ignore('the pause goes on');
    turn.state.target = turn.parts.rules.nextTarget(turn.state, outcome);
    turn.transmit();
  },

  refuse(turn, outcome) {
    const { call } = turn.state;
    if (call?.request.kind === 'administer') return turn.settle(call.id, outcome);
    ignore('the pause goes on');
  },

  expire(turn, id) {
    turn.state.session = null;
    turn.settle(id, { kind: 'expired' });
  },
};

/** The number of the message that asks for a session. */
const registration = 0;

const needsSession = ({ session, call }: RaftClerkState): boolean => session === null && call?.request.kind === 'submit';

/** A client of a replica behind `withSessions`. It never gives up: an answer comes, or its user waits. */
export function raftClerk(options: RaftClerkOptions = {}, rules: RaftClerkRules = raftClerkRules): Protocol<RaftClerkVocabulary> {
  const { patience = milliseconds(100), registers = false } = options;
  requireOptions('a Raft clerk', options, ['patience', 'registers']);
  requireOption(typeof registers === 'boolean', 'Raft clerk', 'registers', registers, 'true or false');
  requireOption(Number.isSafeInteger(patience) && patience >= 1, 'Raft clerk', 'patience', patience, 'a whole number from 1, in microseconds');
  return {
    name: 'raftClerk',
    milestones: raftClerkMilestones,
    rules,
    assemble: (others: RaftClerkRules) => raftClerk(options, others),
    start(_self, servers) {
      assert(servers.length > 0, 'a clerk has servers');
      return { state: { servers, target: 0, searched: 0, life: null, session: null, newest: 0, call: null, waiting: [] }, effects: [] };
    },
    step(state, event, choose) {
      const turn = new ClerkTurn(state, { patience, registers, rules });
      react(turn, event);
      openNext(turn, choose);
      return turn.end();
    },
  };
}

interface Parts {
  readonly patience: number;
  readonly registers: boolean;
  readonly rules: RaftClerkRules;
}

/** A step of a clerk in the making. */
export class ClerkTurn extends Turn<RaftClerkVocabulary> {
  readonly parts: Parts;

  constructor(state: RaftClerkState, parts: Parts) {
    super(state);
    this.parts = parts;
  }

  /** Sends what the open call needs next: a registration, or the request itself. */
  transmit(): void {
    const { servers, target, life, session, newest, call } = this.state;
    const server = servers[target];
    if (call === null || life === null || server === undefined) return ignore('nothing is open');
    this.state.call = { ...call, sendings: call.sendings + 1 };
    const register = { kind: 'submit', session: life, number: registration, command: { kind: 'register' } } as const;
    this.send(server, needsSession(this.state) ? register : this.parts.rules.ask(life, session ?? life, newest, call.request));
    this.setTimer('retry', this.parts.patience);
  }

  settle(id: number, result: ClerkResult): void {
    this.state.call = null;
    this.cancelTimer('retry');
    this.reply(id, result);
  }
}

function react(turn: ClerkTurn, event: Event<RaftClerkVocabulary>): void {
  const { state } = turn;
  switch (event.kind) {
    case 'request':
      requireClerkRequest(event.request);
      state.waiting = [...state.waiting, { id: event.id, request: event.request }];
      return;
    case 'message':
      return event.message.kind === 'answer' ? handleAnswer(turn, event.message) : ignore('a clerk serves nobody');
    case 'timeout':
      state.target = turn.parts.rules.nextTarget(state, null);
      state.searched = state.target;
      state.newest = turn.parts.rules.numberAgain(state.newest);
      return turn.transmit();
    case 'stored':
    case 'storageFailed':
      return ignore('a clerk stores nothing');
    default:
      return unreachable(event);
  }
}

const requestFields = { submit: ['command'], query: ['query'], administer: ['request'] } as const satisfies Readonly<Record<ClerkRequest['kind'], readonly string[]>>;

function requireClerkRequest(request: ClerkRequest): void {
  requireRequest('a Raft clerk', request, requestFields);
  if (request.kind === 'administer') requireAdminRequest(request.request);
}

function handleAnswer(turn: ClerkTurn, answer: Answer<ClerkAnswer>): void {
  const { state, parts } = turn;
  const { call } = state;
  if (call === null || !parts.rules.isAnswer(state, answer)) return ignore('it answers an earlier call, or another life of this client');
  const { outcome } = answer;
  if (outcome.kind === 'done') return handleDone(turn, call.id, outcome.result);
  if (outcome.kind === 'notLeader') return parts.rules.redirect(turn, outcome);
  parts.rules.refuse(turn, outcome);
}

function handleDone(turn: ClerkTurn, id: number, result: ClerkAnswer): void {
  if (result === null) return turn.settle(id, { kind: 'done', result });
  switch (result.kind) {
    case 'registered':
      turn.state.session = result.session;
      return turn.transmit();
    case 'executed':
      return turn.settle(id, { kind: 'done', result: result.result });
    case 'expired':
      // Else every command of such a clerk would expire, and a run in which nothing happens would pass.
      if (!turn.parts.registers) throw new TypeError('the table of sessions is bounded: its clerks register, raftClerk({ registers: true })');
      return turn.parts.rules.expire(turn, id);
    case 'overtaken':
      return ignore('a late answer: the newest command is never overtaken');
    default:
      throw new TypeError(`a Raft clerk talks to machines behind withSessions; this one answered ${JSON.stringify(result)}`);
  }
}

function openNext(turn: ClerkTurn, choose: Choose): void {
  const { state, parts } = turn;
  const [next, ...others] = state.waiting;
  if (state.call !== null || next === undefined) return;
  state.life ??= parts.rules.drawLife(choose);
  if (!parts.registers) state.session ??= state.life;
  state.waiting = others;
  state.newest++;
  state.call = { ...next, sendings: 0 };
  turn.transmit();
}
