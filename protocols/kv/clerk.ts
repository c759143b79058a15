/**
 * What the clerks of both editions share: one outstanding request, sent again with the same identity until it is answered.
 *
 * Three numbers identify what a clerk sends. The *session* names one life of the clerk and is drawn at random, so that what
 * an earlier life left in the network is not mistaken for the present one's. The *request* counts the requests of the
 * session, the *attempt* the sendings of one request; both from 1.
 */
import { Turn, assert, milliseconds, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, NodeId, Protocol, Step, Vocabulary } from '../../sim/core/index.ts';
import { ignore } from './ignore.ts';
import type { WrongLeader } from './wrong-leader.ts';

/** When a clerk asks again: after a pause drawn between `retryMin` and `retryMax`. */
export interface ClerkOptions {
  /** Pause before a request is sent again, in microseconds of the clerk's own clock. Default: 100 ms. */
  readonly retryMin?: number;
  /** Default: `retryMin`. */
  readonly retryMax?: number;
}

/** A request that its user waits for, and what identifies its newest sending. */
export interface Call<Request> {
  readonly id: number;
  readonly request: Request;
  readonly session: number;
  readonly number: number;
  readonly attempt: number;
}

export interface ClerkState<Request> {
  readonly self: NodeId;
  readonly servers: readonly NodeId[];
  /** Place in `servers` of the one that it takes for the leader. */
  readonly target: number;
  /** Place of the one that it has asked last of its own accord: hints do not count, or stale ones would send it in circles. */
  readonly searched: number;
  /** Null before the first request. */
  readonly session: number | null;
  /** Number of the newest request. */
  readonly newest: number;
  readonly call: Call<Request> | null;
  /** Asked for while a call was open, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: Request }[];
}

export interface ClerkVocabulary<Request, Result, Message> extends Vocabulary {
  readonly state: ClerkState<Request>;
  readonly message: Message;
  readonly timer: 'retry';
  readonly record: never;
  readonly request: Request;
  readonly result: Result;
  readonly output: never;
}

export type ClerkTurn<Request, Result, Message> = Turn<ClerkVocabulary<Request, Result, Message>>;

export interface ClerkRules<Request, Result, Message> {
  /** The name of this life: no other clerk's, and no earlier life's. */
  drawSession(choose: Choose, self: NodeId): number;
  /** The message that asks for it. */
  ask(call: Call<Request>): Message;
  /** What follows a call that got no answer in time: the same request, its next attempt. */
  again(call: Call<Request>): Call<Request>;
  /** Says the message that another server must be asked for this call? */
  redirectOf(call: Call<Request>, message: Message): WrongLeader | null;
  /** What the message says about the call; null where it is not an answer to it. */
  resultOf(call: Call<Request>, message: Message): Result | null;
  /** Hands the result to the user. */
  settle(turn: ClerkTurn<Request, Result, Message>, call: Call<Request>, result: Result): void;
}

export const sharedClerkRules = {
  /** Two of 100,000 sessions get the same name with a probability of 2 in 100,000. */
  drawSession: (choose: Choose): number => choose(2 ** 48),

  again: <Request>(call: Call<Request>): Call<Request> => ({ ...call, attempt: call.attempt + 1 }),

  settle<Request, Result, Message>(turn: ClerkTurn<Request, Result, Message>, call: Call<Request>, result: Result): void {
    turn.state.call = null;
    turn.cancelTimer('retry');
    turn.reply(call.id, result);
  },
} as const;

/** The server that it asks. */
export function targetOf({ servers, target }: Pick<ClerkState<unknown>, 'servers' | 'target'>): NodeId {
  const server = servers[target];
  assert(server !== undefined, 'a clerk asks one of its servers');
  return server;
}

/** What tells one kind of clerk from another. */
export interface ClerkKind<Request, Result, Message> {
  readonly name: string;
  readonly milestones: Readonly<Record<string, Milestone<ClerkVocabulary<Request, Result, Message>>>>;
  readonly rules: ClerkRules<Request, Result, Message>;
  readonly options: ClerkOptions;
}

/** A clerk of one server, or of replicas. It never gives up: an answer comes, or its user waits. */
export function clerk<Request, Result, Message>(
  kind: ClerkKind<Request, Result, Message>,
): Protocol<ClerkVocabulary<Request, Result, Message>> {
  const { name, milestones, rules, options } = kind;
  const steps = new ClerkSteps(rules, options);
  return {
    name,
    milestones,
    rules,
    assemble: (others: ClerkRules<Request, Result, Message>) => clerk({ ...kind, rules: others }),
    start: (self, nodes) => steps.start(self, nodes),
    step: (state, event, choose) => steps.step(state, event, choose),
  };
}

class ClerkSteps<Request, Result, Message> {
  readonly #rules: ClerkRules<Request, Result, Message>;
  readonly #options: ClerkOptions;

  constructor(rules: ClerkRules<Request, Result, Message>, options: ClerkOptions) {
    this.#rules = rules;
    this.#options = options;
  }

  start(self: NodeId, servers: readonly NodeId[]): Step<ClerkVocabulary<Request, Result, Message>> {
    assert(servers.length > 0, 'a clerk has a server');
    return { state: { self, servers, target: 0, searched: 0, session: null, newest: 0, call: null, waiting: [] }, effects: [] };
  }

  step(
    state: ClerkState<Request>,
    event: Event<ClerkVocabulary<Request, Result, Message>>,
    choose: Choose,
  ): Step<ClerkVocabulary<Request, Result, Message>> {
    const turn: ClerkTurn<Request, Result, Message> = new Turn(state);
    switch (event.kind) {
      case 'request':
        turn.state.waiting = [...state.waiting, { id: event.id, request: event.request }];
        break;
      case 'message':
        this.#handleMessage(turn, event.message);
        break;
      case 'timeout':
        this.#handleTimeout(turn);
        break;
      case 'stored':
      case 'storageFailed':
        ignore('a clerk stores nothing');
        break;
      default:
        unreachable(event);
    }
    this.#openNext(turn, choose);
    return turn.end();
  }

  #handleMessage(turn: ClerkTurn<Request, Result, Message>, message: Message): void {
    const { call } = turn.state;
    if (call === null) return ignore('no call is open: a late or repeated answer');
    const redirect = this.#rules.redirectOf(call, message);
    if (redirect !== null) return this.#follow(turn, call, redirect);
    const result = this.#rules.resultOf(call, message);
    if (result === null) return ignore('it answers an earlier call, or another life of this client');
    this.#rules.settle(turn, call, result);
  }

  #handleTimeout(turn: ClerkTurn<Request, Result, Message>): void {
    const { call } = turn.state;
    if (call === null) return ignore('no call is open');
    turn.state.searched = (turn.state.searched + 1) % turn.state.servers.length;
    turn.state.target = turn.state.searched;
    this.#transmit(turn, this.#rules.again(call));
  }

  /** Where a leader is named, at once; else the pause goes on, for there may be none. */
  #follow(turn: ClerkTurn<Request, Result, Message>, call: Call<Request>, { leader, mayHappen }: WrongLeader): void {
    const { state } = turn;
    const named = leader === null ? -1 : state.servers.indexOf(leader);
    if (mayHappen) state.call = this.#rules.again(call);
    if (named === -1) return ignore('nobody is known to lead: the next server is asked when the pause is over');
    state.target = named;
    // A sending that was not taken can be sent elsewhere as it is: nothing comes of it where it was.
    this.#transmit(turn, state.call ?? call);
  }

  #openNext(turn: ClerkTurn<Request, Result, Message>, choose: Choose): void {
    const { call, waiting } = turn.state;
    if (call !== null || waiting.length === 0) return;
    const [next] = waiting;
    if (next === undefined) return;
    const session = turn.state.session ?? this.#rules.drawSession(choose, turn.state.self);
    turn.state.session = session;
    turn.state.waiting = waiting.slice(1);
    this.#transmit(turn, { id: next.id, request: next.request, session, number: turn.state.newest + 1, attempt: 1 });
  }

  #transmit(turn: ClerkTurn<Request, Result, Message>, call: Call<Request>): void {
    const { retryMin = milliseconds(100), retryMax = retryMin } = this.#options;
    turn.state.call = call;
    turn.state.newest = call.number;
    turn.send(targetOf(turn.state), this.#rules.ask(call));
    turn.setTimer('retry', retryMin, retryMax);
  }
}
