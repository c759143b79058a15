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
import { SharedState } from './shared-state.ts';
import type { Happening } from './happening.ts';
import { FaultEffects } from './fault-effects.ts';
import type { Host, StepGuard } from './host.ts';
import { hashDomains } from './hash-domains.ts';
import { Stepper } from './stepper.ts';
import type { NodeSlot } from './node.ts';
import type { Fault } from './plan.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';
import { Storage } from './storage.ts';
import { Injector } from './injector.ts';
import { Timers } from './timers.ts';

export type { WorldConfig } from './config.ts';
export type { Host, StepGuard } from './host.ts';

/** A universe of its own: `begin` it once, then `step` until nothing is left to happen. */
export class World {
  private readonly shared: SharedState;
  private readonly stepper: Stepper;
  private readonly injector: Injector;
  private readonly faultEffects: FaultEffects;

  constructor(config: WorldConfig) {
    const shared = new SharedState(config);
    const timers = new Timers(shared);
    const storage = new Storage(shared);
    this.shared = shared;
    this.stepper = new Stepper(shared, timers, storage, new Effects(shared, timers, storage));
    this.faultEffects = new FaultEffects(shared, timers, storage, this.stepper);
    this.injector = new Injector(shared, this.faultEffects);
    this.stepper.aftermath = this.injector;
    this.injector.schedule();
  }

  // ---- Running it -------------------------------------------------------------------------------------------------------

  /** Starts all nodes. Call once, before the first `step`. */
  begin(): void {
    for (const slot of this.shared.slots) this.stepper.boot(slot);
  }

  /**
   * Lets the next thing happen: as a rule one step of one node, but none where a message is lost, and several where a node
   * goes on after a pause. False where nothing is left to happen.
   */
  step(): boolean {
    const { shared } = this;
    const time = shared.agenda.nextTime;
    const happening = shared.agenda.pop();
    if (happening === undefined) return false;
    shared.now = time;
    this.happen(happening);
    return true;
  }

  private happen(happening: Happening): void {
    switch (happening.kind) {
      case 'sync':
        return this.stepper.sync(happening.node, happening.serial);
      case 'attend':
        return this.stepper.attend(happening.node, happening.serial);
      case 'strike':
        return this.injector.strike(happening.planned);
      case 'stage':
        return this.injector.play(happening.active, happening.next);
      case 'wake':
        return this.shared.host?.wake(happening.token);
      default:
        return this.stepper.meet(happening);
    }
  }

  /** Hands a request to a node after `delay` microseconds; while it is down, the request waits. `id` is its own at that node. */
  request(node: NodeId, id: number, request: unknown, delay: number): void {
    const identity = fold(fold(hashDomains.request, node), id);
    this.shared.schedule(this.now + delay, identity, { kind: 'request', node, id, request, identity });
  }

  /** Wakes the host after `delay` microseconds. */
  wakeAt(token: number, delay: number): void {
    this.shared.schedule(this.now + delay, fold(hashDomains.host, token), { kind: 'wake', token });
  }

  /** A fault by hand of the host, now. False where it is withheld: by the budget, or because the world has been healed. */
  inflict(fault: Fault): boolean {
    return this.injector.inflict(fault);
  }

  /**
   * Ends the first phase: these nodes and the links between them work from now on. No fault begins any more, and what is
   * broken elsewhere stays so until its fault ends.
   */
  heal(nodes: readonly NodeId[]): void {
    this.faultEffects.heal(nodes);
  }

  /** Once so many steps have been made, everything is drawn from another seed. */
  reseedAfter(afterStep: number, seed: number): void {
    this.shared.reseed = { afterStep, seed };
    this.shared.startOverIfDue();
  }

  /** An independent world in the same state, without host, recorder and guard. States are values: they are shared. Not within a step. */
  copy(): World {
    const twin = new World(this.shared.config);
    twin.shared.continueFrom(this.shared);
    return twin;
  }

  // ---- Who listens ------------------------------------------------------------------------------------------------------

  get host(): Host | null {
    return this.shared.host;
  }

  set host(host: Host | null) {
    this.shared.host = host;
  }

  get recorder(): Recorder | null {
    return this.shared.recorder;
  }

  set recorder(recorder: Recorder | null) {
    this.shared.recorder = recorder;
  }

  get guard(): StepGuard | null {
    return this.shared.guard;
  }

  set guard(guard: StepGuard | null) {
    this.shared.guard = guard;
  }

  // ---- What can be seen of it -------------------------------------------------------------------------------------------

  get servers(): readonly NodeId[] {
    return this.shared.servers;
  }

  get everyone(): readonly NodeId[] {
    return this.shared.everyone;
  }

  /** Virtual time. */
  get now(): Time {
    return this.shared.now;
  }

  /** Time of what happens next; Infinity where nothing ever will. */
  get nextTime(): Time {
    return this.shared.agenda.nextTime;
  }

  /** How many things stand on the agenda, stale timers among them. */
  get agendaSize(): number {
    return this.shared.agenda.size;
  }

  /** Steps of nodes so far. */
  get steps(): number {
    return this.shared.steps;
  }

  /** The node whose code is running: an error that comes out then is the node's. */
  get reacting(): NodeId | null {
    return this.shared.reacting;
  }

  /** The draws of this world, for the host's own purposes. */
  get random(): Random {
    return this.shared.random;
  }

  get counters(): Counters {
    return this.shared.counters;
  }

  /** State of a node; null while it is down, or where there is none. */
  stateOf(node: NodeId): object | null {
    return this.shared.slots[node]?.state ?? null;
  }

  /** A node and what surrounds it: to look at, not to change. Throws a `RangeError` where there is none. */
  slot(node: NodeId): NodeSlot {
    return this.shared.slot(node);
  }

  /** The rolling hash, 16 hexadecimal digits; empty where it is off. */
  get traceHash(): string {
    return this.shared.hash?.toString() ?? '';
  }

  /** 16 bits of the rolling hash after the last step; 0 where it is off. */
  get digest(): number {
    return this.shared.hash?.digest ?? 0;
  }

  /** Planned faults, by their place in the plan, that have not struck: too early, too late, withheld, or without their milestone. */
  get unfired(): readonly number[] {
    const { config, struck } = this.shared;
    return [...config.plan.faults.keys()].filter((planned) => !struck.has(planned));
  }
}
