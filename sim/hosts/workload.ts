/** The work of the clients: operations drawn in advance and scripts, with a record of every call. */
import { counted } from '../core/counted.ts';
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { ClientPlan, Fault, Plan } from '../world/plan.ts';
import { below, purposes } from '../world/random.ts';
import type { Observed } from '../world/recorder.ts';
import type { CallRecord } from '../world/view.ts';
import type { World } from '../world/world.ts';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { ExpectationFailure, ScriptError, type Call, type Command, type Script, type Stage, type Story } from './script.ts';

/** What has become of a call. `lost`: its client has crashed, the answer will never come. */
export type CallMoment = 'called' | 'answered' | 'lost';

/** A record that is being filled in, and the script that waits for it. */
type OpenCall = { -readonly [Field in keyof CallRecord]: CallRecord[Field] } & { readonly waiting: Waiting | null };

interface Waiting {
  readonly thread: Thread;
  readonly call: Call;
}

/** One script under way, or a part of one that runs beside others. */
interface Thread {
  readonly story: Story;
  readonly roundsLeft: { count: number };
  readonly parent: Thread | null;
  children: number;
}

type Cast = Pick<Stage, 'servers' | 'clients'>;

interface Queue {
  readonly node: NodeId;
  readonly plan: ClientPlan;
  next: number;
}

/** Most commands of scripts at one instant. */
export const mostCommands = 1_000_000;

export class Workload {
  private readonly world: World;
  private readonly plan: Plan;
  private readonly scripts: readonly Script[];
  private readonly records: OpenCall[] = [];
  private readonly open = new Map<number, OpenCall>();
  /** Requests that nobody waits for any more, but that are still under way: the next process will receive them. */
  private readonly abandoned = new Map<number, OpenCall>();
  private readonly queues = new Map<NodeId, Queue>();
  private readonly sleepers: (Thread | null)[] = [];
  /** Hears of calls as they happen: each is answered, or lost, or neither until the run is over. */
  private readonly hear: (moment: CallMoment, call: CallRecord) => void;
  private readonly watches: ((step: Observed) => void)[] = [];
  /** Scripts and client queues that are not finished. */
  private unfinished = 0;
  /** What scripts have asked for at this instant: one that never waits, or only for nothing, would go on for ever. */
  private instant: Time = 0;
  private commands = 0;

  constructor(world: World, plan: Plan, scripts: readonly Script[], hear: (moment: CallMoment, call: CallRecord) => void) {
    this.world = world;
    this.hear = hear;
    this.plan = plan;
    this.scripts = scripts;
  }

  /** Scripts have gone on and on without any time passing: they are not heard any more. */
  get isRunaway(): boolean {
    return this.commands > mostCommands;
  }

  private isTooMuch(): boolean {
    const { now } = this.world;
    this.commands = now === this.instant ? this.commands + 1 : 1;
    this.instant = now;
    return this.isRunaway;
  }

  get calls(): readonly CallRecord[] {
    return this.records;
  }

  get isDone(): boolean {
    return this.unfinished === 0;
  }

  begin(stage: Cast): void {
    for (const plan of this.plan.clients) {
      const node = stage.clients[plan.client];
      if (node === undefined || plan.operations.length === 0) continue;
      this.unfinished++;
      const queue = { node, plan, next: 0 };
      this.queues.set(node, queue);
      this.issueNext(queue);
    }
    for (const { script, rounds } of this.plan.scripts) {
      const write = this.scripts[script];
      if (write === undefined) continue;
      this.unfinished++;
      this.play({ story: write(this.stageFor(stage, script)), roundsLeft: { count: rounds ?? Infinity }, parent: null, children: 0 });
    }
  }

  /** The client has received the request: the call begins. */
  invoked(node: NodeId, id: number, step: number, time: Time): void {
    const record = this.open.get(id) ?? this.abandoned.get(id);
    if (record === undefined || record.node !== node) return;
    record.call = step;
    record.calledAt = time;
    this.hear('called', record);
    if (this.abandoned.delete(id)) this.hear('lost', record);
  }

  returned(node: NodeId, id: number, result: unknown): void {
    const record = this.open.get(id);
    if (record === undefined || record.node !== node) return;
    this.open.delete(id);
    record.result = result;
    record.return = this.world.steps;
    record.returnedAt = this.world.now;
    this.hear('answered', record);
    this.settle(record);
  }

  /** The client has forgotten its open calls: their outcome stays unknown, and a script that waits for one ends. */
  crashed(node: NodeId): void {
    for (const record of this.open.values()) {
      const lost = record.waiting?.call.lost ?? null;
      // A request that is still under way waits for the next process; a question does not.
      if (record.node !== node || (record.call === null && lost === null)) continue;
      this.open.delete(record.id);
      if (record.call === null) this.abandoned.set(record.id, record);
      else this.hear('lost', record);
      if (record.waiting === null) this.goOn(node);
      else if (lost === null) this.end(record.waiting.thread);
      else this.lose(record.waiting.thread, lost);
    }
  }

  private lose(thread: Thread, lost: () => void): void {
    lost();
    this.resumeAfter(thread, 0);
  }

  /** A node has made a step. */
  observe(step: Observed): void {
    for (const see of this.watches) attempt(() => see(step));
  }

  wake(token: number): void {
    const thread = this.sleepers[token];
    this.sleepers[token] = null;
    if (thread !== null && thread !== undefined) this.play(thread);
  }

  /** What has not been answered, for people. */
  describeOpen(): string {
    const open = [...this.open.values()];
    const [first] = open;
    if (first === undefined) return `${counted(this.unfinished, 'script')} had not ended`;
    const others = open.length > 1 ? ` and ${open.length - 1} more` : '';
    return `no answer to ${JSON.stringify(first.request)} of client ${first.node}${others}`;
  }

  private settle({ node, waiting, result }: OpenCall): void {
    if (waiting === null) return this.goOn(node);
    waiting.call.settle(result);
    // Not here: the script may do anything, and the node that answered is still busy.
    this.resumeAfter(waiting.thread, 0);
  }

  private goOn(node: NodeId): void {
    const queue = this.queues.get(node);
    if (queue !== undefined) this.issueNext(queue);
  }

  private resumeAfter(thread: Thread, delay: number): void {
    this.world.wakeAt(this.sleepers.push(thread) - 1, delay);
  }

  private issueNext(queue: Queue): void {
    const operation = queue.plan.operations[queue.next++];
    if (operation === undefined) {
      this.unfinished--;
      return;
    }
    // The number of a drawn operation keeps its identity when others are removed.
    this.issue(queue.node, operation.id, operation.request, operation.think, null);
  }

  private issue(node: NodeId, id: number, request: unknown, delay: number, waiting: Waiting | null): void {
    const { now } = this.world;
    const record: OpenCall = { id, node, request, call: null, calledAt: now + delay, result: null, return: null, returnedAt: null, waiting };
    this.records.push(record);
    this.open.set(id, record);
    this.world.request(node, id, request, delay);
  }

  // ---- Scripts ----------------------------------------------------------------------------------------------------------

  private stageFor(stage: Cast, script: number): Stage {
    const { world, watches } = this;
    let draws: RandomGenerator | null = null;
    return {
      servers: stage.servers,
      clients: stage.clients,
      stateOf: (node) => world.stateOf(node),
      recordsOf: (node) => world.slot(node).disk.contents,
      counters: () => world.counters,
      watch: (see) => void watches.push(see),
      now: () => world.now,
      choose: (n) => {
        if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`choose(${n}): expected a whole number of at least 1`);
        world.counters.choices++;
        return below((draws ??= world.random.stream(purposes.script, script)), n);
      },
    };
  }

  /** Lets a script go on until it waits or ends. */
  private play(thread: Thread): void {
    for (;;) {
      const { done, value } = advance(thread.story);
      if (done === true) return this.end(thread);
      if (this.isTooMuch()) return;
      if (value.kind === 'rest' && --thread.roundsLeft.count < 0) return this.end(thread);
      if (!this.carryOut(thread, value)) return;
    }
  }

  /** True where the script can go on at once. */
  private carryOut(thread: Thread, command: Command): boolean {
    switch (command.kind) {
      case 'call':
        return this.callFor(thread, command);
      case 'sleep':
        this.resumeAfter(thread, command.lasts);
        return false;
      case 'fault':
        this.inflict(command.fault);
        return true;
      case 'rest':
        return true;
      case 'all':
        return this.split(thread, command.scripts);
    }
  }

  private callFor(thread: Thread, call: Call): boolean {
    const isLost = call.lost !== null && this.world.stateOf(call.node) === null;
    if (isLost) call.lost();
    else this.issue(call.node, this.nextCallId(), call.request, 0, { thread, call });
    return isLost;
  }

  /** A fault that the world cannot carry out is a mistake of the script. */
  private inflict(fault: Fault): void {
    try {
      this.world.inflict(fault);
    } catch (error) {
      throw error instanceof RangeError ? new ScriptError(error) : error;
    }
  }

  private nextCallId(): number {
    return 1_000_000_000 + this.records.length;
  }

  private split(parent: Thread, stories: readonly Story[]): boolean {
    parent.children = stories.length;
    for (const story of stories) this.play({ story, roundsLeft: parent.roundsLeft, parent, children: 0 });
    return stories.length === 0;
  }

  private end(thread: Thread): void {
    if (thread.parent === null) this.unfinished--;
    else if (--thread.parent.children === 0) this.play(thread.parent);
  }
}

const advance = (story: Story): IteratorResult<Command, void> => attempt(() => story.next());

/** What the script throws by mistake is told apart from what it expected in vain. */
function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && !(error instanceof ExpectationFailure)) throw new ScriptError(error);
    throw error;
  }
}
