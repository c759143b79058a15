/**
 * Nodes driven by hand: for tests of single rules, and for the schedules that prove that a mutant differs. Nothing happens by
 * itself; the disk is stored when the test says so, and withholds until then what was said behind it.
 */
import { assert, unreachable } from '../../sim/core/index.ts';
import type { Clock, Effect, Event, NodeId, Protocol, Stored, Vocabulary } from '../../sim/core/index.ts';

/** A message that has left its node. */
export interface Letter<V extends Vocabulary = Vocabulary> {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: V['message'];
}

/** A step that was played: `before` is null, and so is `event`, at a start. */
export interface Played<V extends Vocabulary = Vocabulary> {
  readonly before: V['state'] | null;
  readonly event: Event<V> | null;
  readonly after: V['state'];
  readonly effects: readonly Effect<V>[];
}

type Said<V extends Vocabulary> = Extract<Effect<V>, { kind: 'send' | 'reply' }>;

/** Records that are not stored yet, and what waits behind them. */
interface Pending<V extends Vocabulary> {
  readonly replaces: boolean;
  readonly records: readonly V['record'][];
  readonly tag: number | null;
  readonly withheld: Said<V>[];
}

export class Hand<V extends Vocabulary = Vocabulary> {
  readonly protocol: Protocol<V>;
  readonly self: NodeId;
  readonly nodes: readonly NodeId[];
  state: V['state'];
  clock: Clock | null = null;
  disk: Stored<V['record']>[] = [];
  /** Messages that have left and were not taken. */
  outbox: Letter<V>[] = [];
  replies: { readonly id: number; readonly result: V['result'] }[] = [];
  /** What it has told its owner. */
  outputs: V['output'][] = [];
  /** Names of the milestones that it has passed. */
  readonly reached = new Set<string>();
  readonly timers = new Map<V['timer'], { readonly min: number; readonly max: number }>();
  private readonly observe: (played: Played<V>) => void;
  private pending: Pending<V>[] = [];
  private draws = 0;

  /** `self`: the node's own index; `nodes`: the servers of its world. */
  constructor(protocol: Protocol<V>, self: NodeId = 0, nodes: readonly NodeId[] = [0], observe: (played: Played<V>) => void = () => {}) {
    this.protocol = protocol;
    this.observe = observe;
    this.self = self;
    this.nodes = nodes;
    this.state = this.start();
  }

  receive(from: NodeId, message: V['message']): this {
    return this.step({ kind: 'message', from, message, clock: this.clock });
  }

  request(id: number, request: V['request']): this {
    return this.step({ kind: 'request', id, request, clock: this.clock });
  }

  fire(timer: V['timer']): this {
    this.timers.delete(timer);
    return this.step({ kind: 'timeout', timer, clock: this.clock });
  }

  /** The oldest writes are stored, all unless told how many. */
  sync(count: number = this.pending.length): this {
    const tags = this.pending.slice(0, count).flatMap(({ tag }) => tag ?? []);
    for (const { withheld } of this.store(count)) withheld.forEach((said) => this.release(said));
    return tags.length === 0 ? this : this.step({ kind: 'stored', tags, clock: this.clock });
  }

  /** Everything that is written and not stored has failed. */
  fail(reason: 'io' | 'full' = 'io'): this {
    const tags = this.pending.flatMap(({ tag }) => tag ?? []);
    this.pending = [];
    return this.step({ kind: 'storageFailed', reason, tags, clock: this.clock });
  }

  /** Power loss and restart: of what was not stored, the first writes survive, and perhaps the beginning of the next one. */
  crash(survivors: number = 0, torn: boolean = false): this {
    const next = this.pending[survivors];
    this.store(survivors);
    if (torn && next !== undefined && !next.replaces) this.disk.push({ kind: 'torn' });
    this.pending = [];
    this.timers.clear();
    this.state = this.start();
    return this;
  }

  /** Damages a stored record, counted from the newest (0). */
  rot(fromNewest: number = 0): void {
    this.disk[this.disk.length - 1 - fromNewest] = { kind: 'corrupt' };
  }

  get pendingWrites(): number {
    return this.pending.length;
  }

  /** The letters that have left, which are the test's now. */
  take(): Letter<V>[] {
    const letters = this.outbox;
    this.outbox = [];
    return letters;
  }

  /** The one message that has left. */
  takeOne(): V['message'] {
    const [letter, ...others] = this.take();
    assert(letter !== undefined && others.length === 0, 'exactly one message has left', () => `${others.length + 1} or none`);
    return letter.message;
  }

  /** Result of the newest reply. */
  get lastResult(): V['result'] {
    return this.replies.at(-1)?.result;
  }

  private start(): V['state'] {
    const { state, effects } = this.protocol.start(this.self, this.nodes, this.disk);
    this.observe({ before: null, event: null, after: state, effects });
    effects.forEach((effect) => this.play(effect));
    return state;
  }

  private step(event: Event<V>): this {
    const before = this.state;
    const { state, effects } = this.protocol.step(before, event, (n) => this.choose(n));
    for (const [name, milestone] of Object.entries(this.protocol.milestones ?? {})) {
      if (milestone.holds(before, event, state, effects)) this.reached.add(name);
    }
    this.state = state;
    this.observe({ before, event, after: state, effects });
    effects.forEach((effect) => this.play(effect));
    return this;
  }

  /** Different draws for different nodes, the same in every run. */
  private choose(n: number): number {
    return (this.self * 7_919 + 104_729 * ++this.draws) % n;
  }

  private play(effect: Effect<V>): void {
    switch (effect.kind) {
      case 'write':
        return void this.pending.push({ replaces: false, records: [effect.record], tag: effect.tag, withheld: [] });
      case 'rewrite':
        return void this.pending.push({ replaces: true, records: effect.records, tag: effect.tag, withheld: [] });
      case 'send':
      case 'reply':
        return this.say(effect);
      case 'setTimer':
        return void this.timers.set(effect.timer, { min: effect.min, max: effect.max });
      case 'cancelTimer':
        return void this.timers.delete(effect.timer);
      case 'emit':
        return void this.outputs.push(effect.output);
      default:
        return unreachable(effect);
    }
  }

  private say(said: Said<V>): void {
    const behind = this.pending.at(-1);
    if (behind === undefined || said.early) this.release(said);
    else behind.withheld.push(said);
  }

  private release(said: Said<V>): void {
    if (said.kind === 'send') this.outbox.push({ from: this.self, to: said.to, message: said.message });
    else this.replies.push({ id: said.id, result: said.result });
  }

  private store(count: number): Pending<V>[] {
    const stored = this.pending.splice(0, count);
    for (const { replaces, records } of stored) {
      if (replaces) this.disk = [];
      for (const record of records) this.disk.push({ kind: 'record', record });
    }
    return stored;
  }
}
