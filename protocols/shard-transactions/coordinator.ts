/**
 * A client that makes transactions over keys of several shards: it prepares one key after the other, has the outcome decided at the first of
 * them, and tells it to all. Where a key is locked by another transaction, it gives up what it has and begins anew after a pause.
 */
import { assert, contain, milliseconds, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, Protocol, Vocabulary } from '../../sim/core/index.ts';
import { ignore } from '../kv/ignore.ts';
import type { ClerkRequest, ClerkResult } from '../raft/index.ts';
import { shardStoreClerk } from '../shard-kv/index.ts';
import type { ShardClerkOptions, ShardClerkState, ShardClerkVocabulary } from '../shard-kv/index.ts';
import type { Transaction, TransactionAnswer, TransactionCommand, TransactionId, TransactionOutcome, TransactionResult } from './transaction.ts';

/** What a user asks: a transaction, or what a client of the sharded store can be asked. */
export type CoordinatorRequest = { readonly kind: 'transaction'; readonly transaction: Transaction } | ClerkRequest;

/** What the user is told. */
export type CoordinatorAnswer = { readonly kind: 'transaction'; readonly result: TransactionResult } | ClerkResult;

/** A transaction on its way. */
export interface Transacting {
  readonly kind: 'transacting';
  readonly id: number;
  readonly transaction: Transaction;
  readonly name: TransactionId;
  readonly stage: 'preparing' | 'deciding' | 'finishing' | 'pausing';
  /** All its keys, in the order in which they are prepared; the first is the home. */
  readonly keys: readonly string[];
  /** Place of the key that is being prepared or told. */
  readonly at: number;
  /** What the keys had that are prepared. */
  readonly values: readonly (string | null)[];
  readonly outcome: TransactionOutcome;
}

/** State of a coordinator. */
export interface CoordinatorState {
  readonly clerk: ShardClerkState;
  /** The name of this life; null before the first transaction. */
  readonly coordinator: number | null;
  /** Number of the newest transaction. */
  readonly newest: number;
  readonly task: Transacting | { readonly kind: 'passing'; readonly id: number } | null;
  /** Asked for while a task was worked on, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: CoordinatorRequest }[];
}

/** Types of a coordinator. */
export interface CoordinatorVocabulary extends Vocabulary {
  readonly state: CoordinatorState;
  readonly message: unknown;
  readonly timer: ShardClerkVocabulary['timer'] | 'begin';
  readonly record: never;
  readonly request: CoordinatorRequest;
  readonly result: CoordinatorAnswer;
  readonly output: never;
}

/** How a coordinator works. */
export interface CoordinatorRules {
  /** The name of a life: no other coordinator's, and no earlier life's. */
  drawCoordinator(choose: Choose): number;
  /** In which order keys are prepared: the first is the home. */
  keysOf(transaction: Transaction): readonly string[];
  /** How a transaction ends that has all its keys. */
  outcomeFor(transaction: Transaction, valueOf: (key: string) => string | null): TransactionOutcome;
  /** The outcome that all keys are told: the home's word counts, whatever the coordinator wanted. */
  decided(wanted: TransactionOutcome, told: TransactionOutcome): TransactionOutcome;
}

/** The rules of a coordinator. */
export const coordinatorRules: CoordinatorRules = {
  drawCoordinator: (choose) => choose(2 ** 48),

  keysOf: ({ compare, reads, writes }) => [...new Set([...compare.map(([key]) => key), ...reads, ...writes.map(([key]) => key)])].toSorted((a, b) => (a < b ? -1 : 1)),

  outcomeFor: ({ compare }, valueOf) => (compare.every(([key, value]) => valueOf(key) === value) ? 'applied' : 'observed'),

  decided: (_wanted, told) => told,
};

const enters = (stage: Transacting['stage']): Milestone<CoordinatorVocabulary> => ({
  holds: ({ task: before }, _event, { task: after }) => after?.kind === 'transacting' && after.stage === stage && !(before?.kind === 'transacting' && before.stage === stage),
});

/** Named situations in the life of a coordinator. */
export const coordinatorMilestones = {
  prepares: enters('preparing'),
  decides: enters('deciding'),
  finishes: enters('finishing'),
  givesUp: enters('pausing'),
} as const satisfies Readonly<Record<string, Milestone<CoordinatorVocabulary>>>;

/** A client of a sharded store with transactions. It never gives up for good: an answer comes, or its user waits. */
export function transactionClerk(options: ShardClerkOptions, rules: CoordinatorRules = coordinatorRules): Protocol<CoordinatorVocabulary> {
  const clerk = shardStoreClerk(options);
  return {
    name: 'transactionClerk',
    milestones: coordinatorMilestones,
    rules,
    assemble: (others: CoordinatorRules) => transactionClerk(options, others),
    start: (self, nodes) => ({ state: { clerk: clerk.start(self, nodes, []).state, coordinator: null, newest: 0, task: null, waiting: [] }, effects: [] }),
    step(state, event, choose) {
      const turn = new CoordinatorTurn(state, clerk, rules, choose);
      turn.react(event);
      turn.beginNext();
      return turn.end();
    },
  };
}

/** Pause after a key was refused, in microseconds: drawn up to three times as long, so that two do not meet for ever. */
const pauseMin = milliseconds(20);

class CoordinatorTurn extends Turn<CoordinatorVocabulary> {
  private readonly clerk: Protocol<ShardClerkVocabulary>;
  private readonly rules: CoordinatorRules;
  private readonly choose: Choose;

  constructor(state: CoordinatorState, clerk: Protocol<ShardClerkVocabulary>, rules: CoordinatorRules, choose: Choose) {
    super(state);
    this.clerk = clerk;
    this.rules = rules;
    this.choose = choose;
  }

  react(event: Event<CoordinatorVocabulary>): void {
    switch (event.kind) {
      case 'request':
        this.state.waiting = [...this.state.waiting, { id: event.id, request: event.request }];
        return;
      case 'message':
        return this.stepClerk(event);
      case 'timeout':
        return event.timer === 'begin' ? this.handleBegin() : this.stepClerk({ ...event, timer: event.timer });
      case 'stored':
      case 'storageFailed':
        return ignore('a client stores nothing');
      default:
        return unreachable(event);
    }
  }

  beginNext(): void {
    const [next, ...others] = this.state.waiting;
    if (this.state.task !== null || next === undefined) return;
    this.state.waiting = others;
    const { id, request } = next;
    if (request.kind === 'transaction') return this.begin(id, request.transaction);
    this.state.task = { kind: 'passing', id };
    this.ask(request);
  }

  // ---- One transaction --------------------------------------------------------------------------------------------------

  private begin(id: number, transaction: Transaction): void {
    this.state.coordinator ??= this.rules.drawCoordinator(this.choose);
    this.state.newest++;
    const name = { coordinator: this.state.coordinator, number: this.state.newest };
    const keys = this.rules.keysOf(transaction);
    const task: Transacting = { kind: 'transacting', id, transaction, name, stage: 'preparing', keys, at: 0, values: [], outcome: 'aborted' };
    if (keys.length === 0) return this.conclude({ ...task, outcome: 'applied' });
    this.prepare(task);
  }

  private handleBegin(): void {
    const { task } = this.state;
    if (task?.kind !== 'transacting' || task.stage !== 'pausing') return ignore('it has begun already');
    this.begin(task.id, task.transaction);
  }

  private prepare(task: Transacting): void {
    const { transaction, name, keys, at } = task;
    const [key, home] = [keyAt(task), keys[0] ?? ''];
    const write = transaction.writes.findLast(([written]) => written === key)?.[1] ?? null;
    this.go({ ...task, at }, { kind: 'prepare', key, part: { transaction: name, home, write } });
  }

  private handleVote(task: Transacting, granted: boolean, value: string | null): void {
    if (!granted) return this.tell({ ...task, stage: 'finishing', outcome: 'aborted', keys: task.keys.slice(0, task.at), at: 0 });
    const next = { ...task, values: [...task.values, value], at: task.at + 1 };
    if (next.at < next.keys.length) return this.prepare(next);
    const outcome = this.rules.outcomeFor(task.transaction, (key) => next.values[next.keys.indexOf(key)] ?? null);
    this.go({ ...next, stage: 'deciding', outcome, at: 0 }, { kind: 'decide', key: next.keys[0] ?? '', transaction: next.name, outcome });
  }

  /** Tells the next key how it ends; when all know, it has ended. */
  private tell(task: Transacting): void {
    const { name: transaction, outcome } = task;
    if (task.at < task.keys.length) return this.go(task, { kind: 'finish', key: keyAt(task), transaction, outcome });
    if (outcome !== 'aborted') return this.conclude(task);
    this.state.task = { ...task, stage: 'pausing' };
    this.setTimer('begin', pauseMin, 3 * pauseMin);
  }

  private conclude({ id, keys, values, outcome }: Transacting): void {
    this.state.task = null;
    this.reply(id, { kind: 'transaction', result: { succeeded: outcome === 'applied', values: keys.map((key, i) => [key, values[i] ?? null]) } });
  }

  private handleAnswer(result: ClerkResult): void {
    const { task } = this.state;
    if (task?.kind !== 'transacting') return this.pass(task, result);
    assert(result.kind === 'done', 'steps of transactions are never refused, and sessions not forgotten', () => result.kind);
    const answer = transactionAnswer.of(result.result);
    switch (answer.kind) {
      case 'vote':
        return this.handleVote(task, answer.granted, answer.value);
      case 'decided':
        return this.tell({ ...task, stage: 'finishing', outcome: this.rules.decided(task.outcome, answer.outcome), at: 0 });
      case 'finished':
        return this.tell({ ...task, at: task.at + 1 });
      default:
        return unreachable(answer);
    }
  }

  private pass(task: { readonly id: number } | null, result: ClerkResult): void {
    if (task === null) return ignore('nobody waits for it');
    this.state.task = null;
    this.reply(task.id, result);
  }

  // ---- Its clerk --------------------------------------------------------------------------------------------------------

  private go(task: Transacting, command: TransactionCommand): void {
    this.state.task = task;
    this.ask({ kind: 'submit', command });
  }

  private ask(request: ClerkRequest): void {
    this.stepClerk({ kind: 'request', id: 0, request, clock: null });
  }

  private stepClerk(event: Event<ShardClerkVocabulary>): void {
    contain<CoordinatorVocabulary, ShardClerkVocabulary>(this, this.clerk.step(this.state.clerk, event, this.choose), {
      keep: (clerk) => void (this.state.clerk = clerk),
      message: (message) => message,
      timer: (timer) => timer,
      record: (never) => never,
      reply: (_id, result) => this.handleAnswer(clerkResult.of(result)),
      emit: (never) => never,
    });
  }
}

function keyAt({ keys, at }: Transacting): string {
  const key = keys[at];
  assert(key !== undefined, 'a transaction has a key for each of its steps', () => String(at));
  return key;
}

const transactionAnswer: { of(result: unknown): TransactionAnswer } = {
  of(result: TransactionAnswer) {
    return result;
  },
};

const clerkResult: { of(result: unknown): ClerkResult } = {
  of(result: ClerkResult) {
    return result;
  },
};
