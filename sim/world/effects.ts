import { AssertionFailure } from '../core/assert.ts';
import { fingerprint, fold, ofLabel } from '../core/fingerprint.ts';
import type { Effect, NodeId, Reply, Send, SetTimer, Vocabulary } from '../core/protocol.ts';
import type { Withheld } from './disk.ts';
import type { SharedState } from './shared-state.ts';
import { hashDomains } from './hash-domains.ts';
import type { NodeSlot } from './node.ts';
import type { Identity } from './random.ts';
import type { OpenBatch, Storage } from './storage.ts';
import type { Timers } from './timers.ts';

/** Carries out what nodes ask for. */
export class Effects {
  private readonly shared: SharedState;
  private readonly timers: Timers;
  private readonly storage: Storage;
  /** By the names that they have now; null: none was renamed. */
  private readonly formerTimers: ReadonlyMap<string, string> | null;
  /** How many messages have gone to each node, and in which step they were counted. */
  private readonly sends: { step: number; count: number }[];
  /** Steps performed so far. */
  private performed = 0;

  constructor(shared: SharedState, timers: Timers, storage: Storage) {
    this.shared = shared;
    this.timers = timers;
    this.storage = storage;
    this.sends = shared.slots.map(() => ({ step: 0, count: 0 }));
    const { formerTimers = [] } = shared.config.plan;
    this.formerTimers = formerTimers.length === 0 ? null : new Map(formerTimers.map(({ timer, was }) => [timer, was]));
  }

  /**
   * Performs the effects of one step in order. Answers whether it wrote to its disk.
   *
   * The identity of an effect is not its place among all others, but what it is: a message goes by its receiver, a timer by its name. So a
   * protocol may be edited, send in another order or set one more timer, and everything else keeps its draws.
   */
  perform(slot: NodeSlot, effects: readonly Effect<Vocabulary>[], cause: Identity): boolean {
    let batch: OpenBatch | null = null;
    this.performed++;
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i];
      if (effect === undefined) continue;
      switch (effect.kind) {
        case 'send':
          this.send(slot, effect, cause);
          break;
        case 'reply':
          this.reply(slot, effect);
          break;
        case 'write':
        case 'rewrite':
          batch = this.storage.write(slot, effect, batch, fold(cause, hashDomains.write));
          break;
        case 'setTimer':
          this.setTimer(slot, effect, fold(cause, ofLabel(this.formerTimers?.get(effect.timer) ?? effect.timer)));
          break;
        case 'cancelTimer':
          this.timers.cancel(slot, effect.timer);
          break;
        case 'emit':
          this.shared.hash?.absorb(hashDomains.emit ^ fingerprint(effect.output));
          break;
        default:
          this.refuse(slot, 'effects are of a known kind', kindOf(effect));
      }
    }
    return batch !== null;
  }

  /** What was withheld goes now. */
  letGo(slot: NodeSlot, withheld: Withheld): void {
    const { shared } = this;
    if (withheld.kind === 'reply') shared.host?.reply(slot.id, withheld.id, withheld.result);
    else shared.network.send(shared, withheld.identity, slot.id, withheld.to, withheld.message, withheld.hash);
  }

  private send(slot: NodeSlot, { to, message, early }: Send<Vocabulary>, cause: Identity): void {
    const { shared } = this;
    if (shared.slots[to] === undefined) this.refuse(slot, 'messages go to nodes of the world', `to ${to}, of ${shared.slots.length} nodes`);
    const identity = fold(cause, to ^ (this.countTo(to) << 16));
    const hash = shared.hash === null ? 0 : fingerprint(message);
    shared.hash?.absorb(hashDomains.send ^ hash ^ to);
    if (!early && slot.disk.isBarrier) slot.disk.withhold({ kind: 'send', to, message, identity, hash });
    else shared.network.send(shared, identity, slot.id, to, message, hash);
  }

  /** The how-manieth message of this step to this node it is, from 1. */
  private countTo(to: NodeId): number {
    const sent = this.sends[to];
    if (sent === undefined) return 1;
    sent.count = sent.step === this.performed ? sent.count + 1 : 1;
    sent.step = this.performed;
    return sent.count;
  }

  private reply(slot: NodeSlot, { id, result, early }: Reply<Vocabulary>): void {
    const { shared } = this;
    shared.hash?.absorb(hashDomains.reply ^ fingerprint(result) ^ id);
    if (!early && slot.disk.isBarrier) slot.disk.withhold({ kind: 'reply', id, result });
    else shared.host?.reply(slot.id, id, result);
  }

  private setTimer(slot: NodeSlot, effect: SetTimer<Vocabulary>, identity: Identity): void {
    const { timer, min, max } = effect;
    const isRange = Number.isSafeInteger(min) && Number.isSafeInteger(max) && 0 <= min && min <= max;
    if (!isRange) this.refuse(slot, 'timers are set to a range of whole microseconds', `${timer} to ${min} to ${max}`);
    this.timers.set(slot, effect, identity);
  }

  /** A mistake of the node, not of the world: the error is the node's. */
  private refuse(slot: NodeSlot, property: string, detail: string): never {
    this.shared.reacting = slot.id;
    throw new AssertionFailure(property, detail);
  }
}

/** The compiler knows that there is no other kind; a user's JavaScript does not. */
const kindOf = (effect: never): string => `'${String(Reflect.get(Object(effect), 'kind'))}'`;
