/**
 * A client of a sharded service: it knows a configuration, asks the group that has the shard, and looks for a newer configuration where that
 * group does not have it (any more, or not yet). Inside is a clerk of a single service, which is sent from group to group, and which knows
 * how to find a leader and how to ask again.
 */
import { contain, Dictionary, milliseconds, Turn, unreachable } from '../../sim/core/index.ts';
import type { Choose, Event, Milestone, NodeId, Protocol, Step, Vocabulary } from '../../sim/core/index.ts';
import { ignore } from '../kv/ignore.ts';
import { serversOf } from '../shard-controller/index.ts';
import type { Gid, Shard, ShardConfiguration } from '../shard-controller/index.ts';
import type { GroupMessage } from './messages.ts';

/** What the clerk of a single service remembers of its servers. */
interface Routed {
  readonly servers: readonly NodeId[];
  /** Place of the one that it asks. */
  readonly target: number;
  readonly searched: number;
}

interface RoutedVocabulary extends Vocabulary {
  readonly state: Routed;
  readonly timer: 'retry';
  readonly record: never;
  readonly output: never;
}

/** A clerk of the service that each shard is. */
export interface SingleClerk {
  readonly protocol: Protocol<RoutedVocabulary>;
  /** The key that a request is about. */
  keyOf(request: unknown): string;
  /** Are they sendings of one request? */
  isSame(message: unknown, other: unknown): boolean;
  /** What says to the clerk that nothing came of this message, and that it should be sent to `leader`, as it is. */
  redirect(message: unknown, leader: NodeId): unknown;
}

/** Where configurations are found. */
export interface Directory {
  readonly servers: readonly NodeId[];
  readonly protocol: Protocol<RoutedVocabulary>;
  /** Asks for the newest. */
  readonly request: unknown;
  /** Null: there is none yet. */
  configurationIn(result: unknown): ShardConfiguration | null;
}

/** What tells one kind of sharded clerk from another. */
export interface ShardClerkKind {
  readonly name: string;
  readonly single: SingleClerk;
  readonly directory: Directory;
  readonly shardOf: (configuration: ShardConfiguration, key: string) => Shard;
  /** Pause before a group is asked again that did not have the shard, where there is no newer configuration, in microseconds. Default: 100 ms. */
  readonly pause?: number;
}

/** State of a sharded clerk. */
export interface ShardClerkState {
  readonly single: Routed;
  readonly directory: Routed;
  /** The newest that it has seen; null: none yet. */
  readonly configuration: ShardConfiguration | null;
  /** Place of the leader of each group that has answered. */
  readonly leaders: Dictionary<Gid, number>;
  readonly task: ShardTask | null;
  /** Asked for while a task was worked on, oldest first. */
  readonly waiting: readonly { readonly id: number; readonly request: unknown }[];
}

/** The request that is worked on. */
export interface ShardTask {
  readonly id: number;
  readonly request: unknown;
  /** It waits for an answer of a group, for a configuration, or for time to pass. */
  readonly stage: 'asking' | 'looking' | 'pausing';
  /** The newest message to a group; null before the first. */
  readonly sent: unknown;
}

/** Types of a sharded clerk. */
export interface ShardClerkVocabulary extends Vocabulary {
  readonly state: ShardClerkState;
  /** To and from groups, and those of the directory. */
  readonly message: unknown;
  readonly timer: 'retry' | 'directory' | 'pause';
  readonly record: never;
  readonly request: unknown;
  readonly result: unknown;
  readonly output: never;
}

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
}

/** The rules of a sharded clerk. */
export const shardClerkRules: ShardClerkRules = {
  isNewer: (known, found) => known === null || found.number > known.number,
  routeOf: (configuration, shard) => serversOf(configuration, shard),
  // Any sending: where answers take longer than the clerk waits, none is ever about the newest one.
  isAbout: ({ sent }, message, single) => sent !== null && single.isSame(sent, message),
  lookAgain: (turn, task) => turn.look(task),
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
      return { state: { single: idle, directory: library, configuration: null, leaders: Dictionary.empty(), task: null, waiting: [] }, effects: [] };
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
    this.route({ ...next, stage: 'asking', sent: null });
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
    this.state.task = { ...task, stage: 'asking' };
    const leader = servers[target];
    if (task.sent === null) this.stepSingle({ kind: 'request', id: 0, request: task.request, clock: null });
    else if (leader !== undefined) this.stepSingle({ kind: 'message', from: leader, message: this.kind.single.redirect(task.sent, leader), clock: null });
  }

  /** Looks for the newest configuration. */
  look(task: ShardTask): void {
    this.state.task = { ...task, stage: 'looking' };
    this.stepDirectory({ kind: 'request', id: 0, request: this.kind.directory.request, clock: null });
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
    if (task?.stage !== 'looking') return ignore('nobody waits for it');
    if (isNewer) this.route(task);
    else this.pause(task);
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
  turn.rules.lookAgain(turn, task);
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
      return turn.stepSingle({ kind: 'timeout', timer: 'retry', clock: null });
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
