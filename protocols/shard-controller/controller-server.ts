import type { Protocol } from '../../sim/core/index.ts';
import { clerkService, raftClerk, replicate, sessionRules, withSessions } from '../raft/index.ts';
import type { ClerkMessage, ClerkRequest, RaftClerkOptions, RaftClerkVocabulary, ReplicatedService, ReplicaOptions, ReplicaVocabulary, SessionResult, SessionRules, Sessions } from '../raft/index.ts';
import type { ShardConfiguration } from './configuration.ts';
import { controllerMachine, controllerRules } from './controller.ts';
import type { ControllerCommand, ControllerQuery, ControllerResult, ControllerRules, ShardController, TrafficReport } from './controller.ts';

/** Everything that a replica of the controller can be told. */
export interface ControllerOptions extends ReplicaOptions {
  /** How many shards there are. Default: 10, as in the labs. */
  readonly shards?: number;
  /** Most sessions that are remembered. Default: 1,000. */
  readonly sessions?: number;
}

/** Asks whether there is a configuration of this number. Any replica that has it answers; the others say nothing. */
export interface Poll {
  readonly kind: 'poll';
  readonly number: number;
}

/** There is: this one. */
export interface Polled {
  readonly kind: 'polled';
  readonly configuration: ShardConfiguration;
}

/** What travels between the controller, its clerks, and groups that wait for the next configuration and say what they have to do. */
export type ControllerMessage = ClerkMessage | Poll | Polled | TrafficReport;

/** State of the machine of a replica of the controller. */
export type ControllerState = Sessions<ShardController, ControllerResult>;

/** Types of a replica of the controller. */
export type ShardControllerVocabulary = ReplicaVocabulary<ControllerState, ControllerMessage>;

/** One replica of the controller; each command of a session takes effect once. */
export function shardControllerServer({ shards = 10, sessions = 1_000, ...options }: ControllerOptions = {}): Protocol<ShardControllerVocabulary> {
  for (const [option, value] of Object.entries({ shards, sessions })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`option ${option} is ${value}: expected a whole number from 1`);
  }
  return replicate('shardControllerServer', controllerService(shards, sessions), options);
}

/** The rules of a replica of the controller, besides those of any replica. */
export interface ControllerServiceRules extends ControllerRules, SessionRules {}

type Result = SessionResult<ControllerResult>;

function controllerService(shards: number, sessions: number, rules: ControllerServiceRules = { ...controllerRules, ...sessionRules }): ReplicatedService<ControllerState, ControllerMessage, Result> {
  const clerks = clerkService(withSessions(controllerMachine(shards, rules), sessions, rules));
  return {
    machine: clerks.machine,
    rules,
    assemble: (others: ControllerServiceRules) => controllerService(shards, sessions, others),

    askOf(message, state) {
      if (message.kind === 'polled') return null;
      if (message.kind === 'report') return { kind: 'submit', command: { kind: 'repeatable', command: message } };
      // A configuration never changes once it is there: whoever has it may say so.
      return message.kind === 'poll' ? { kind: 'glance', query: { kind: 'exactly', number: message.number } } : clerks.askOf(message, state);
    },

    answerTo(message, outcome) {
      if (message.kind === 'polled' || message.kind === 'report') return null;
      return message.kind === 'poll' ? polled(outcome.kind === 'done' ? outcome.result : null) : clerks.answerTo(message, outcome);
    },
  };
}

function polled(result: Result | null): Polled | null {
  if (result?.kind !== 'executed' || result.result.kind !== 'configuration') return null;
  return { kind: 'polled', configuration: result.result.configuration };
}

/** An administrator of the controller, or whoever looks at it: it registers a session, and asks until it is answered. */
export function controllerClerk(options: Omit<RaftClerkOptions, 'registers'> = {}): Protocol<RaftClerkVocabulary> {
  return raftClerk({ ...options, registers: true });
}

/** What a user of the controller asks of a clerk. */
export function controllerRequest(asked: ControllerCommand | ControllerQuery): ClerkRequest {
  return asked.kind === 'query' || asked.kind === 'exactly' ? { kind: 'query', query: asked } : { kind: 'submit', command: asked };
}
