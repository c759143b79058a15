/**
 * A client of a replicated state machine: it looks for the leader, asks again until it is answered, and identifies what it asks, so that a
 * command takes effect once (paper, section 8). One request at a time.
 */
import { assert, milliseconds, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, NodeId, Protocol } from '../../sim/core/index.ts';
import { ignore } from './rules.ts';
import type { AdminRequest, Answer, ClerkMessage, ClientRequest, Outcome } from './service.ts';

/** What a user asks of a clerk. */
export type ClerkRequest =
  | { readonly kind: 'submit'; readonly command: unknown }
  | { readonly kind: 'query'; readonly query: unknown }
  | { readonly kind: 'administer'; readonly request: AdminRequest };

/** What a clerk tells its user. Only an operator is refused; commands and queries are asked for until they are done. */
export type ClerkResult = Extract<Outcome, { kind: 'done' | 'accepted' | 'refused' }>;

export interface RaftClerkOptions {
  /** How long it waits for an answer before it asks the next server, in microseconds. Default: 100 ms. */
  readonly patience?: number;
}

/** State of a clerk. */
export interface RaftClerkState {
  readonly servers: readonly NodeId[];
  /** Place in `servers` of the one that it takes for the leader. */
  readonly target: number;
  /** Null before the first request. */
  readonly session: number | null;
  /** Number of the newest request. */
  readonly newest: number;
  readonly call: { readonly id: number; readonly request: ClerkRequest; readonly sendings: number } | null;
  /** Asked for while a call was open, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: ClerkRequest }[];
}

export interface RaftClerkVocabulary {
  readonly state: RaftClerkState;
  readonly message: ClerkMessage;
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

type ClerkTurn = Turn<RaftClerkVocabulary>;

export interface RaftClerkRules {
  /** The message that asks for it. The number stays the same however often it is sent. */
  ask(session: number, number: number, request: ClerkRequest): ClientRequest;
  /** Is this the answer to the open call? */
  isAnswer(state: RaftClerkState, answer: Answer): boolean;
  /** Whom to ask after `outcome`, or (null) after no answer: a place among the servers. */
  nextTarget(state: RaftClerkState, outcome: Outcome | null): number;
}

export const raftClerkRules: RaftClerkRules = {
  ask(session, number, request) {
    switch (request.kind) {
      case 'submit':
        return { kind: 'submit', session, number, command: { session, number, command: request.command } };
      case 'query':
        return { kind: 'query', session, number, query: request.query };
      case 'administer':
        return { kind: 'administer', session, number, request: request.request };
      default:
        return unreachable(request);
    }
  },

  isAnswer: ({ session, newest }, answer) => answer.session === session && answer.number === newest,

  nextTarget({ servers, target }, outcome) {
    const hint = outcome?.kind === 'notLeader' && outcome.leader !== null ? servers.indexOf(outcome.leader) : -1;
    return hint === -1 ? (target + 1) % servers.length : hint;
  },
};

/** A client of a replica behind `withSessions`. It never gives up: an answer comes, or its user waits. */
export function raftClerk(options: RaftClerkOptions = {}, rules: RaftClerkRules = raftClerkRules): Protocol<RaftClerkVocabulary> {
  const { patience = milliseconds(100) } = options;
  return {
    name: 'raftClerk',
    milestones: raftClerkMilestones,
    rules,
    assemble: (others: RaftClerkRules) => raftClerk(options, others),
    start(_self, servers) {
      assert(servers.length > 0, 'a clerk has servers');
      return { state: { servers, target: 0, session: null, newest: 0, call: null, waiting: [] }, effects: [] };
    },
    step(state, event, choose) {
      const turn: ClerkTurn = new Turn(state);
      react(turn, rules, patience, event);
      openNext(turn, rules, patience, choose);
      return turn.end();
    },
  };
}

function react(turn: ClerkTurn, rules: RaftClerkRules, patience: number, event: Event<RaftClerkVocabulary>): void {
  const { state } = turn;
  switch (event.kind) {
    case 'request':
      state.waiting = [...state.waiting, { id: event.id, request: event.request }];
      return;
    case 'message':
      return event.message.kind === 'answer' ? handleAnswer(turn, rules, patience, event.message) : ignore('a clerk serves nobody');
    case 'timeout':
      state.target = rules.nextTarget(state, null);
      return transmit(turn, rules, patience);
    case 'stored':
    case 'storageFailed':
      return ignore('a clerk stores nothing');
    default:
      return unreachable(event);
  }
}

function handleAnswer(turn: ClerkTurn, rules: RaftClerkRules, patience: number, answer: Answer): void {
  const { state } = turn;
  const { call } = state;
  if (call === null || !rules.isAnswer(state, answer)) return ignore('it answers an earlier call, or another life of this client');
  const { outcome } = answer;
  if (outcome.kind !== 'notLeader' && (outcome.kind !== 'refused' || call.request.kind === 'administer')) return settle(turn, call.id, outcome);
  // Nobody knows of a leader: after a pause, the next one. Were it passed over here already, an even cluster would be asked by halves.
  if (outcome.kind !== 'notLeader' || outcome.leader === null) return ignore('the pause goes on');
  state.target = rules.nextTarget(state, outcome);
  transmit(turn, rules, patience);
}

function settle(turn: ClerkTurn, id: number, result: ClerkResult): void {
  turn.state.call = null;
  turn.cancelTimer('retry');
  turn.reply(id, result);
}

function openNext(turn: ClerkTurn, rules: RaftClerkRules, patience: number, choose: Choose): void {
  const { state } = turn;
  const [next, ...others] = state.waiting;
  if (state.call !== null || next === undefined) return;
  state.session ??= choose(2 ** 48);
  state.waiting = others;
  state.newest++;
  state.call = { ...next, sendings: 0 };
  transmit(turn, rules, patience);
}

function transmit(turn: ClerkTurn, rules: RaftClerkRules, patience: number): void {
  const { state } = turn;
  const target = state.servers[state.target];
  if (state.call === null || state.session === null || target === undefined) return ignore('nothing is open');
  state.call = { ...state.call, sendings: state.call.sendings + 1 };
  turn.send(target, rules.ask(state.session, state.newest, state.call.request));
  turn.setTimer('retry', patience);
}
