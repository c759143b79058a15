import { contain, Dictionary, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, NodeId, Protocol } from '../../sim/core/index.ts';
import { clerk, sharedClerkRules } from '../kv/clerk.ts';
import type { ClerkVocabulary } from '../kv/clerk.ts';
import { ignore } from '../kv/ignore.ts';
import { versionedClerk } from '../kv/index.ts';
import type { ClerkOptions, VersionedClerkVocabulary, VersionedMessage, VersionedRequest, VersionedResult } from '../kv/index.ts';
import { formatConfiguration, parseConfiguration } from '../shard-controller/index.ts';
import type { ShardConfiguration } from '../shard-controller/index.ts';
import type { ShardChange, ShardChanged } from './group.ts';
import { beginningOf, currentKey, libraryRules, nextKey } from './library.ts';
import type { LibraryResult, LibraryRules, LibraryState, LibraryTask, LibraryVocabulary, Moving, Posted } from './library.ts';
import type { GroupMessage } from './messages.ts';
import { libraryMilestones } from './milestones.ts';

/** How the library is set up. */
export interface LibraryOptions {
  /** Servers of the key/value service in which configurations stand. */
  readonly controllers: readonly NodeId[];
  /** When its clerks ask again. */
  readonly clerk?: ClerkOptions;
}

type OrderVocabulary = ClerkVocabulary<ShardChange, ShardChanged, GroupMessage>;

/** A clerk of one group, for orders. */
const orderClerk = (options: ClerkOptions): Protocol<OrderVocabulary> =>
  clerk<ShardChange, ShardChanged, GroupMessage>({
    name: 'orderClerk',
    milestones: {},
    options,
    rules: {
      ...sharedClerkRules,
      ask: ({ session, number: request, request: change }) => ({ kind: 'steer', session, request, change }),
      redirectOf: ({ session, number }, message) => (message.kind === 'wrongLeader' && message.session === session && message.request === number ? message : null),
      resultOf: ({ session, number }, message) => (message.kind === 'steered' && message.session === session && message.request === number ? message.result : null),
    },
  });

/** A controller: whoever holds it may change configurations, beside others. One request at a time; others wait in line. */
export function controllerLibrary(options: LibraryOptions, rules: LibraryRules = libraryRules): Protocol<LibraryVocabulary> {
  const parts = { options, rules, store: versionedClerk(options.clerk ?? {}), orders: orderClerk(options.clerk ?? {}) };
  return {
    name: 'controllerLibrary',
    milestones: libraryMilestones,
    rules,
    assemble: (others: LibraryRules) => controllerLibrary(options, others),
    start(self) {
      const { controllers } = options;
      const [store, groups] = [parts.store.start(self, controllers, []).state, parts.orders.start(self, controllers, []).state];
      return { state: { store, groups, leaders: Dictionary.empty(), task: null, waiting: [] }, effects: [] };
    },
    step(state, event, choose) {
      const turn = new LibraryTurn(state, parts, choose);
      turn.react(event);
      turn.beginNext();
      return turn.end();
    },
  };
}

interface Parts {
  readonly options: LibraryOptions;
  readonly rules: LibraryRules;
  readonly store: Protocol<VersionedClerkVocabulary>;
  readonly orders: Protocol<OrderVocabulary>;
}

class LibraryTurn extends Turn<LibraryVocabulary> {
  private readonly parts: Parts;
  private readonly choose: Choose;

  constructor(state: LibraryState, parts: Parts, choose: Choose) {
    super(state);
    this.parts = parts;
    this.choose = choose;
  }

  react(event: Event<LibraryVocabulary>): void {
    switch (event.kind) {
      case 'request':
        this.state.waiting = [...this.state.waiting, { id: event.id, request: event.request }];
        return;
      case 'message':
        if (this.parts.options.controllers.includes(event.from)) return this.stepStore({ ...event, message: storeMessage.of(event.message) });
        return this.stepOrders({ ...event, message: groupMessage.of(event.message) });
      case 'timeout':
        return event.timer === 'retry' ? this.stepStore({ ...event, timer: 'retry' }) : this.stepOrders({ ...event, timer: 'retry' });
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
    switch (request.kind) {
      case 'initConfig':
        this.state.task = { kind: 'initialising', id };
        return this.put(currentKey, request.configuration, 0);
      case 'initController':
        return this.look(id, null);
      case 'changeConfigTo':
        return this.look(id, request.configuration);
      case 'query':
        this.state.task = { kind: 'querying', id };
        return this.askStore({ kind: 'get', key: currentKey });
      default:
        return unreachable(request);
    }
  }

  // ---- The steps of a change --------------------------------------------------------------------------------------------

  private look(id: number, goal: ShardConfiguration | null): void {
    this.state.task = { kind: 'looking', id, goal, current: null };
    this.askStore({ kind: 'get', key: currentKey });
  }

  private handleStore(result: VersionedResult): void {
    const { task } = this.state;
    switch (task?.kind) {
      case 'initialising':
        return this.finish({ kind: result.kind === 'put' && result.error === 'OK' ? 'initialised' : 'superseded' });
      case 'querying':
        return this.finish({ kind: 'configuration', configuration: postedIn(result)?.configuration ?? null });
      case 'looking':
        return task.current === null ? this.handleCurrent(task, postedIn(result)) : this.decide(task, task.current, postedIn(result) ?? { ...task.current, version: 0 });
      case 'posting':
        return this.handlePosting(task, result);
      case 'concluding':
        // Whatever the answer is: somebody has made it the current one.
        return this.finish({ kind: task.isOwn ? 'changed' : 'ready' });
      case 'moving':
      case undefined:
        return ignore('nobody has asked');
      default:
        return unreachable(task);
    }
  }

  private handleCurrent(task: Extract<LibraryTask, { kind: 'looking' }>, current: Posted | null): void {
    if (current === null) return this.finish({ kind: 'superseded' });
    this.state.task = { ...task, current };
    this.askStore({ kind: 'get', key: nextKey });
  }

  private decide({ id, goal }: Extract<LibraryTask, { kind: 'looking' }>, current: Posted, next: Posted): void {
    const { rules } = this.parts;
    if (!rules.areConsistent(current.configuration, next.configuration)) return this.look(id, goal);
    if (rules.isUnderWay(current.configuration, next.configuration)) {
      return rules.helps(goal) ? this.move(id, next.configuration, rules.versionToReplace(current), false) : this.finish({ kind: 'superseded' });
    }
    if (goal === null) return this.finish({ kind: 'ready' });
    if (!rules.follows(current.configuration, goal)) return this.finish({ kind: 'superseded' });
    this.state.task = { kind: 'posting', id, goal, current };
    this.put(nextKey, goal, rules.versionToReplace(next));
  }

  private handlePosting(task: Extract<LibraryTask, { kind: 'posting' }>, result: VersionedResult): void {
    const { id, goal, current } = task;
    const found = postedIn(result)?.configuration ?? null;
    const isThere = found !== null && formatConfiguration(found) === formatConfiguration(goal);
    const judged = result.kind === 'put' ? this.parts.rules.judgePosting(result.error) : isThere ? 'posted' : 'superseded';
    switch (judged) {
      case 'posted':
        return this.move(id, goal, this.parts.rules.versionToReplace(current), true);
      case 'superseded':
        return this.finish({ kind: 'superseded' });
      case 'unknown':
        return this.askStore({ kind: 'get', key: nextKey });
      default:
        return unreachable(judged);
    }
  }

  private move(id: number, goal: ShardConfiguration, version: number, isOwn: boolean): void {
    this.goOn({ kind: 'moving', id, goal, version, isOwn, ...beginningOf(goal) });
  }

  /** Gives the next order, or concludes. */
  private goOn(moving: Moving): void {
    const order = this.parts.rules.orderFor(moving);
    if (order === null) {
      this.state.task = { kind: 'concluding', id: moving.id, isOwn: moving.isOwn };
      return this.put(currentKey, moving.goal, moving.version);
    }
    const { gid, servers, change } = order;
    const target = Math.min(this.state.leaders.get(gid) ?? 0, servers.length - 1);
    this.state.task = moving;
    this.state.groups = { ...this.state.groups, servers, target, searched: target };
    this.stepOrders({ kind: 'request', id: gid, request: change, clock: null });
  }

  private handleOrder(gid: number, result: ShardChanged): void {
    const { task, leaders, groups } = this.state;
    if (task?.kind !== 'moving') return ignore('nobody has ordered it');
    this.state.leaders = leaders.set(gid, groups.target);
    const next = this.parts.rules.afterOrder(task, result);
    if (next === null) return this.finish({ kind: 'superseded' });
    this.goOn({ ...task, ...next });
  }

  // ---- Its clerks -------------------------------------------------------------------------------------------------------

  private finish(result: LibraryResult): void {
    const { task } = this.state;
    this.state.task = null;
    if (task !== null) this.reply(task.id, result);
  }

  private put(key: string, configuration: ShardConfiguration, version: number): void {
    this.askStore({ kind: 'put', key, value: formatConfiguration(configuration), version });
  }

  private askStore(request: VersionedRequest): void {
    this.stepStore({ kind: 'request', id: 0, request, clock: null });
  }

  private stepStore(event: Event<VersionedClerkVocabulary>): void {
    contain<LibraryVocabulary, VersionedClerkVocabulary>(this, this.parts.store.step(this.state.store, event, this.choose), {
      keep: (store) => void (this.state.store = store),
      message: (message) => message,
      timer: (timer) => timer,
      record: (never) => never,
      reply: (_id, result) => this.handleStore(result),
      emit: (never) => never,
    });
  }

  private stepOrders(event: Event<OrderVocabulary>): void {
    contain<LibraryVocabulary, OrderVocabulary>(this, this.parts.orders.step(this.state.groups, event, this.choose), {
      keep: (groups) => void (this.state.groups = groups),
      message: (message) => message,
      timer: () => 'order',
      record: (never) => never,
      reply: (gid, result) => this.handleOrder(gid, result),
      emit: (never) => never,
    });
  }
}

/** Null: there is no such key, or it was no get. */
const postedIn = (result: VersionedResult): Posted | null =>
  result.kind === 'get' && result.error === 'OK' ? { configuration: parseConfiguration(result.value), version: result.version } : null;

const storeMessage: { of(message: unknown): VersionedMessage } = {
  of(message: VersionedMessage) {
    return message;
  },
};

const groupMessage: { of(message: unknown): GroupMessage } = {
  of(message: GroupMessage) {
    return message;
  },
};
