import { AssertionFailure } from '../core/assert.ts';
import { fingerprint, fold } from '../core/fingerprint.ts';
import type { Effect, Reply, Send, SetTimer, Vocabulary } from '../core/protocol.ts';
import type { Withheld } from './disk.ts';
import type { Ground } from './ground.ts';
import { labels } from './labels.ts';
import type { NodeSlot } from './node.ts';
import type { Identity } from './random.ts';
import type { OpenBatch, Storage } from './storage.ts';
import type { Timers } from './timers.ts';

/** Carries out what nodes ask for. */
export class Effects {
  private readonly ground: Ground;
  private readonly timers: Timers;
  private readonly storage: Storage;

  constructor(ground: Ground, timers: Timers, storage: Storage) {
    this.ground = ground;
    this.timers = timers;
    this.storage = storage;
  }

  /** Performs the effects of one step in order, each under an identity of its own. Answers whether it wrote to its disk. */
  perform(slot: NodeSlot, effects: readonly Effect<Vocabulary>[], cause: Identity): boolean {
    let batch: OpenBatch | null = null;
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i];
      if (effect === undefined) continue;
      switch (effect.kind) {
        case 'send':
          this.send(slot, effect, fold(cause, i + 1));
          break;
        case 'reply':
          this.reply(slot, effect);
          break;
        case 'write':
        case 'rewrite':
          batch = this.storage.write(slot, effect, batch, fold(cause, i + 1));
          break;
        case 'setTimer':
          this.setTimer(slot, effect, fold(cause, i + 1));
          break;
        case 'cancelTimer':
          this.timers.cancel(slot, effect.timer);
          break;
        case 'emit':
          this.ground.hash?.absorb(labels.emit ^ fingerprint(effect.output));
          break;
        default:
          this.refuse(slot, 'effects are of a known kind', kindOf(effect));
      }
    }
    return batch !== null;
  }

  /** What was withheld goes now. */
  letGo(slot: NodeSlot, withheld: Withheld): void {
    const { ground } = this;
    if (withheld.kind === 'reply') ground.host?.reply(slot.id, withheld.id, withheld.result);
    else ground.network.send(ground, withheld.identity, slot.id, withheld.to, withheld.message, withheld.hash);
  }

  private send(slot: NodeSlot, { to, message, early }: Send<Vocabulary>, identity: Identity): void {
    const { ground } = this;
    if (ground.slots[to] === undefined) this.refuse(slot, 'messages go to nodes of the world', `to ${to}, of ${ground.slots.length} nodes`);
    const hash = ground.hash === null ? 0 : fingerprint(message);
    ground.hash?.absorb(labels.send ^ hash ^ to);
    if (!early && slot.disk.isBarrier) slot.disk.withhold({ kind: 'send', to, message, identity, hash });
    else ground.network.send(ground, identity, slot.id, to, message, hash);
  }

  private reply(slot: NodeSlot, { id, result }: Reply<Vocabulary>): void {
    const { ground } = this;
    ground.hash?.absorb(labels.reply ^ fingerprint(result) ^ id);
    if (slot.disk.isBarrier) slot.disk.withhold({ kind: 'reply', id, result });
    else ground.host?.reply(slot.id, id, result);
  }

  private setTimer(slot: NodeSlot, effect: SetTimer<Vocabulary>, identity: Identity): void {
    const { timer, min, max } = effect;
    const isRange = Number.isSafeInteger(min) && Number.isSafeInteger(max) && 0 <= min && min <= max;
    if (!isRange) this.refuse(slot, 'timers are set to a range of whole microseconds', `${timer} to ${min} to ${max}`);
    this.timers.set(slot, effect, identity);
  }

  /** A mistake of the node, not of the world: the error is the node's. */
  private refuse(slot: NodeSlot, property: string, detail: string): never {
    this.ground.reacting = slot.id;
    throw new AssertionFailure(property, detail);
  }
}

/** The compiler knows that there is no other kind; a user's JavaScript does not. */
const kindOf = (effect: never): string => `'${String(Reflect.get(Object(effect), 'kind'))}'`;
