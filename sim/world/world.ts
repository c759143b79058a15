/**
 * One deterministic universe: nodes, network, disks, clocks and faults on one virtual clock. It knows no protocol. The same
 * configuration gives the same history, step by step.
 */
import { fold } from '../core/fingerprint.ts';
import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { WorldConfig } from './config.ts';
import type { Counters } from './counters.ts';
import { Effects } from './effects.ts';
import { Ground } from './ground.ts';
import type { Happening } from './happening.ts';
import { Havoc } from './havoc.ts';
import type { Host, StepGuard } from './host.ts';
import { labels } from './labels.ts';
import { Life } from './life.ts';
import type { NodeSlot } from './node.ts';
import type { Fault } from './plan.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';
import { Storage } from './storage.ts';
import { Strikes } from './strikes.ts';
import { Timers } from './timers.ts';

export type { WorldConfig } from './config.ts';
export type { Host, StepGuard } from './host.ts';

/** A universe of its own: `begin` it once, then `step` until nothing is left to happen. */
export class World {
  private readonly ground: Ground;
  private readonly life: Life;
  private readonly strikes: Strikes;
  private readonly havoc: Havoc;

  constructor(config: WorldConfig) {
    const ground = new Ground(config);
    const timers = new Timers(ground);
    const storage = new Storage(ground);
    this.ground = ground;
    this.life = new Life(ground, timers, storage, new Effects(ground, timers, storage), { setOff: (dues) => this.strikes.setOff(dues) });
    this.havoc = new Havoc(ground, timers, storage, this.life);
    this.strikes = new Strikes(ground, this.havoc);
    this.strikes.schedule();
  }

  // ---- Running it -------------------------------------------------------------------------------------------------------

  /** Starts all nodes. Call once, before the first `step`. */
  begin(): void {
    for (const slot of this.ground.slots) this.life.boot(slot);
  }

  /**
   * Lets the next thing happen: as a rule one step of one node, but none where a message is lost, and several where a node
   * goes on after a pause. False where nothing is left to happen.
   */
  step(): boolean {
    const { ground } = this;
    const time = ground.agenda.nextTime;
    const happening = ground.agenda.pop();
    if (happening === undefined) return false;
    ground.now = time;
    this.happen(happening);
    return true;
  }

  private happen(happening: Happening): void {
    switch (happening.kind) {
      case 'sync':
        return this.life.sync(happening.node, happening.serial);
      case 'attend':
        return this.life.attend(happening.node, happening.serial);
      case 'strike':
        return this.strikes.strike(happening.planned);
      case 'stage':
        return this.strikes.play(happening.course, happening.next);
      case 'wake':
        return this.ground.host?.wake(happening.token);
      default:
        return this.life.meet(happening);
    }
  }

  /** Hands a request to a node after `delay` microseconds; while it is down, the request waits. `id` is its own at that node. */
  request(node: NodeId, id: number, request: unknown, delay: number): void {
    const identity = fold(fold(labels.request, node), id);
    this.ground.schedule(this.now + delay, identity, { kind: 'request', node, id, request, identity });
  }

  /** Wakes the host after `delay` microseconds. */
  wakeAt(token: number, delay: number): void {
    this.ground.schedule(this.now + delay, fold(labels.host, token), { kind: 'wake', token });
  }

  /** A fault by hand of the host, now. False where it is withheld: by the budget, or because the world has been healed. */
  inflict(fault: Fault): boolean {
    return this.strikes.inflict(fault);
  }

  /**
   * Ends the first phase: these nodes and the links between them work from now on. No fault begins any more, and what is
   * broken elsewhere stays so until its fault ends.
   */
  heal(nodes: readonly NodeId[]): void {
    this.havoc.heal(nodes);
  }

  /** Once so many steps have been made, everything is drawn from another seed. */
  reseedAfter(afterStep: number, seed: number): void {
    this.ground.reseed = { afterStep, seed };
    this.ground.startOverIfDue();
  }

  /** An independent world in the same state, without host, recorder and guard. States are values: they are shared. Not within a step. */
  copy(): World {
    const twin = new World(this.ground.config);
    twin.ground.continueFrom(this.ground);
    return twin;
  }

  // ---- Who listens ------------------------------------------------------------------------------------------------------

  get host(): Host | null {
    return this.ground.host;
  }

  set host(host: Host | null) {
    this.ground.host = host;
  }

  get recorder(): Recorder | null {
    return this.ground.recorder;
  }

  set recorder(recorder: Recorder | null) {
    this.ground.recorder = recorder;
  }

  get guard(): StepGuard | null {
    return this.ground.guard;
  }

  set guard(guard: StepGuard | null) {
    this.ground.guard = guard;
  }

  // ---- What can be seen of it -------------------------------------------------------------------------------------------

  get servers(): readonly NodeId[] {
    return this.ground.servers;
  }

  get everyone(): readonly NodeId[] {
    return this.ground.everyone;
  }

  /** Virtual time. */
  get now(): Time {
    return this.ground.now;
  }

  /** Time of what happens next; Infinity where nothing ever will. */
  get nextTime(): Time {
    return this.ground.agenda.nextTime;
  }

  /** How many things stand on the agenda, stale timers among them. */
  get agendaSize(): number {
    return this.ground.agenda.size;
  }

  /** Steps of nodes so far. */
  get steps(): number {
    return this.ground.steps;
  }

  /** The node whose code is running: an error that comes out then is the node's. */
  get reacting(): NodeId | null {
    return this.ground.reacting;
  }

  /** The draws of this world, for the host's own purposes. */
  get random(): Random {
    return this.ground.random;
  }

  get counters(): Counters {
    return this.ground.counters;
  }

  /** State of a node; null while it is down, or where there is none. */
  stateOf(node: NodeId): object | null {
    return this.ground.slots[node]?.state ?? null;
  }

  /** A node and what surrounds it: to look at, not to change. Throws a `RangeError` where there is none. */
  slot(node: NodeId): NodeSlot {
    return this.ground.slot(node);
  }

  /** The rolling hash, 16 hexadecimal digits; empty where it is off. */
  get traceHash(): string {
    return this.ground.hash?.toString() ?? '';
  }

  /** 16 bits of the rolling hash after the last step; 0 where it is off. */
  get digest(): number {
    return this.ground.hash?.digest ?? 0;
  }

  /** Planned faults, by their place in the plan, that have not struck: too early, too late, withheld, or without their milestone. */
  get unfired(): readonly number[] {
    const { config, struck } = this.ground;
    return [...config.plan.faults.keys()].filter((planned) => !struck.has(planned));
  }
}
