/** What a replica offers to its clients: a state machine, and the words in which it is asked and answers. */
import type { Choose, NodeId } from '../../sim/core/index.ts';
import { requireRequest } from './bad-input.ts';
import type { Machine } from './machine.ts';
import type { RaftRequest } from './raft.ts';

/** What an operator asks of a leader. */
export type AdminRequest = Extract<RaftRequest, { kind: 'transfer' | 'configure' }>;

/** The fields of each request of an operator. */
export const adminFields = { transfer: ['target'], configure: ['voters', 'learners'] } as const satisfies Readonly<Record<AdminRequest['kind'], readonly string[]>>;

/** Throws a `TypeError` for what no operator asks. */
export const requireAdminRequest = (request: AdminRequest): void => requireRequest('an operator of Raft', request, adminFields);

/** What a message asks for: a command to be applied, a look at the state, or something of Raft itself. */
export type Ask =
  | { readonly kind: 'submit'; readonly command: unknown }
  | { readonly kind: 'query'; readonly query: unknown }
  /** A look at what this server has, be it leader or not, new or old: for what never changes once it is there. */
  | { readonly kind: 'glance'; readonly query: unknown }
  | { readonly kind: 'administer'; readonly request: AdminRequest };

/** What became of it. Only `done` says that it was applied, or read. */
export type Outcome<Result = unknown> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'accepted' }
  /** `mayHappen`: it had been taken before leadership was lost, and a later leader may commit it. */
  | { readonly kind: 'notLeader'; readonly leader: NodeId | null; readonly mayHappen: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

/** A state machine for clients that speak `Message`. */
export interface ReplicatedService<State, Message, Result = unknown> {
  readonly machine: Machine<State, unknown, unknown, Result>;
  /** Null: this message asks for nothing, the state being what it is. */
  askOf(message: Message, state: State): Ask | null;
  /** Null: it is not answered. */
  answerTo(message: Message, outcome: Outcome<Result>): Message | null;
  /** What the leader does of its own accord; null: it only answers. */
  readonly errands?: Errands<State, Message> | null;
  /** What a leader's answer to a look leaves behind in the log, for looks that are counted: a command; null: nothing. */
  noteOf?(message: Message, choose: Choose): unknown;
  /** Named situations in the life of the state machine, for faults to be triggered by. */
  readonly milestones?: Readonly<Record<string, Situation<State>>>;
  /** The rules it was assembled from, if any: they are rules of its replicas. */
  readonly rules?: object;
  /** The same service with these rules in place of its own. */
  assemble?(rules: object): ReplicatedService<State, Message, Result>;
}

/** A named situation in the life of a state machine. */
export interface Situation<State> {
  holds(before: State, after: State): boolean;
}

/** A message that a leader sends to whoever has to do with its service. It promises nothing that is not committed. */
export interface Errand<Message> {
  readonly to: NodeId;
  readonly message: Message;
}

/**
 * What a leader does of its own accord, for as long as the state says that it is due: whoever leads next goes on with it. What comes
 * back is a message like any other, and may ask for a command.
 */
export interface Errands<State, Message> {
  /** Pause between two rounds, in microseconds. */
  readonly interval: number;
  /** What is due now; only what has become due since the state was `since`, unless that is null. */
  due(state: State, since: State | null, choose: Choose): readonly Errand<Message>[];
}

/** What a clerk asks of a server; `number` counts its requests, and the answer repeats it. */
export type ClientRequest = Exclude<Ask, { kind: 'glance' }> & { readonly session: number; readonly number: number };

/** What a server answers. Leadership that is lost is said too: whoever waits asks elsewhere. */
export interface Answer<Result = unknown> {
  readonly kind: 'answer';
  readonly session: number;
  readonly number: number;
  readonly outcome: Outcome<Result>;
}

/** What travels between clerks (`clerk.ts`) and servers. */
export type ClerkMessage<Result = unknown> = ClientRequest | Answer<Result>;

/** A state machine for clerks. */
export function clerkService<State, Result>(machine: Machine<State, unknown, unknown, Result>): ReplicatedService<State, ClerkMessage, Result> {
  return {
    machine,
    askOf: (message) => (message.kind === 'answer' ? null : message),
    answerTo: ({ session, number }, outcome) => ({ kind: 'answer', session, number, outcome }),
  };
}
