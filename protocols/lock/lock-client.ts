import { Turn, assert, contain, milliseconds, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { versionedClerk } from '../kv/index.ts';
import type { ClerkOptions, VersionedClerkVocabulary, VersionedRequest, VersionedResult } from '../kv/index.ts';
import { ignore } from '../kv/ignore.ts';
import { free, lockRules } from './lock.ts';
import type { Locking, LockClientState, LockClientVocabulary, LockResult, LockRules, LockTask } from './lock.ts';
import { lockMilestones } from './milestones.ts';

/** When a lock client looks again, and how its clerk retries. */
export interface LockOptions {
  readonly clerk?: ClerkOptions;
  /** Pause before it looks again at a lock that another client holds, in microseconds. Default: 10 ms. */
  readonly pollMin?: number;
  /** Default: three times `pollMin`. */
  readonly pollMax?: number;
}

/** A client of named locks, with a versioned clerk inside. One request at a time; others wait in line. */
export function lockClient(options: LockOptions = {}): Protocol<LockClientVocabulary> {
  return assemble(options, lockRules);
}

function assemble(options: LockOptions, rules: LockRules): Protocol<LockClientVocabulary> {
  const steps = new LockSteps(rules, options);
  return {
    name: 'lockClient',
    milestones: lockMilestones,
    rules,
    assemble: (others: LockRules) => assemble(options, others),
    start: (self, nodes) => steps.start(self, nodes),
    step: (state, event, choose) => steps.step(state, event, choose),
  };
}

class LockTurn extends Turn<LockClientVocabulary> {
  readonly choose: Choose;

  constructor(state: LockClientState, choose: Choose) {
    super(state);
    this.choose = choose;
  }
}

class LockSteps {
  readonly #rules: LockRules;
  readonly #options: LockOptions;
  readonly #clerk: Protocol<VersionedClerkVocabulary>;

  constructor(rules: LockRules, options: LockOptions) {
    this.#rules = rules;
    this.#options = options;
    this.#clerk = versionedClerk(options.clerk);
  }

  start(self: NodeId, nodes: readonly NodeId[]): Step<LockClientVocabulary> {
    const clerk = this.#clerk.start(self, nodes, []).state;
    return { state: { clerk, holder: null, task: null, waiting: [], held: [] }, effects: [] };
  }

  step(state: LockClientState, event: Event<LockClientVocabulary>, choose: Choose): Step<LockClientVocabulary> {
    const turn = new LockTurn(state, choose);
    switch (event.kind) {
      case 'request':
        turn.state.waiting = [...state.waiting, { id: event.id, request: event.request }];
        break;
      case 'message':
        this.#stepClerk(turn, event);
        break;
      case 'timeout':
        if (event.timer === 'poll') this.#handlePoll(turn);
        else this.#stepClerk(turn, { ...event, timer: event.timer });
        break;
      case 'stored':
      case 'storageFailed':
        ignore('a client stores nothing');
        break;
      default:
        unreachable(event);
    }
    this.#beginNext(turn);
    return turn.end();
  }

  #beginNext(turn: LockTurn): void {
    const [next, ...others] = turn.state.waiting;
    if (turn.state.task !== null || next === undefined) return;
    turn.state.waiting = others;
    const { id, request } = next;
    switch (request.kind) {
      case 'acquire':
      case 'release':
        return this.#beginLocking(turn, { kind: 'locking', id, goal: request.kind, lock: request.lock, stage: 'looking' });
      case 'get':
      case 'put':
        turn.state.task = { kind: 'passing', id };
        return this.#ask(turn, request);
      default:
        return unreachable(request);
    }
  }

  #beginLocking(turn: LockTurn, task: Locking): void {
    turn.state.holder ??= this.#rules.drawHolder(turn.choose, turn.state.clerk.self);
    turn.state.held = turn.state.held.filter((lock) => lock !== task.lock);
    this.#look(turn, task);
  }

  #look(turn: LockTurn, task: Locking): void {
    turn.state.task = { ...task, stage: 'looking' };
    this.#ask(turn, { kind: 'get', key: task.lock });
  }

  #handlePoll(turn: LockTurn): void {
    const { task } = turn.state;
    if (task?.kind !== 'locking' || task.stage !== 'pausing') return ignore('it is not waiting for a lock');
    this.#look(turn, task);
  }

  #handleAnswer(turn: LockTurn, result: VersionedResult): void {
    const { task } = turn.state;
    assert(task !== null, 'the clerk answers what a task asked');
    if (task.kind === 'passing') return this.#finish(turn, task, result);
    if (result.kind === 'get') return this.#handleLook(turn, task, result);
    if (this.#rules.isSettled(task.goal, result.error)) return this.#finishLocking(turn, task);
    this.#look(turn, task);
  }

  #handleLook(turn: LockTurn, task: Locking, found: Extract<VersionedResult, { kind: 'get' }>): void {
    const { value, version } = found.error === 'OK' ? found : { value: free, version: 0 };
    const holder = turn.state.holder ?? free;
    const next = this.#rules.decide(task.goal, value, holder);
    switch (next) {
      case 'done':
        return this.#finishLocking(turn, task);
      case 'wait':
        return this.#pause(turn, task);
      case 'write':
        turn.state.task = { ...task, stage: 'writing' };
        return this.#ask(turn, { kind: 'put', key: task.lock, value: task.goal === 'acquire' ? holder : free, version });
      default:
        return unreachable(next);
    }
  }

  #pause(turn: LockTurn, task: Locking): void {
    const { pollMin = milliseconds(10), pollMax = 3 * pollMin } = this.#options;
    turn.state.task = { ...task, stage: 'pausing' };
    turn.setTimer('poll', pollMin, pollMax);
  }

  #finishLocking(turn: LockTurn, task: Locking): void {
    if (task.goal === 'release') return this.#finish(turn, task, { kind: 'released' });
    turn.state.held = [...turn.state.held, task.lock];
    this.#finish(turn, task, { kind: 'acquired' });
  }

  #finish(turn: LockTurn, { id }: LockTask, result: LockResult): void {
    turn.state.task = null;
    turn.reply(id, result);
  }

  #ask(turn: LockTurn, request: VersionedRequest): void {
    this.#stepClerk(turn, { kind: 'request', id: 0, request, clock: null });
  }

  #stepClerk(turn: LockTurn, event: Event<VersionedClerkVocabulary>): void {
    contain(turn, this.#clerk.step(turn.state.clerk, event, turn.choose), {
      keep: (clerk) => void (turn.state.clerk = clerk),
      message: (message) => message,
      timer: (timer) => timer,
      record: (never) => never,
      reply: (_id, result) => this.#handleAnswer(turn, result),
      emit: (never) => never,
    });
  }
}
