/** Toy nodes for the property tests of a world: they use everything that a node may use, at random. */
import type { Choose, NodeId, Protocol, Vocabulary } from '../../core/protocol.ts';
import { Turn } from '../../core/turn.ts';

export interface Storm extends Vocabulary {
  readonly state: StormState;
  readonly message: StormMessage;
  readonly timer: 'tick' | 'retry' | 'far';
  readonly record: number;
  readonly request: unknown;
}

export interface StormState {
  readonly self: NodeId;
  readonly peers: readonly NodeId[];
  /** Records found at the start, and events since. */
  readonly found: number;
  readonly events: number;
}

interface StormMessage {
  readonly kind: 'storm';
  readonly number: number;
  /** How often it is to be passed on. */
  readonly hops: number;
}

/** `peersOf`: whom a node talks to, itself perhaps included. */
export function stormOf(peersOf: (self: NodeId, nodes: readonly NodeId[]) => readonly NodeId[] = (_, nodes) => nodes): Protocol<Storm> {
  return {
    name: 'storm',
    readsClock: true,
    start(self, nodes, disk) {
      const turn = new Turn<Storm>({ self, peers: peersOf(self, nodes), found: disk.length, events: 0 });
      turn.setTimer('tick', 100, 2_000);
      return turn.end();
    },
    step(state, event, choose) {
      const turn = new Turn<Storm>(state);
      turn.state.events++;
      if (event.kind === 'timeout' && event.timer === 'tick') turn.setTimer('tick', 100, 2_000);
      if (event.kind === 'request') turn.reply(event.id, state.events);
      if (event.kind === 'message' && event.message.hops > 0) pass(turn, event.message, choose);
      if (event.kind !== 'message') for (let left = choose(4); left > 0; left--) doSomething(turn, choose);
      return turn.end();
    },
    milestones: {
      retries: { holds: (_before, event) => event.kind === 'timeout' && event.timer === 'retry' },
      hears: { holds: (_before, event) => event.kind === 'message' },
    },
  };
}

const peerOf = ({ peers, self }: StormState, choose: Choose): NodeId => peers[choose(peers.length)] ?? self;

function pass(turn: Turn<Storm>, { number, hops }: StormMessage, choose: Choose): void {
  turn.send(peerOf(turn.state, choose), { kind: 'storm', number, hops: hops - 1 });
}

function doSomething(turn: Turn<Storm>, choose: Choose): void {
  const message: StormMessage = { kind: 'storm', number: turn.state.events, hops: choose(3) };
  switch (choose(9)) {
    case 0:
      return turn.sendEarly(peerOf(turn.state, choose), message);
    case 1:
      return turn.write(turn.state.events, choose(2) === 0 ? null : turn.state.events);
    case 2:
      return turn.rewrite([turn.state.events], turn.state.events);
    case 3:
      return turn.setTimer('retry', 50, 5_000);
    case 4:
      return turn.cancelTimer('retry');
    case 5:
      return turn.setTimer('far', 10_000, 30_000);
    case 6:
      return turn.emit(choose(100));
    default:
      return turn.send(peerOf(turn.state, choose), message);
  }
}
