/** A shard that takes part in transactions: a store whose keys can be locked, and at which outcomes are decided. */
import { Dictionary, unreachable } from '../../sim/core/index.ts';
import type { Applied, Machine, SessionCommand, Sessions } from '../raft/index.ts';
import type { Store, StoreChange, StoreQuery, StoreResult } from '../replicated-kv/index.ts';
import { isSameTransaction } from './transaction.ts';
import type { Part, TransactionAnswer, TransactionCommand, TransactionOutcome } from './transaction.ts';

/** The newest transaction of a coordinator whose outcome was decided at a key. */
export interface Decision {
  readonly number: number;
  readonly outcome: TransactionOutcome;
}

/** What a shard with transactions holds. */
export interface Participant {
  readonly store: Store;
  /** By key: the transaction that has it. */
  readonly locks: Dictionary<string, Part>;
  /** By home, and coordinator. */
  readonly decisions: Dictionary<string, Dictionary<number, Decision>>;
}

/** A change of one key, or a step of a transaction. */
export type ParticipantCommand = StoreChange | TransactionCommand;

/** `locked`: a transaction has the key, and nothing was done. */
export type ParticipantResult = StoreResult | TransactionAnswer | { readonly kind: 'locked' };

/** How a shard takes part in transactions. */
export interface ParticipantRules {
  /** May the key be given to this part of a transaction? */
  mayLock(holder: Part | null, part: Part): boolean;
  /** Must whoever comes for this key alone wait? */
  isLocked(participant: Participant, key: string): boolean;
  /** What is decided stands; null: nothing is, so that this is decided. */
  standing(decision: Decision | null, number: number): TransactionOutcome | null;
  /** What a transaction that ends so leaves of the key; null: what was there. */
  written(part: Part, outcome: TransactionOutcome): string | null;
  /** Does the lock end? */
  unlocks(holder: Part | null, command: Extract<TransactionCommand, { kind: 'finish' }>): boolean;
}

/** The rules of a participant. */
export const participantRules: ParticipantRules = {
  // Nobody waits for a lock, so nobody waits in a circle.
  mayLock: (holder, part) => holder === null || isSameTransaction(holder.transaction, part.transaction),

  isLocked: ({ locks }, key) => locks.has(key),

  standing(decision, number) {
    if (decision === null || decision.number < number) return null;
    // A coordinator goes on when all keys know the outcome: whoever asks for an earlier one has heard nothing but this.
    return decision.number === number ? decision.outcome : 'aborted';
  },

  written: ({ write }, outcome) => (outcome === 'applied' ? write : null),

  unlocks: (holder, { transaction }) => holder !== null && isSameTransaction(holder.transaction, transaction),
};

type ParticipantApplied = Applied<Participant, ParticipantResult>;

/** A store that takes part in transactions. */
export function participantMachine(store: Machine<Store>, rules: ParticipantRules = participantRules): Machine<Participant, ParticipantCommand, StoreQuery, ParticipantResult> {
  const valueOf = ({ store: { values } }: Participant, key: string): string | null => values.get(key)?.value ?? null;

  const apply = (state: Participant, command: ParticipantCommand): ParticipantApplied => {
    switch (command.kind) {
      case 'prepare':
        return prepare(state, command);
      case 'decide':
        return decide(state, command);
      case 'finish':
        return { state: finish(state, command), result: { kind: 'finished' } };
      case 'put':
      case 'append':
      case 'delete':
        return change(state, command);
      default:
        return unreachable(command);
    }
  };

  function change(state: Participant, command: StoreChange): ParticipantApplied {
    const applied = store.apply(state.store, command);
    return { state: { ...state, store: applied.state }, result: storeResult.of(applied.result) };
  }

  function prepare(state: Participant, { key, part }: Extract<TransactionCommand, { kind: 'prepare' }>): ParticipantApplied {
    const granted = rules.mayLock(state.locks.get(key) ?? null, part);
    const locks = granted ? state.locks.set(key, part) : state.locks;
    return { state: { ...state, locks }, result: { kind: 'vote', granted, value: granted ? valueOf(state, key) : null } };
  }

  function decide(state: Participant, { key, transaction: { coordinator, number }, outcome }: Extract<TransactionCommand, { kind: 'decide' }>): ParticipantApplied {
    const known = state.decisions.get(key) ?? Dictionary.empty<number, Decision>();
    const standing = rules.standing(known.get(coordinator) ?? null, number);
    if (standing !== null) return { state, result: { kind: 'decided', outcome: standing } };
    return { state: { ...state, decisions: state.decisions.set(key, known.set(coordinator, { number, outcome })) }, result: { kind: 'decided', outcome } };
  }

  function finish(state: Participant, command: Extract<TransactionCommand, { kind: 'finish' }>): Participant {
    const { key, outcome } = command;
    const part = state.locks.get(key) ?? null;
    if (part === null || !rules.unlocks(part, command)) return state;
    const value = rules.written(part, outcome);
    const after = value === null ? state : change(state, { kind: 'put', key, value }).state;
    return { ...after, locks: state.locks.delete(key) };
  }

  return {
    empty: { store: store.empty, locks: Dictionary.empty(), decisions: Dictionary.empty() },
    apply,
    query: (state, query) => ('key' in query && rules.isLocked(state, query.key) ? { kind: 'locked' } : storeResult.of(store.query(state.store, query))),
    snapshot: (state) => [state],
    restore: ([state]) => participantPiece.of(state),
  };
}

const only = <V>(values: Dictionary<string, V>, takes: (key: string) => boolean): Dictionary<string, V> => [...values.keys()].reduce((kept, key) => (takes(key) ? kept : kept.delete(key)), values);
const both = <V>(values: Dictionary<string, V>, others: Dictionary<string, V>): Dictionary<string, V> => [...others].reduce((all, [key, value]) => all.set(key, value), values);

/** What these keys have to do with: their values, the transactions that have them, and what was decided at them. */
export const dividedParticipant = ({ store: { values, revision }, locks, decisions }: Participant, takes: (key: string) => boolean): Participant => ({
  store: { values: only(values, takes), revision },
  locks: only(locks, takes),
  decisions: only(decisions, takes),
});

/** Two of them, of different keys. */
export const unitedParticipant = (one: Participant, other: Participant): Participant => ({
  store: { values: both(one.store.values, other.store.values), revision: Math.max(one.store.revision, other.store.revision) },
  locks: both(one.locks, other.locks),
  decisions: both(one.decisions, other.decisions),
});

/** The machine behind sessions, for which a change of a locked key has not been asked yet: it will be asked again. */
export function waitingForLocks<Result>(
  inner: Machine<Sessions<Participant, ParticipantResult>, SessionCommand<ParticipantCommand>, StoreQuery, Result>,
  rules: ParticipantRules,
): Machine<Sessions<Participant, ParticipantResult>, SessionCommand<ParticipantCommand>, StoreQuery, Result | { readonly kind: 'locked' }> {
  return {
    ...inner,
    apply: (state, command) => (isHeldUp(rules, state.machine, command) ? { state, result: { kind: 'locked' } } : inner.apply(state, command)),
  };
}

function isHeldUp(rules: ParticipantRules, participant: Participant, command: SessionCommand<ParticipantCommand>): boolean {
  if (command.kind === 'register') return false;
  const asked = command.command;
  const isStep = asked.kind === 'prepare' || asked.kind === 'decide' || asked.kind === 'finish';
  return !isStep && rules.isLocked(participant, asked.key);
}

const storeResult: { of(result: unknown): StoreResult } = {
  of(result: StoreResult) {
    return result;
  },
};

const participantPiece: { of(piece: unknown): Participant } = {
  of(piece: Participant) {
    return piece;
  },
};
