/** A world under test, with everything that was seen of it. */
import type { Effect, NodeId, Protocol, Stored, Vocabulary } from '../../core/protocol.ts';
import { unboundedBudget, type Budget } from '../budget.ts';
import type { Host } from '../host.ts';
import { calmNetwork, emptyPlan, type Deviation, type DiskProfile, type Fault, type NetworkProfile, type Plan, type PlannedFault } from '../plan.ts';
import type { Cause, Fate, Observed, Recorder } from '../recorder.ts';
import { World } from '../world.ts';
import { puppet } from './puppet.ts';

/** Every message takes 100 us, every sync 50 us. */
export const evenNetwork: NetworkProfile = { ...calmNetwork, latencyMin: 100, latencyMax: 100 };

export const evenDisk: DiskProfile = { syncMin: 50, syncMax: 50 };

export const evenPlan: Plan = { ...emptyPlan, network: evenNetwork, disk: evenDisk };

export interface RigSetup {
  readonly seed?: number;
  readonly servers?: number;
  readonly clients?: number;
  readonly protocol?: Protocol;
  readonly plan?: Partial<Plan>;
  readonly network?: Partial<NetworkProfile>;
  readonly budget?: Budget;
  readonly hashed?: boolean;
  readonly countsBytes?: boolean;
}

export interface Seen {
  readonly index: number;
  readonly time: number;
  readonly node: NodeId;
  readonly event: Cause;
  readonly effects: readonly Effect<Vocabulary>[];
}

/** A fate of a message, as the world told it. */
export interface Accident {
  readonly time: number;
  readonly fate: Fate;
  readonly message: unknown;
  readonly identity: number;
  readonly by: number;
}

/** Injector at a time. */
export const at = (time: number, fault: Fault): PlannedFault => ({ trigger: { kind: 'time', at: time }, fault });

/** Injector at a milestone. */
export const on = (name: string, fault: Fault, { node = null, occurrence = 1, delay = 0 }: { node?: NodeId | null; occurrence?: number; delay?: number } = {}): PlannedFault => ({
  trigger: { kind: 'milestone', name, node, occurrence, delay },
  fault,
});

export class Rig implements Host, Recorder {
  readonly world: World;
  readonly seen: Seen[] = [];
  readonly replies: string[] = [];
  readonly accidents: Accident[] = [];
  readonly tidings: string[] = [];
  /** Whom it listens to: its own world, or a copy. */
  private source: World;
  private requests = 0;
  private readonly wakers: (() => void)[] = [];

  constructor({ seed = 1, servers = 3, clients = 0, protocol = puppet, plan = {}, network = {}, budget = unboundedBudget, hashed = true, countsBytes = false }: RigSetup = {}) {
    const merged: Plan = { ...evenPlan, ...plan, network: { ...evenNetwork, ...plan.network, ...network } };
    const role = (node: number): 'server' | 'client' => (node < servers ? 'server' : 'client');
    const nodes = Array.from({ length: servers + clients }, (_, node) => ({ role: role(node), protocol }));
    this.world = new World({ seed, nodes, plan: merged, budget, hashed, countsBytes });
    this.source = this.world;
    this.listenTo(this.world);
    this.world.begin();
  }

  /** At this time a node has these effects. */
  ask(time: number, node: NodeId, ...effects: readonly Effect<Vocabulary>[]): this {
    this.world.request(node, this.requests++, effects, time - this.world.now);
    return this;
  }

  /** At this time the host acts. */
  act(time: number, act: () => void): this {
    this.world.wakeAt(this.wakers.push(act) - 1, time - this.world.now);
    return this;
  }

  /** Until nothing is left to happen, or until this time, exclusive. */
  run(until = Infinity): this {
    while (this.world.nextTime < until) this.world.step();
    return this;
  }

  /** `time node what`, for everything but starts and requests. */
  get events(): readonly string[] {
    return this.seen.filter(({ event }) => event.kind !== 'start' && event.kind !== 'request').map(describe);
  }

  /** The same, with starts and requests. */
  get everything(): readonly string[] {
    return this.seen.map(describe);
  }

  /** What is on the disk of a node: records as they are, `torn` and `corrupt` by name. */
  disk(node: NodeId): readonly unknown[] {
    return this.world.slot(node).disk.contents.map(describeStored);
  }

  /** What the recorder heard of messages: `time fate message`, and how late. */
  get fates(): readonly string[] {
    return this.accidents.map(({ time, fate, message, by }) => `${time} ${fate} ${String(message)}${by === 0 ? '' : ` by ${by}`}`);
  }

  /** The accidents as deviations of a plan. */
  get deviations(): readonly Deviation[] {
    return this.accidents.flatMap((accident): readonly Deviation[] => {
      const { fate, identity: message, by } = accident;
      if (fate === 'lost') return [{ kind: 'drop', message }];
      if (fate === 'late') return [{ kind: 'late', message, by }];
      return fate === 'duplicated' || fate === 'replayed' ? [{ kind: 'copy', message, after: by }] : [];
    });
  }

  listenTo(world: World): void {
    this.source = world;
    world.host = this;
    world.recorder = this;
  }

  observe({ index, time, node, event, effects }: Observed): void {
    this.seen.push({ index, time, node, event, effects });
  }

  reply(node: NodeId, id: number, result: unknown): void {
    this.replies.push(`${this.source.now} ${node} answers ${id}: ${String(result)}`);
  }

  crashed(node: NodeId): void {
    this.tidings.push(`${this.source.now} host: ${node} crashed`);
  }

  wake(token: number): void {
    this.wakers[token]?.();
  }

  message(...[time, fate, identity, , , message, by]: Parameters<Recorder['message']>): void {
    this.accidents.push({ time, fate, message, identity, by });
  }

  fault(...[time, phase, fault]: Parameters<Recorder['fault']>): void {
    this.tidings.push(`${time} ${fault.kind} ${phase}`);
  }

  node(...[time, node, what, detail]: Parameters<Recorder['node']>): void {
    this.tidings.push(`${time} ${node} ${what} ${detail}`);
  }
}

function describe({ time, node, event }: Seen): string {
  return `${time} ${node} ${describeCause(event)}`;
}

function describeCause(event: Cause): string {
  switch (event.kind) {
    case 'start':
      return `starts with ${event.records}`;
    case 'message':
      return `hears ${String(event.message)}`;
    case 'timeout':
      return `times out: ${event.timer}`;
    case 'request':
      return `is asked ${event.id}`;
    case 'stored':
      return `stored ${event.tags.join()}`;
    case 'storageFailed':
      return `storage failed (${event.reason}) ${event.tags.join()}`;
  }
}

function describeStored(stored: Stored<unknown>): unknown {
  return stored.kind === 'record' ? stored.record : stored.kind;
}
