import type { NodeId } from '../core/protocol.ts';
import type { Identity } from './random.ts';

/** A message on its way. */
export interface Packet {
  readonly kind: 'packet';
  readonly identity: Identity;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: unknown;
  /** Fingerprint of the message; 0 where the world is not hashed. */
  readonly hash: number;
  /** Position in the order of sending on its link, from 1; 0 for a copy, which has none. */
  readonly sequence: number;
}
