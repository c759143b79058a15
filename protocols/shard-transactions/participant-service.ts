import type { Choose } from '../../sim/core/index.ts';
import { clerkService, sessionRules, withSessions } from '../raft/index.ts';
import type { ClerkMessage, ReplicatedService, SessionResult, SessionRules, Sessions } from '../raft/index.ts';
import { store } from '../replicated-kv/index.ts';
import type { Shard } from '../shard-controller/index.ts';
import { sessionsDivisible } from '../shard-kv/index.ts';
import type { ContentErrand, Divisible, Operate, ShardService } from '../shard-kv/index.ts';
import { dividedParticipant, participantMachine, participantRules, unitedParticipant, waitingForLocks } from './participant.ts';
import type { Participant, ParticipantResult, ParticipantRules } from './participant.ts';
import type { Resolve, Resolved } from './transaction.ts';

/** What travels between a shard with transactions, its clients, and keys that wait for an outcome. */
type ParticipantMessage = ClerkMessage | Resolve | Resolved | Operate;

type Content = Sessions<Participant, ParticipantResult>;

interface TransactionalService extends ReplicatedService<Content, ParticipantMessage> {
  readonly divisible: Divisible;
  assemble(rules: object): TransactionalService;
  contentErrands(content: Content, shard: Shard, choose: Choose): readonly ContentErrand[];
}

/** The rules of a shard with transactions. */
export interface TransactionalRules extends ParticipantRules, SessionRules {
  /** A key that is locked asks for the outcome, now and then: whoever prepared it may be gone. */
  mayAsk(choose: Choose): boolean;
}

/**
 * A lock lasts so many rounds of its leader, on average, before anybody doubts that the coordinator is there: five seconds where these are a
 * tenth of one. Where all is so slow that transactions take longer, none would ever end.
 */
const patience = 50;

const transactionalRules: TransactionalRules = { ...participantRules, ...sessionRules, mayAsk: (choose) => choose(patience) === 0 };

/** A shard with transactions. */
export const transactionalShards: ShardService = transactionalService(transactionalRules);

function transactionalService(rules: TransactionalRules): TransactionalService {
  const clerks = clerkService<Content, SessionResult<ParticipantResult> | { readonly kind: 'locked' }>(waitingForLocks(withSessions(participantMachine(store, rules), null, rules), rules));
  return {
    machine: clerks.machine,
    rules,
    assemble: (others: TransactionalRules) => transactionalService(others),

    askOf(message, state) {
      switch (message.kind) {
        case 'resolve':
          return { kind: 'submit', command: { kind: 'repeatable', command: { kind: 'decide', key: message.home, transaction: message.transaction, outcome: 'aborted' } } };
        case 'resolved':
          return { kind: 'submit', command: { kind: 'repeatable', command: { kind: 'finish', key: message.key, transaction: message.transaction, outcome: message.outcome } } };
        case 'operate':
          return null;
        default:
          return clerks.askOf(message, state);
      }
    },

    answerTo(message, outcome) {
      if (message.kind === 'resolved' || message.kind === 'operate') return null;
      const result = outcome.kind === 'done' ? told.by(outcome.result) : null;
      // Whoever comes for a locked key asks again.
      if (message.kind !== 'resolve') return result?.kind === 'locked' || isLocked(result) ? null : clerks.answerTo(message, told.as(outcome));
      if (result?.kind !== 'executed' || result.result.kind !== 'decided') return null;
      return { kind: 'operate', shard: message.shard, message: { kind: 'resolved', key: message.key, transaction: message.transaction, outcome: result.result.outcome } };
    },

    divisible: sessionsDivisible({
      divide: (content, takes) => dividedParticipant(told.participant(content), takes),
      unite: (content, other) => unitedParticipant(told.participant(content), told.participant(other)),
    }),

    contentErrands: (content, shard, choose) => errandsFor(content, shard, rules, choose),
  };
}

function errandsFor({ machine: { locks } }: Content, shard: Shard, rules: TransactionalRules, choose: Choose): readonly ContentErrand[] {
  if (locks.size === 0) return [];
  return [...locks].flatMap(([key, { transaction, home }]) => (rules.mayAsk(choose) ? [{ key: home, message: { kind: 'resolve', home, key, shard, transaction } }] : []));
}

type Result = SessionResult<ParticipantResult> | { readonly kind: 'locked' };

const isLocked = (result: Result | null): boolean => result?.kind === 'executed' && result.result.kind === 'locked';

const told: { participant(content: unknown): Participant; by(result: unknown): Result; as(outcome: unknown): Parameters<ReturnType<typeof clerkService<Content, Result>>['answerTo']>[1]} = {
  by(result: Result) {
    return result;
  },
  participant(content: Participant) {
    return content;
  },
  as(outcome: Parameters<ReturnType<typeof clerkService<Content, Result>>['answerTo']>[1]) {
    return outcome;
  },
};
