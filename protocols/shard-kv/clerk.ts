/**
 * A client of a sharded service: it knows a configuration, asks the group that has the shard, and looks for a newer configuration where that
 * group does not have it (any more, or not yet). Inside is a clerk of a single service, which is sent from group to group, and which knows
 * how to find a leader and how to ask again.
 */
import { contain, Dictionary, milliseconds, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, NodeId, Protocol, Step } from '../../sim/core/index.ts';
import { ignore } from '../kv/ignore.ts';
import { serversOf } from '../shard-controller/index.ts';
import type { Shard, ShardConfiguration } from '../shard-controller/index.ts';
import type { Routed, RoutedVocabulary, ShardClerkKind, ShardClerkState, ShardClerkVocabulary, ShardTask, SingleClerk } from './clerk-words.ts';
import type { GroupMessage } from './messages.ts';

/** How a sharded clerk finds its way. */
export interface ShardClerkRules {
  /** Is what was found to be used from now on? */
  isNewer(known: ShardConfiguration | null, found: ShardConfiguration): boolean;
  /** Who is asked; null: nobody has the shard. */
  routeOf(configuration: ShardConfiguration, shard: Shard): readonly NodeId[] | null;
  /** Is the message, perhaps an earlier sending of it, about the request that is worked on? */
  isAbout(task: ShardTask, message: unknown, single: SingleClerk): boolean;
  /** The group does not have the shard: the newest configuration is looked for. */
  lookAgain(turn: ShardClerkTurn, task: ShardTask): void;
  /** So many sendings, and none of so many servers says anything: has the shard left them? They are asked on meanwhile. */
  isInVain(unanswered: number, servers: number): boolean;
}

/** The rules of a sharded clerk. */
export const shardClerkRules: ShardClerkRules = {
  isNewer: (known, found) => known === null || found.number > known.number,
  routeOf: (configuration, shard) => serversOf(configuration, shard),
  // Any sending: where answers take longer than the clerk waits, none is ever about the newest one.
  isAbout: ({ sent }, message, single) => sent !== null && single.isSame(sent, message),
  lookAgain: (turn, task) => turn.look(task),
  isInVain: (unanswered, servers) => unanswered % servers === 0,
};

const isFor = (stage: ShardTask['stage']): Milestone<ShardClerkVocabulary> => ({ holds: ({ task: before }, _event, { task: after }) => after?.stage === stage && before?.stage !== stage });

/** Named situations in the life of a sharded clerk. */
export const shardClerkMilestones = {
  looksForConfiguration: isFor('looking'),
  pauses: isFor('pausing'),
  seesNewConfiguration: { holds: (before, _event, after) => before.configuration !== null && before.configuration !== after.configuration },
} as const satisfies Readonly<Record<string, Milestone<ShardClerkVocabulary>>>;

/** A client of a sharded service. It never gives up: an answer comes, or its user waits. */
export function shardClerk(kind: ShardClerkKind, rules: ShardClerkRules = shardClerkRules): Protocol<ShardClerkVocabulary> {
  const { name, single, directory } = kind;
  return {
    name,
    milestones: shardClerkMilestones,
    rules: { ...single.protocol.rules, ...rules },
    assemble: (others: ShardClerkRules) => shardClerk({ ...kind, single: { ...single, protocol: single.protocol.assemble?.(others) ?? single.protocol } }, others),
    start(self) {
      // Its servers are those of whichever group it is sent to.
      const idle = single.protocol.start(self, directory.servers, []).state;
      const library = directory.protocol.start(self, directory.servers, []).state;
      return { state: { single: idle, directory: library, configuration: null, leaders: Dictionary.empty(), task: null, isLooking: false, waiting: [] }, effects: [] };
    },
    step(state, event, choose) {
      const turn = new ShardClerkTurn(state, kind, rules, choose);
      react(turn, event);
      turn.beginNext();
      return turn.end();
    },
  };
}

/** A step of a sharded clerk in the making. */
export class ShardClerkTurn extends Turn<ShardClerkVocabulary> {
  readonly kind: ShardClerkKind;
  readonly rules: ShardClerkRules;
  private readonly choose: Choose;

  constructor(state: ShardClerkState, kind: ShardClerkKind, rules: ShardClerkRules, choose: Choose) {
    super(state);
    this.kind = kind;
    this.rules = rules;
    this.choose = choose;
  }

  beginNext(): void {
    const [next, ...others] = this.state.waiting;
    if (this.state.task !== null || next === undefined) return;
    this.state.waiting = others;
    this.route({ ...next, stage: 'asking', sent: null, unanswered: 0 });
  }

  /** Asks the group that has the shard, by the configuration that is known. */
  route(task: ShardTask): void {
    const { configuration } = this.state;
    if (configuration === null) return this.look(task);
    const shard = this.shardOf(configuration, task);
    const servers = this.rules.routeOf(configuration, shard);
    if (servers === null) return this.pause(task);
    const target = Math.min(this.state.leaders.get(configuration.shards.get(shard) ?? 0) ?? 0, servers.length - 1);
    this.state.single = { ...this.state.single, servers, target, searched: target };
    this.state.task = { ...task, stage: 'asking', unanswered: 0 };
    const leader = servers[target];
    if (task.sent === null) this.stepSingle({ kind: 'request', id: 0, request: task.request, clock: null });
    else if (leader !== undefined) this.stepSingle({ kind: 'message', from: leader, message: this.kind.single.redirect(task.sent, leader, task.unanswered > 0), clock: null });
  }

  /** Looks for the newest configuration. */
  look(task: ShardTask): void {
    this.state.task = { ...task, stage: 'looking' };
    this.askDirectory();
  }

  private askDirectory(): void {
    if (this.state.isLooking) return ignore('it is asked already');
    this.state.isLooking = true;
    this.stepDirectory({ kind: 'request', id: 0, request: this.kind.directory.request, clock: null });
  }

  /** The group says nothing. It may be gone for good, and somebody else have the shard; or else the controllers may be. */
  askOn(task: ShardTask): void {
    const unanswered = task.unanswered + 1;
    this.state.task = { ...task, unanswered };
    this.stepSingle({ kind: 'timeout', timer: 'retry', clock: null });
    if (this.rules.isInVain(unanswered, this.state.single.servers.length)) this.askDirectory();
  }

  pause(task: ShardTask): void {
    this.state.task = { ...task, stage: 'pausing' };
    this.setTimer('pause', this.kind.pause ?? milliseconds(100));
  }

  stepSingle(event: Event<RoutedVocabulary>): void {
    this.play(this.kind.single.protocol.step(this.state.single, event, this.choose), {
      keep: (single) => void (this.state.single = single),
      timer: 'retry',
      message: (message) => this.envelop(message),
      reply: (result) => this.settle(result),
    });
  }

  stepDirectory(event: Event<RoutedVocabulary>): void {
    this.play(this.kind.directory.protocol.step(this.state.directory, event, this.choose), {
      keep: (directory) => void (this.state.directory = directory),
      timer: 'directory',
      message: (message) => message,
      reply: (result) => this.learn(result),
    });
  }

  private play(step: Step<RoutedVocabulary>, owner: { keep(state: Routed): void; readonly timer: 'retry' | 'directory'; message(message: unknown): unknown; reply(result: unknown): void }): void {
    contain<ShardClerkVocabulary, RoutedVocabulary>(this, step, {
      keep: (state) => owner.keep(state),
      message: (message) => owner.message(message),
      timer: () => owner.timer,
      record: (never) => never,
      reply: (_id, result) => owner.reply(result),
      emit: (never) => never,
    });
  }

  private envelop(message: unknown): unknown {
    const { task, configuration } = this.state;
    if (task === null || configuration === null) return message;
    this.state.task = { ...task, sent: message };
    return { kind: 'operate', shard: this.shardOf(configuration, task), message };
  }

  private settle(result: unknown): void {
    const { task, configuration, single, leaders } = this.state;
    if (task === null) return ignore('nobody waits for it');
    if (configuration !== null) this.state.leaders = leaders.set(configuration.shards.get(this.shardOf(configuration, task)) ?? 0, single.target);
    this.state.task = null;
    this.reply(task.id, result);
  }

  private learn(result: unknown): void {
    const { task, configuration: known } = this.state;
    const found = this.kind.directory.configurationIn(result);
    const isNewer = found !== null && this.rules.isNewer(known, found);
    if (isNewer) this.state.configuration = found;
    this.state.isLooking = false;
    if (task === null || task.stage === 'pausing') return ignore('nobody waits for it');
    if (isNewer) this.route(task);
    else if (task.stage === 'looking') this.pause(task);
  }

  private shardOf(configuration: ShardConfiguration, { request }: ShardTask): Shard {
    return this.kind.shardOf(configuration, this.kind.single.keyOf(request));
  }
}

function react(turn: ShardClerkTurn, event: Event<ShardClerkVocabulary>): void {
  const { state } = turn;
  switch (event.kind) {
    case 'request':
      state.waiting = [...state.waiting, { id: event.id, request: event.request }];
      return;
    case 'message':
      return turn.kind.directory.servers.includes(event.from) ? turn.stepDirectory(event) : handleMessage(turn, event.from, event.message);
    case 'timeout':
      return handleTimeout(turn, event.timer);
    case 'stored':
    case 'storageFailed':
      return ignore('a clerk stores nothing');
    default:
      return unreachable(event);
  }
}

function handleMessage(turn: ShardClerkTurn, from: NodeId, message: unknown): void {
  const { task } = turn.state;
  const refusal = groupMessage.of(message);
  if (refusal.kind !== 'wrongGroup') return turn.stepSingle({ kind: 'message', from, message, clock: null });
  if (task?.stage !== 'asking' || !turn.rules.isAbout(task, refusal.message, turn.kind.single)) return ignore('it is about an earlier request');
  turn.rules.lookAgain(turn, { ...task, unanswered: 0 });
}

const groupMessage: { of(message: unknown): Pick<GroupMessage, 'kind'> & { readonly message?: unknown } } = {
  of(message: Pick<GroupMessage, 'kind'> & { readonly message?: unknown }) {
    return message;
  },
};

function handleTimeout(turn: ShardClerkTurn, timer: ShardClerkVocabulary['timer']): void {
  const { task, configuration } = turn.state;
  switch (timer) {
    case 'directory':
      return turn.stepDirectory({ kind: 'timeout', timer: 'retry', clock: null });
    case 'retry':
      // While it looks for a configuration, the group that does not have the shard is not asked again.
      if (task?.stage !== 'asking') return ignore('no group is asked');
      return turn.askOn(task);
    case 'pause': {
      if (task?.stage !== 'pausing') return ignore('it does not wait for time to pass');
      const isNobodys = configuration === null || turn.rules.routeOf(configuration, turn.kind.shardOf(configuration, turn.kind.single.keyOf(task.request))) === null;
      // The shard may have arrived by now, where it is expected to.
      return isNobodys ? turn.look(task) : turn.route(task);
    }
    default:
      return unreachable(timer);
  }
}
