/**
 * One deterministic universe: nodes, network, disks, clocks and faults on one virtual clock. It knows no protocol. The same
 * configuration gives the same history, step by step.
 */
import { unreachable } from '../core/assert.ts';
import { fingerprint, fold, ofLabel } from '../core/fingerprint.ts';
import type { Choose, Clock, Effect, Event, NodeId, Protocol, Reply, Rewrite, Send, Step, Vocabulary, Write } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import { Agenda } from './agenda.ts';
import { copyCounts, noCounts, type Counters } from './counters.ts';
import { perfectRate } from './clock.ts';
import type { Disk, Batch, DiskWrite, PowerLoss, Withheld } from './disk.ts';
import { timelineOf, type Stage, type Universe } from './faults.ts';
import { RollingHash } from './hash.ts';
import { Network, type Carrier, type Packet } from './network.ts';
import { NodeSlot, type Arrival, type ArmedTimer, type NodeSpec } from './node.ts';
import type { Fault, Plan } from './plan.ts';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { below, purposes, Random, type Identity } from './random.ts';
import type { Cause, Observed, Recorder } from './recorder.ts';
import { exceeds, Triggers, type Budget, type Due } from './triggers.ts';

/** Whoever runs the world: hears of every step, reply and wake-up. */
export interface Host {
  /** After each step of a node. The object is reused. */
  observe(step: Observed): void;
  /** A node's reply to its user has left the node. */
  reply(node: NodeId, id: number, result: unknown): void;
  /** A client lost its pending calls in a crash. */
  crashed(node: NodeId): void;
  /** A wake-up asked for with `wakeAt`. */
  wake(token: number): void;
}

/** Runs a step in place of the plain call: for checks that are too dear for every run. */
export interface StepGuard {
  step(protocol: Protocol, state: object, event: Event<Vocabulary>, choose: Choose, node: NodeId, index: number): Step<Vocabulary>;
}

export interface WorldConfig {
  readonly seed: number;
  readonly nodes: readonly NodeSpec[];
  readonly plan: Plan;
  readonly budget: Budget;
  /** Compute the rolling hash (default: yes). */
  readonly hashed?: boolean;
  /** Count the bytes of all messages. */
  readonly countsBytes?: boolean;
}

type Happening =
  | Arrival
  | { readonly kind: 'deferred'; readonly arrival: Arrival }
  | { readonly kind: 'strike'; readonly planned: number }
  | { readonly kind: 'stage'; readonly stage: Stage; readonly fault: Fault; readonly isLast: boolean }
  | { readonly kind: 'wake'; readonly token: number };

const labels = {
  boot: ofLabel('boot'),
  message: ofLabel('message'),
  timeout: ofLabel('timeout'),
  request: ofLabel('request'),
  stored: ofLabel('stored'),
  storageFailed: ofLabel('storageFailed'),
  send: ofLabel('send'),
  reply: ofLabel('reply'),
  write: ofLabel('write'),
  rewrite: ofLabel('rewrite'),
  setTimer: ofLabel('setTimer'),
  cancelTimer: ofLabel('cancelTimer'),
  emit: ofLabel('emit'),
  fault: ofLabel('fault'),
  host: ofLabel('host'),
} as const;

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

export class World implements Universe, Carrier {
  readonly servers: readonly NodeId[];
  readonly everyone: readonly NodeId[];
  random: Random;
  counters: Counters = noCounts();
  recorder: Recorder | null = null;
  guard: StepGuard | null = null;
  host: Host | null = null;
  /** Virtual time. */
  now: Time = 0;
  /** The node whose code is running: an error that comes out then is the node's. */
  reacting: NodeId | null = null;
  /** Steps of nodes so far. */
  steps = 0;
  private readonly config: WorldConfig;
  private slots: NodeSlot[];
  private agenda = new Agenda<Happening>();
  private network: Network;
  private triggers: Triggers;
  private hash: RollingHash | null;
  /** Nodes that no fault touches any more. */
  private healed: ReadonlySet<NodeId> = new Set();
  private cause: Identity = 0;
  private choices: RandomGenerator | null = null;
  private readonly choose: Choose;
  private readonly seen: Mutable<Observed>;
  private reseed: { readonly afterStep: number; readonly seed: number } | null = null;

  constructor(config: WorldConfig) {
    this.config = config;
    this.random = new Random(config.seed);
    const { plan, nodes } = config;
    this.everyone = nodes.map((_, id) => id);
    this.servers = this.everyone.filter((id) => nodes[id]?.role === 'server');
    const skew = (id: NodeId): number => this.random.integer(purposes.skew, id, -plan.clocks.skew, plan.clocks.skew);
    this.slots = nodes.map((spec, id) => new NodeSlot(id, spec, skew(id)));
    this.network = new Network(nodes.length, plan.network, plan.deviations);
    this.network.countsBytes = config.countsBytes ?? false;
    this.triggers = new Triggers(plan.faults);
    this.hash = config.hashed === false ? null : new RollingHash();
    this.choose = (n) => this.draw(n);
    this.seen = { index: 0, time: 0, node: 0, role: 'server', before: null, event: { kind: 'start', records: 0 }, after: {}, effects: [] };
    for (const [planned, { trigger }] of plan.faults.entries()) {
      if (trigger.kind === 'time') this.agenda.push(trigger.at, this.tie(fold(labels.fault, planned)), { kind: 'strike', planned });
    }
  }

  /** Starts all nodes. Call once, before the first `step`. */
  begin(): void {
    for (const slot of this.slots) this.boot(slot);
  }

  /** Time of what happens next; Infinity where nothing ever will. */
  get nextTime(): Time {
    return this.agenda.nextTime;
  }

  /** Lets the next thing happen. False where there is none. */
  step(): boolean {
    const time = this.agenda.nextTime;
    const happening = this.agenda.pop();
    if (happening === undefined) return false;
    this.now = time;
    switch (happening.kind) {
      case 'strike':
        this.strike(happening.planned);
        break;
      case 'stage':
        this.play(happening.stage, happening.fault, happening.isLast);
        break;
      case 'wake':
        this.host?.wake(happening.token);
        break;
      case 'deferred':
        this.handle(happening.arrival);
        break;
      default:
        this.meet(happening);
    }
    return true;
  }

  /** State of a node; null while it is down. */
  stateOf(node: NodeId): object | null {
    return this.slots[node]?.state ?? null;
  }

  slot(node: NodeId): NodeSlot {
    const slot = this.slots[node];
    if (slot === undefined) throw new RangeError(`there is no node ${node}: the world has ${this.slots.length}`);
    return slot;
  }

  /** The rolling hash, 16 digits; empty where it is off. */
  get traceHash(): string {
    return this.hash?.toString() ?? '';
  }

  /** 16 bits of the rolling hash after the last step. */
  get digest(): number {
    return this.hash?.digest ?? 0;
  }

  /** Planned faults that wait for a milestone that has not come. */
  get unfired(): readonly number[] {
    return this.triggers.unfired;
  }

  /** Hands a request to a node after `delay` microseconds; while it is down, the request waits. */
  request(node: NodeId, id: number, request: unknown, delay: number): void {
    const identity = fold(fold(labels.request, node), id);
    this.agenda.push(this.now + delay, this.tie(identity), { kind: 'request', node, id, request, identity });
  }

  /** Wakes the host after `delay` microseconds. */
  wakeAt(token: number, delay: number): void {
    this.agenda.push(this.now + delay, this.tie(fold(labels.host, token)), { kind: 'wake', token });
  }

  /** A fault by hand of the host, now. False where the budget withholds it. */
  inflict(fault: Fault): boolean {
    if (exceeds(this.config.budget, fault, this.slots, this.now)) {
      this.counters.withheld++;
      this.recorder?.fault(this.now, 'withheld', fault);
      return false;
    }
    this.counters.faults[fault.kind]++;
    this.recorder?.fault(this.now, 'strikes', fault);
    const timeline = timelineOf(fault);
    for (const [i, stage] of timeline.entries()) {
      const isLast = i === timeline.length - 1 && stage.after > 0;
      if (stage.after === 0) this.play(stage, fault, false);
      else this.agenda.push(this.now + stage.after, this.tie(fold(fold(labels.fault, i), this.steps)), { kind: 'stage', stage, fault, isLast });
    }
    return true;
  }

  /** Ends the first phase: these nodes and the links between them work from now on; everything else stays as it is. */
  heal(nodes: readonly NodeId[]): void {
    this.healed = new Set(nodes);
    this.triggers.clear();
    this.network.heal(this, this.now, this.healed);
    for (const node of nodes) this.repair(this.slot(node));
  }

  /** From so many steps on, everything is drawn from another seed. */
  reseedAfter(afterStep: number, seed: number): void {
    this.reseed = { afterStep, seed };
  }

  /** An independent world in the same state, without host, recorder and guard. States are values: they are shared. */
  copy(): World {
    const twin = new World(this.config);
    twin.random = this.random;
    twin.counters = copyCounts(this.counters);
    twin.now = this.now;
    twin.steps = this.steps;
    twin.slots = this.slots.map((slot) => slot.copy());
    twin.agenda = this.agenda.copy();
    twin.network = this.network.copy();
    twin.triggers = this.triggers.copy();
    twin.hash = this.hash?.copy() ?? null;
    twin.healed = this.healed;
    twin.reseed = this.reseed;
    return twin;
  }

  // ---- Carrier: the network delivers here -------------------------------------------------------------------------------

  arrive(packet: Packet, time: Time): void {
    this.agenda.push(time, this.tie(packet.identity), packet);
  }

  // ---- Universe: what faults do -----------------------------------------------------------------------------------------

  cut(from: NodeId, to: NodeId): void {
    if (!this.healed.has(from) || !this.healed.has(to)) this.network.cut(this.random, from, to);
  }

  mend(from: NodeId, to: NodeId): void {
    this.network.mend(this.random, from, to);
  }

  clog(from: NodeId, to: NodeId): void {
    if (!this.healed.has(from) || !this.healed.has(to)) this.network.clog(this.random, from, to);
  }

  unclog(from: NodeId, to: NodeId): void {
    this.network.unclog(this, this.now, from, to);
  }

  crash(node: NodeId, power: PowerLoss): void {
    const slot = this.slot(node);
    if (!slot.isUp || this.healed.has(node)) return;
    const before = slot.disk.storedCount;
    const lost = slot.disk.lose(power);
    this.counters.writesLost += lost;
    if (power.torn && lost > 0 && slot.disk.storedCount > before) this.counters.writesTorn++;
    slot.kill();
    this.recorder?.node(this.now, node, 'crashed', lost);
    this.host?.crashed(node);
  }

  restart(node: NodeId): void {
    const slot = this.slot(node);
    if (!slot.isUp) this.boot(slot);
  }

  wipe(node: NodeId): void {
    if (this.healed.has(node)) return;
    this.crash(node, { survivors: 0, torn: false });
    const slot = this.slot(node);
    slot.disk.wipe();
    slot.damaged = true;
  }

  pause(node: NodeId): void {
    if (this.healed.has(node)) return;
    this.slot(node).paused = true;
    this.recorder?.node(this.now, node, 'paused', 0);
  }

  resume(node: NodeId): void {
    const slot = this.slot(node);
    if (!slot.paused) return;
    slot.paused = false;
    this.recorder?.node(this.now, node, 'resumed', slot.inbox.length);
    this.handleInbox(slot);
  }

  slow(node: NodeId, lag: number): void {
    this.slot(node).lag = this.healed.has(node) ? 0 : lag;
  }

  disk(node: NodeId): Disk {
    return this.slot(node).disk;
  }

  hang(node: NodeId, lasts: number): void {
    if (!this.healed.has(node)) this.disk(node).hungUntil = this.now + lasts;
  }

  rot(node: NodeId, fromNewest: number): void {
    const slot = this.slot(node);
    if (slot.disk.rot(fromNewest)) slot.damaged = true;
  }

  drift(node: NodeId, rate: number): void {
    const slot = this.slot(node);
    slot.clock.drift(this.now, this.healed.has(node) ? perfectRate : rate);
    for (const [name, timer] of slot.timers) {
      timer.due = Math.max(this.now, slot.clock.timeOf(timer.local));
      if (timer.due < timer.queuedAt) this.queueTimer(slot, name, timer);
    }
  }

  jump(node: NodeId, by: number): void {
    this.slot(node).clock.jump(by);
  }

  // ---- What happens to nodes --------------------------------------------------------------------------------------------

  private tie(identity: Identity): number {
    return this.random.word(purposes.tie, identity);
  }

  private boot(slot: NodeSlot): void {
    const contents = slot.disk.contents;
    slot.incarnation++;
    const cause = fold(fold(labels.boot, slot.id), slot.incarnation);
    this.reacting = slot.id;
    const { state, effects } = slot.protocol.start(slot.id, this.servers, contents);
    this.reacting = null;
    this.conclude(slot, null, { kind: 'start', records: contents.length }, state, effects, cause, labels.boot ^ contents.length);
    this.handleInbox(slot);
  }

  private strike(planned: number): void {
    const fault = this.config.plan.faults[planned]?.fault;
    if (fault !== undefined) this.inflict(fault);
  }

  private play(stage: Stage, fault: Fault, isLast: boolean): void {
    stage.act(this);
    if (isLast) this.recorder?.fault(this.now, 'ends', fault);
  }

  /** Something reaches a node, which may be away or slow. */
  private meet(arrival: Arrival): void {
    if (arrival.kind === 'packet' && !this.network.admits(this, this.now, arrival)) return;
    const slot = this.slot(arrival.kind === 'packet' ? arrival.to : arrival.node);
    if (slot.lag > 0) this.agenda.push(this.now + slot.lag, this.tie(this.steps), { kind: 'deferred', arrival });
    else this.handle(arrival);
  }

  private handleInbox(slot: NodeSlot): void {
    const inbox = slot.inbox;
    slot.inbox = [];
    for (const arrival of inbox) this.handle(arrival);
  }

  private handle(arrival: Arrival): void {
    const slot = this.slot(arrival.kind === 'packet' ? arrival.to : arrival.node);
    if (slot.paused) return void slot.inbox.push(arrival);
    switch (arrival.kind) {
      case 'packet':
        return this.handlePacket(slot, arrival);
      case 'timer':
        return this.handleTimer(slot, arrival.timer, arrival.serial);
      case 'request':
        return this.handleRequest(slot, arrival);
      case 'sync':
        return this.handleSync(slot, arrival.incarnation);
      case 'release':
        return this.handleRelease(slot, arrival.incarnation, arrival.batches);
      default:
        unreachable(arrival);
    }
  }

  private handlePacket(slot: NodeSlot, packet: Packet): void {
    const { from, message, hash } = packet;
    if (slot.state === null) {
      this.counters.undelivered++;
      this.recorder?.message(this.now, 'undelivered', packet.identity, from, slot.id, message, 0);
      return;
    }
    this.react(slot, { kind: 'message', from, message, clock: this.clockOf(slot) }, packet.identity, labels.message ^ hash ^ from);
  }

  private handleTimer(slot: NodeSlot, name: string, serial: number): void {
    const timer = slot.timers.get(name);
    if (timer === undefined || timer.serial !== serial) return;
    if (timer.due > this.now) return this.queueTimer(slot, name, timer);
    slot.timers.delete(name);
    this.react(slot, { kind: 'timeout', timer: name, clock: this.clockOf(slot) }, timer.identity, labels.timeout ^ ofLabel(name));
  }

  private handleRequest(slot: NodeSlot, arrival: Extract<Arrival, { kind: 'request' }>): void {
    const { id, request, identity } = arrival;
    if (!slot.isUp) return void slot.inbox.push(arrival);
    this.react(slot, { kind: 'request', id, request, clock: this.clockOf(slot) }, identity, labels.request ^ fingerprint(request));
  }

  private handleSync(slot: NodeSlot, incarnation: number): void {
    if (slot.incarnation !== incarnation || !slot.isUp) return;
    const { disk } = slot;
    if (disk.hungUntil > this.now) return this.queueSync(slot, disk.hungUntil - this.now, this.steps);
    if (disk.failures > 0 || disk.fullness > 0) return this.failSync(slot);
    const batches: Batch[] = [];
    for (; slot.syncing > 0; slot.syncing--) batches.push(disk.sync());
    this.counters.writesStored += batches.length;
    this.recorder?.node(this.now, slot.id, 'synced', batches.length);
    if (disk.pendingCount > 0) this.beginSync(slot);
    if (!this.triggers.isIdle) this.setOff(this.triggers.atWrite('writeSynced', slot.id));
    // A fault may just have stopped the node between the sync and the release.
    this.handle({ kind: 'release', node: slot.id, incarnation, batches });
  }

  private handleRelease(slot: NodeSlot, incarnation: number, batches: readonly Batch[]): void {
    if (slot.incarnation !== incarnation || !slot.isUp) return;
    for (const batch of batches) for (const withheld of batch.withheld) this.letGo(slot, withheld);
    if (!this.triggers.isIdle) this.setOff(this.triggers.atWrite('writeReleased', slot.id));
    const tags = batches.flatMap((batch) => batch.tags);
    if (tags.length === 0 || !slot.isUp) return;
    const identity = batches[0]?.identity ?? 0;
    this.react(slot, { kind: 'stored', tags, clock: this.clockOf(slot) }, fold(identity, labels.stored), labels.stored ^ tags.length);
  }

  private failSync(slot: NodeSlot): void {
    const { disk } = slot;
    const reason = disk.fullness > 0 ? 'full' : 'io';
    if (reason === 'io') disk.failures--;
    slot.syncing = 0;
    const tags = disk.fail();
    this.counters.syncsFailed++;
    this.recorder?.node(this.now, slot.id, 'syncFailed', tags.length);
    const identity = fold(fold(labels.storageFailed, slot.id), this.steps);
    this.react(slot, { kind: 'storageFailed', reason, tags, clock: this.clockOf(slot) }, identity, labels.storageFailed ^ tags.length);
  }

  private setOff(dues: readonly Due[]): void {
    for (const { planned, after } of dues) {
      if (after === 0) this.strike(planned);
      else this.agenda.push(this.now + after, this.tie(fold(labels.fault, planned)), { kind: 'strike', planned });
    }
  }

  private repair(slot: NodeSlot): void {
    slot.lag = 0;
    slot.disk.repair();
    this.drift(slot.id, perfectRate);
    this.restart(slot.id);
    this.resume(slot.id);
  }

  // ---- One step of one node ---------------------------------------------------------------------------------------------

  private clockOf(slot: NodeSlot): Clock | null {
    return slot.protocol.readsClock === true ? slot.clock.read(this.now) : null;
  }

  private react(slot: NodeSlot, event: Event<Vocabulary>, cause: Identity, word: number): void {
    const before = slot.state;
    if (before === null) return;
    this.cause = cause;
    this.choices = null;
    const { protocol } = slot;
    this.reacting = slot.id;
    const { state, effects } =
      this.guard === null ? protocol.step(before, event, this.choose) : this.guard.step(protocol, before, event, this.choose, slot.id, this.steps + 1);
    this.reacting = null;
    this.conclude(slot, before, event, state, effects, cause, word);
  }

  /** A step has been computed: it becomes real. */
  private conclude(slot: NodeSlot, before: object | null, event: Cause, after: object, effects: readonly Effect<Vocabulary>[], cause: Identity, word: number): void {
    slot.state = after;
    this.steps++;
    this.hash?.absorb(fold(fold(word, slot.id), this.now));
    const seen = this.note(slot, before, event, after, effects);
    this.host?.observe(seen);
    this.perform(slot, effects, cause);
    if (!this.triggers.isIdle) this.setOff(this.triggers.afterStep(seen, slot));
    if (this.reseed !== null && this.steps >= this.reseed.afterStep) this.startOver(this.reseed.seed);
  }

  private note(slot: NodeSlot, before: object | null, event: Cause, after: object, effects: readonly Effect<Vocabulary>[]): Observed {
    const { seen } = this;
    seen.index = this.steps;
    seen.time = this.now;
    seen.node = slot.id;
    seen.role = slot.role;
    seen.before = before;
    seen.event = event;
    seen.after = after;
    seen.effects = effects;
    return seen;
  }

  private startOver(seed: number): void {
    this.random = new Random(seed);
    this.reseed = null;
  }

  /** The node asks for a random number: each step has a stream of its own. */
  private draw(n: number): number {
    this.choices ??= this.random.stream(purposes.choose, this.cause);
    return below(this.choices, n);
  }

  private perform(slot: NodeSlot, effects: readonly Effect<Vocabulary>[], cause: Identity): void {
    let batch: OpenBatch | null = null;
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i];
      if (effect === undefined) continue;
      switch (effect.kind) {
        case 'send':
          this.performSend(slot, effect, fold(cause, i + 1));
          break;
        case 'reply':
          this.performReply(slot, effect);
          break;
        case 'write':
        case 'rewrite':
          batch = this.performWrite(slot, effect, batch, fold(cause, i + 1));
          break;
        case 'setTimer':
          this.performSetTimer(slot, effect.timer, effect.min, effect.max, fold(cause, i + 1));
          break;
        case 'cancelTimer':
          slot.timers.delete(effect.timer);
          this.hash?.absorb(labels.cancelTimer ^ ofLabel(effect.timer));
          break;
        case 'emit':
          this.hash?.absorb(labels.emit ^ fingerprint(effect.output));
          break;
        default:
          unreachable(effect);
      }
    }
    if (batch !== null && !this.triggers.isIdle) this.setOff(this.triggers.atWrite('writeIssued', slot.id));
  }

  private performSend(slot: NodeSlot, effect: Send<Vocabulary>, identity: Identity): void {
    const { to, message, early } = effect;
    const hash = this.hash === null ? 0 : fingerprint(message);
    this.hash?.absorb(labels.send ^ hash ^ to);
    if (!early && slot.disk.pendingCount > 0) slot.disk.withhold({ kind: 'send', to, message, identity, hash });
    else this.network.send(this, this.now, identity, slot.id, to, message, hash);
  }

  private performReply(slot: NodeSlot, effect: Reply<Vocabulary>): void {
    const { id, result } = effect;
    this.hash?.absorb(labels.reply ^ fingerprint(result) ^ id);
    if (slot.disk.pendingCount > 0) slot.disk.withhold({ kind: 'reply', id, result });
    else this.host?.reply(slot.id, id, result);
  }

  private letGo(slot: NodeSlot, withheld: Withheld): void {
    if (withheld.kind === 'reply') this.host?.reply(slot.id, withheld.id, withheld.result);
    else this.network.send(this, this.now, withheld.identity, slot.id, withheld.to, withheld.message, withheld.hash);
  }

  /** Adds a write to the batch of this step, which the first write opens. */
  private performWrite(slot: NodeSlot, effect: Write<Vocabulary> | Rewrite<Vocabulary>, open: OpenBatch | null, identity: Identity): OpenBatch {
    const batch: OpenBatch = open ?? { identity, writes: [], tags: [], withheld: [] };
    const write: DiskWrite = effect.kind === 'write' ? { replace: false, records: [effect.record] } : { replace: true, records: effect.records };
    this.hash?.absorb(labels[effect.kind] ^ fingerprint(write.records));
    batch.writes.push(write);
    if (effect.tag !== null) batch.tags.push(effect.tag);
    if (open !== null) return batch;
    slot.disk.enqueue(batch);
    if (slot.syncing === 0) this.beginSync(slot);
    return batch;
  }

  /** One sync covers all that has been written before it begins. */
  private beginSync(slot: NodeSlot): void {
    const { syncMin, syncMax } = this.config.plan.disk;
    const identity = fold(fold(labels.write, slot.id), this.steps);
    this.queueSync(slot, this.random.integer(purposes.sync, identity, syncMin, syncMax) + slot.disk.slowness, identity);
  }

  private queueSync(slot: NodeSlot, delay: number, identity: Identity): void {
    slot.syncing = slot.disk.pendingCount;
    this.agenda.push(this.now + delay, this.tie(identity), { kind: 'sync', node: slot.id, incarnation: slot.incarnation });
  }

  private performSetTimer(slot: NodeSlot, name: string, min: number, max: number, identity: Identity): void {
    const local = slot.clock.monotonic(this.now) + this.random.integer(purposes.timer, identity, min, max);
    this.hash?.absorb(fold(labels.setTimer ^ ofLabel(name), min) ^ max);
    const due = slot.clock.timeOf(local);
    const armed = slot.timers.get(name);
    if (armed !== undefined && armed.queuedAt <= due) {
      // Its entry comes up early enough and is put off then.
      armed.local = local;
      armed.due = due;
      armed.tie = this.tie(identity);
      armed.identity = identity;
      return;
    }
    const timer: ArmedTimer = { serial: ++slot.timerSerial, local, due, tie: this.tie(identity), identity, queuedAt: due };
    slot.timers.set(name, timer);
    this.queueTimer(slot, name, timer);
  }

  private queueTimer(slot: NodeSlot, name: string, timer: ArmedTimer): void {
    timer.queuedAt = timer.due;
    this.agenda.push(timer.due, timer.tie, { kind: 'timer', node: slot.id, timer: name, serial: timer.serial });
  }
}

/** The batch of the step in the making. */
interface OpenBatch extends Batch {
  readonly writes: DiskWrite[];
  readonly tags: number[];
}
