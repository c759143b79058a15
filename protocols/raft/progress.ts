import type { NodeId } from '../../sim/core/index.ts';
import type { Progress } from './raft.ts';

/** What a new leader knows of a server: nothing, so it probes at the end of its own log (Figure 2, State, Leaders). */
export function freshProgress(peer: NodeId, nextIndex: number): Progress {
  return { peer, mode: 'probe', nextIndex, matchIndex: 0, inflight: [], round: 0, isActive: false, received: 0, silence: 0 };
}

/** A snapshot is large: it is not sent again with each heartbeat, but after so many without an answer. */
export const heartbeatsPerChunk = 4;
