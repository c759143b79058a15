import type { NodeId, Protocol, Vocabulary } from '../../sim/core/index.ts';
import { Hand } from './hand.ts';
import { Mailbag } from './mailbag.ts';

/** What happens next. `node` and `pick` stand for any number: they choose among what there is. */
export type Move<V extends Vocabulary> =
  | { readonly kind: 'deliver' | 'lose' | 'replay'; readonly pick: number }
  | { readonly kind: 'fire' | 'rot'; readonly node: number; readonly pick: number }
  | { readonly kind: 'sync' | 'fail'; readonly node: number }
  | { readonly kind: 'crash'; readonly node: number; readonly survivors: number; readonly torn: boolean }
  | { readonly kind: 'request'; readonly node: number; readonly request: V['request'] }
  /** For a while nothing goes wrong: what is written is stored, what is sent arrives. */
  | { readonly kind: 'calm' };

/** Nodes that hear nothing but each other: whatever happens to them is what a network, a disk and a clock can do. */
export class Wilderness<V extends Vocabulary = Vocabulary> {
  readonly hands: readonly Hand<V>[];
  private readonly bag = new Mailbag();
  private requests = 0;
  private now = 0;

  /** Servers first, then clients, as in a world. */
  constructor(servers: readonly Protocol<V>[], clients: readonly Protocol<V>[] = []) {
    const nodes = servers.map((_, node) => node);
    this.hands = [...servers, ...clients].map((protocol, self) => new Hand(protocol, self, nodes));
  }

  act(move: Move<V>): void {
    this.now += 10_000;
    for (const hand of this.hands) hand.clock = { monotonic: this.now, wall: this.now };
    this.play(move);
    for (const hand of this.hands) this.bag.post(hand.take());
  }

  private play(move: Move<V>): void {
    switch (move.kind) {
      case 'deliver':
        return this.deliver(move.pick);
      case 'lose':
        return void this.bag.take(move.pick);
      case 'replay':
        return this.replay(move.pick);
      case 'calm':
        return this.calm();
      case 'request':
        return void this.hand(move.node)?.request(this.requests++, move.request);
      case 'fire':
        return this.fire(move.node, move.pick);
      case 'sync':
        return void this.hand(move.node)?.sync();
      case 'fail':
        return this.fail(move.node);
      case 'rot':
        return this.rot(move.node, move.pick);
      case 'crash':
        return void this.hand(move.node)?.crash(move.survivors, move.torn);
    }
  }

  private hand(node: number): Hand<V> | undefined {
    return this.hands[node % this.hands.length];
  }

  private deliver(pick: number): void {
    const letter = this.bag.take(pick);
    if (letter !== undefined) this.hands[letter.to]?.receive(letter.from, letter.message);
  }

  private replay(pick: number): void {
    const letter = this.bag.replay(pick);
    if (letter !== undefined) this.hands[letter.to]?.receive(letter.from, letter.message);
  }

  private fire(node: NodeId, pick: number): void {
    const hand = this.hand(node);
    const timers = [...(hand?.timers.keys() ?? [])];
    const timer = timers[pick % Math.max(1, timers.length)];
    if (timer !== undefined) hand?.fire(timer);
  }

  /** Only what is being written can fail. */
  private fail(node: NodeId): void {
    const hand = this.hand(node);
    if (hand !== undefined && hand.pendingWrites > 0) hand.fail();
  }

  private rot(node: NodeId, pick: number): void {
    const hand = this.hand(node);
    if (hand !== undefined && hand.disk.length > 0) hand.rot(pick % hand.disk.length);
  }

  private calm(): void {
    for (let rounds = 0; rounds < 8; rounds++) {
      for (const hand of this.hands) this.bag.post(hand.sync().take());
      for (const { from, to, message } of this.bag.takeAll()) this.hands[to]?.receive(from, message);
    }
  }
}
