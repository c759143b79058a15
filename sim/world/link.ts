import type { NodeId } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { Packet } from './packet.ts';

/** What has left on a limited link and not been handed over. */
export interface UnderWay {
  readonly packet: Packet;
  /** How long it occupies the line, in microseconds. */
  readonly occupies: number;
}

/** One direction between two nodes. */
export class Link {
  readonly from: NodeId;
  readonly to: NodeId;
  /** Added to every latency, in microseconds. */
  readonly bias: number;
  /** Reasons why it holds everything back. */
  clogs = 0;
  /** Nothing goes wrong on it any more. */
  isCalm = false;
  /** Messages that have left on it, copies not counted. */
  sent = 0;
  /** Highest sequence delivered so far. */
  arrived = 0;
  /** When the latest of those under way arrives. */
  lastArrival: Time = -1;
  /** When the line will have sent off everything that waits for it. */
  freeAt: Time = 0;
  /** Where a queue or the line is limited: what has left and not been handed over. */
  underWay: UnderWay[] = [];
  /** What a clog keeps, in the order in which it came. */
  held: Packet[] = [];

  constructor(from: NodeId, to: NodeId, bias: number) {
    this.from = from;
    this.to = to;
    this.bias = bias;
  }

  copy(): Link {
    return Object.assign(new Link(this.from, this.to, this.bias), this, { held: [...this.held], underWay: [...this.underWay] });
  }
}
