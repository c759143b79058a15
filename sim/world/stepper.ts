import { assert, unreachable } from '../core/assert.ts';
import { fingerprint, fold, ofLabel } from '../core/fingerprint.ts';
import type { Choose, Clock, Event, NodeId, Step, Vocabulary } from '../core/protocol.ts';
import type { Effects } from './effects.ts';
import type { SharedState } from './shared-state.ts';
import type { Arrival, BatchesSynced, RequestReceived, SyncFailed, TagsStored } from './happening.ts';
import { hashDomains } from './hash-domains.ts';
import type { NodeSlot } from './node.ts';
import type { Packet } from './packet.ts';
import type { WriteMilestone } from './plan.ts';
import { below, purposes, type Identity } from './random.ts';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Cause, Observed } from './recorder.ts';
import type { Storage } from './storage.ts';
import type { Timers } from './timers.ts';
import type { Due } from './triggers.ts';

/** What follows from the life of nodes: planned faults that are set off. They may stop any node, or start it again. */
export interface Aftermath {
  setOff(dues: readonly Due[]): void;
}

const noAftermath: Aftermath = {
  setOff() {
    // Nothing is planned.
  },
};

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

const nothing: readonly Due[] = [];

/** The lives of the nodes: they start, things reach them, they react. */
export class Stepper {
  private readonly shared: SharedState;
  private readonly timers: Timers;
  private readonly storage: Storage;
  private readonly effects: Effects;
  /** Set once the world has it: it stands on the stepper. */
  aftermath: Aftermath = noAftermath;
  private readonly choose: Choose;
  private readonly seen: Mutable<Observed>;
  /** Of the step under way: its cause, and the stream of its choices once it has made one. */
  private cause: Identity = 0;
  private choices: RandomGenerator | null = null;

  constructor(shared: SharedState, timers: Timers, storage: Storage, effects: Effects) {
    this.shared = shared;
    this.timers = timers;
    this.storage = storage;
    this.effects = effects;
    // Bound, and no arrow: V8 would come to make that closure among the old, where it keeps this world after its end.
    this.choose = this.draw.bind(this);
    this.seen = { index: 0, time: 0, node: 0, role: 'server', before: null, event: { kind: 'start', records: 0 }, after: {}, effects: [] };
  }

  /** A node starts from what is on its disk, and turns to the requests that have waited for it. */
  boot(slot: NodeSlot): void {
    const { shared } = this;
    const disk = slot.disk.contents;
    slot.renew(shared.now);
    // Not by the number of its start: a crash less, earlier on, must leave this start as it is.
    const cause = fold(fold(fold(hashDomains.boot, slot.id), shared.now), slot.startsBefore);
    shared.reacting = slot.id;
    const step = slot.protocol.start(slot.id, shared.servers, disk);
    shared.reacting = null;
    this.conclude(slot, null, { kind: 'start', records: disk.length }, step, cause, hashDomains.boot ^ disk.length);
    this.catchUp(slot);
  }

  // ---- What reaches a node ----------------------------------------------------------------------------------------------

  /** Something comes to the door of a node, which may be away, or slow, or busy with what came before. */
  meet(arrival: Arrival): void {
    const { shared } = this;
    if (arrival.kind === 'packet' && !shared.network.admits(shared, arrival)) return;
    const slot = shared.slot(arrival.kind === 'packet' ? arrival.to : arrival.node);
    if (slot.isPrompt || !slot.isUp) this.handle(slot, arrival);
    else this.keep(slot, arrival);
  }

  /** Handles everything that waits for a node, in the order in which it came, until it is stopped again. */
  catchUp(slot: NodeSlot): void {
    while (slot.isUp && !slot.paused) {
      const arrival = slot.inbox.shift();
      if (arrival === undefined) break;
      this.handle(slot, arrival);
    }
    slot.attendance++;
  }

  /** A slow node gets round to the next thing that waits for it. */
  attend(node: NodeId, serial: number): void {
    const slot = this.shared.slot(node);
    if (slot.attendance !== serial || slot.paused) return;
    const arrival = slot.inbox.shift();
    if (arrival !== undefined) this.handle(slot, arrival);
  }

  /** The device of a node comes to the end of a sync. A fault may fall between the sync and what the process hears of it. */
  sync(node: NodeId, serial: number): void {
    const slot = this.shared.slot(node);
    const news = this.storage.finish(slot, serial);
    if (news === null) return;
    if (news.kind === 'release') this.markWrite('writeSynced', slot);
    this.meet(news);
  }

  private keep(slot: NodeSlot, arrival: Arrival): void {
    const { shared } = this;
    slot.inbox.push(arrival);
    if (slot.paused) return;
    shared.counters.deferred++;
    slot.busyUntil = Math.max(shared.now + slot.lag, slot.busyUntil + 1);
    const identity = fold(fold(hashDomains.attend, slot.id), slot.busyUntil);
    shared.schedule(slot.busyUntil, identity, { kind: 'attend', node: slot.id, serial: slot.attendance });
  }

  private handle(slot: NodeSlot, arrival: Arrival): void {
    switch (arrival.kind) {
      case 'packet':
        return this.handlePacket(slot, arrival);
      case 'timer':
        return this.handleTimer(slot, arrival.timer, arrival.serial);
      case 'request':
        return this.handleRequest(slot, arrival);
      case 'release':
        return this.handleRelease(slot, arrival);
      case 'failed':
        return this.handleFailure(slot, arrival);
      case 'stored':
        return this.handleStored(slot, arrival);
      default:
        unreachable(arrival);
    }
  }

  private handlePacket(slot: NodeSlot, packet: Packet): void {
    const { from, message, hash, identity } = packet;
    if (!slot.isUp) return this.shared.loseAtDoor(packet);
    this.react(slot, { kind: 'message', from, message, clock: this.clockOf(slot) }, identity, hashDomains.message ^ hash ^ from);
  }

  private handleTimer(slot: NodeSlot, timer: string, serial: number): void {
    const identity = this.timers.goesOff(slot, timer, serial);
    if (identity !== null) this.react(slot, { kind: 'timeout', timer, clock: this.clockOf(slot) }, identity, hashDomains.timeout ^ ofLabel(timer));
  }

  private handleRequest(slot: NodeSlot, arrival: RequestReceived): void {
    const { id, request, identity } = arrival;
    if (!slot.isUp) return void slot.inbox.push(arrival);
    this.react(slot, { kind: 'request', id, request, clock: this.clockOf(slot) }, identity, hashDomains.request ^ fingerprint(request));
  }

  private handleRelease(slot: NodeSlot, { node, incarnation, count }: BatchesSynced): void {
    if (!slot.lives(incarnation)) return;
    const identity = fold(slot.disk.oldestUnreleased, hashDomains.stored);
    const tags: number[] = [];
    for (let left = count; left > 0; left--) this.release(slot, tags);
    this.markWrite('writeReleased', slot);
    if (tags.length === 0) return;
    const news: TagsStored = { kind: 'stored', node, incarnation, tags, identity };
    // The milestone may just have stopped it. What else waits came later.
    if (slot.paused) slot.inbox.unshift(news);
    else this.handleStored(slot, news);
  }

  /** The oldest batch that is stored lets go what it withheld, and adds its tags. */
  private release(slot: NodeSlot, tags: number[]): void {
    const batch = slot.disk.release();
    for (const withheld of batch.withheld) this.effects.letGo(slot, withheld);
    tags.push(...batch.tags);
  }

  private handleStored(slot: NodeSlot, { incarnation, tags, identity }: TagsStored): void {
    if (!slot.lives(incarnation)) return;
    this.react(slot, { kind: 'stored', tags, clock: this.clockOf(slot) }, identity, hashDomains.stored ^ tags.length);
  }

  private handleFailure(slot: NodeSlot, { incarnation, reason }: SyncFailed): void {
    if (!slot.lives(incarnation)) return;
    const identity = fold(slot.disk.oldestPending, hashDomains.storageFailed);
    const tags = this.storage.fail(slot);
    this.react(slot, { kind: 'storageFailed', reason, tags, clock: this.clockOf(slot) }, identity, hashDomains.storageFailed ^ tags.length);
  }

  private clockOf(slot: NodeSlot): Clock | null {
    return slot.protocol.readsClock === true ? slot.clock.read(this.shared.now) : null;
  }

  // ---- One step of one node ---------------------------------------------------------------------------------------------

  private react(slot: NodeSlot, event: Event<Vocabulary>, cause: Identity, word: number): void {
    const { shared } = this;
    const { protocol, state: before, id } = slot;
    if (before === null) return;
    this.cause = cause;
    this.choices = null;
    shared.reacting = id;
    const step = shared.guard === null ? protocol.step(before, event, this.choose) : shared.guard.step(protocol, before, event, this.choose, id, shared.steps + 1);
    shared.reacting = null;
    this.conclude(slot, before, event, step, cause, word);
  }

  /** A step has been computed: it becomes real. */
  private conclude(slot: NodeSlot, before: object | null, event: Cause, { state, effects }: Step<Vocabulary>, cause: Identity, word: number): void {
    const { shared } = this;
    slot.state = state;
    shared.steps++;
    shared.hash?.absorb(fold(fold(word, slot.id), shared.now));
    const seen = this.note(slot, before, event, state, effects);
    shared.host?.observe(seen);
    // Asked before anything follows from the step: that may be other steps already.
    const dues = shared.triggers.isIdle ? nothing : shared.triggers.afterStep(seen, slot.protocol);
    const hasWritten = this.effects.perform(slot, effects, cause);
    shared.startOverIfDue();
    if (hasWritten) this.markWrite('writeIssued', slot);
    if (dues.length > 0) this.aftermath.setOff(dues);
  }

  private note(slot: NodeSlot, before: object | null, event: Cause, after: object, effects: Step<Vocabulary>['effects']): Observed {
    const { seen, shared } = this;
    seen.index = shared.steps;
    seen.time = shared.now;
    seen.node = slot.id;
    seen.role = slot.role;
    seen.before = before;
    seen.event = event;
    seen.after = after;
    seen.effects = effects;
    return seen;
  }

  private markWrite(milestone: WriteMilestone, slot: NodeSlot): void {
    const { triggers } = this.shared;
    if (!triggers.isIdle) this.aftermath.setOff(triggers.atWrite(milestone, slot.id));
  }

  /** The node asks for a random number: each step has a stream of its own. */
  private draw(n: number): number {
    assert(Number.isSafeInteger(n) && n > 0, 'a node chooses among at least one', () => `of ${n}`);
    this.choices ??= this.shared.random.stream(purposes.choose, this.cause);
    return below(this.choices, n);
  }
}
