import { fold, ofLabel } from '../core/fingerprint.ts';
import type { SetTimer, Vocabulary } from '../core/protocol.ts';
import type { SharedState } from './shared-state.ts';
import { hashDomains } from './hash-domains.ts';
import type { ArmedTimer, NodeSlot } from './node.ts';
import { purposes, type Identity } from './random.ts';

/**
 * The named timers of nodes, driven by each node's own clock.
 *
 * A timer that is set again and again, as an election timer is, would fill the agenda with stale entries. So an entry that
 * comes up before its timer is due is put off from there: there is one live entry per timer.
 */
export class Timers {
  private readonly shared: SharedState;

  constructor(shared: SharedState) {
    this.shared = shared;
  }

  set(slot: NodeSlot, { timer: name, min, max }: SetTimer<Vocabulary>, identity: Identity): void {
    const { shared } = this;
    shared.hash?.absorb(fold(hashDomains.setTimer ^ ofLabel(name), min) ^ max);
    const local = slot.clock.monotonic(shared.now) + shared.random.integer(purposes.timer, identity, min, max);
    const due = slot.clock.timeOf(local);
    const armed = slot.timers.get(name);
    if (armed === undefined || armed.queuedAt >= due) {
      const timer: ArmedTimer = { serial: ++slot.timerSerial, isCancelled: false, local, due, identity, queuedAt: due };
      slot.timers.set(name, timer);
      return this.queue(slot, name, timer);
    }
    armed.isCancelled = false;
    armed.local = local;
    armed.due = due;
    armed.identity = identity;
  }

  cancel(slot: NodeSlot, name: string): void {
    this.shared.hash?.absorb(hashDomains.cancelTimer ^ ofLabel(name));
    const timer = slot.timers.get(name);
    if (timer !== undefined) timer.isCancelled = true;
  }

  /** An entry comes up. Answers the identity of the timer if it goes off now; null if it is stale, cancelled or put off. */
  goesOff(slot: NodeSlot, name: string, serial: number): Identity | null {
    const timer = slot.timers.get(name);
    if (timer === undefined || timer.serial !== serial) return null;
    if (!timer.isCancelled && timer.due > this.shared.now) {
      this.queue(slot, name, timer);
      return null;
    }
    slot.timers.delete(name);
    return timer.isCancelled ? null : timer.identity;
  }

  /** The node's clock runs at another rate from now on. */
  retime(slot: NodeSlot): void {
    for (const [name, timer] of slot.timers) {
      timer.due = Math.max(this.shared.now, slot.clock.timeOf(timer.local));
      if (timer.due >= timer.queuedAt) continue;
      timer.serial = ++slot.timerSerial;
      this.queue(slot, name, timer);
    }
  }

  private queue(slot: NodeSlot, name: string, timer: ArmedTimer): void {
    timer.queuedAt = timer.due;
    this.shared.schedule(timer.due, timer.identity, { kind: 'timer', node: slot.id, timer: name, serial: timer.serial });
  }
}
