import type { Protocol } from '../../sim/core/index.ts';
import { clerkService, raftClerk, replicate, sessionRules, withSessions } from '../raft/index.ts';
import type { ClerkMessage, ClerkRequest, RaftClerkOptions, RaftClerkVocabulary, ReplicatedService, ReplicaOptions, ReplicaVocabulary, SessionRules, Sessions } from '../raft/index.ts';
import { requireStoreRequest } from './bad-words.ts';
import { storeMachine, storeRules } from './store.ts';
import type { Store, StoreCommand, StoreQuery, StoreResult, StoreRules } from './store.ts';

/** Everything that a replica of the store can be told. */
export interface StoreOptions extends ReplicaOptions {
  /** Most sessions that are remembered. Default: 1,000. */
  readonly sessions?: number;
}

/** Types of a replica of the store. */
export type ReplicatedStoreVocabulary = ReplicaVocabulary<Sessions<Store, StoreResult>, ClerkMessage>;

/** One replica of the store, exactly once for each command of a session (MIT 6.824, labs 3 of 2022 and 4 of 2024). */
export function replicatedStoreServer({ sessions = 1_000, ...options }: StoreOptions = {}): Protocol<ReplicatedStoreVocabulary> {
  if (!Number.isSafeInteger(sessions) || sessions < 1) throw new RangeError(`the store's option sessions is ${sessions}: expected a whole number from 1`);
  return replicate('replicatedStoreServer', storeService(sessions), options);
}

/** The rules of a replica of the store, besides those of any replica. */
export interface StoreServiceRules extends StoreRules, SessionRules {}

/** The store as a state machine for clerks that have sessions: so many at most, or (null) any number, which need not register. */
export function storeService(sessions: number | null, rules: StoreServiceRules = { ...storeRules, ...sessionRules }): ReplicatedService<Sessions<Store, StoreResult>, ClerkMessage> {
  return { ...clerkService(withSessions(storeMachine(rules), sessions, rules)), rules, assemble: (others: StoreServiceRules) => storeService(sessions, others) };
}

/** A client of the replicated store: it registers a session, and asks until it is answered. */
export function storeClerk(options: Omit<RaftClerkOptions, 'registers'> = {}): Protocol<RaftClerkVocabulary> {
  return raftClerk({ ...options, registers: true });
}

/** What a user of the store asks of a clerk: looks are queries, everything else is a command. Throws a `TypeError` for what the store does not know. */
export function storeRequest(asked: StoreCommand | StoreQuery): ClerkRequest {
  requireStoreRequest(asked);
  return asked.kind === 'get' || asked.kind === 'scan' ? { kind: 'query', query: asked } : { kind: 'submit', command: asked };
}
