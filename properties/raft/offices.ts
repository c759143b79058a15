/** What a server in each role must have armed, and may send (paper, section 5.2 and Figure 2, Rules for Servers). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens, type RaftStep } from './lens.ts';

/** AppendEntries RPC: "Invoked by leader to replicate log entries", in the leader's term. */
export const sentByLeader = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'AppendEntries of a term are sent by its leader (Figure 2)', ({ node, before, after, sent }) => {
    for (const { message } of sent) {
      if (message.kind !== 'appendEntries' && message.kind !== 'installSnapshot' && message.kind !== 'timeoutNow') continue;
      const leads = [before, after].some((state) => state?.role === 'leader' && state.currentTerm === message.term);
      if (!leads) return `node ${node} sends ${message.kind} of term ${message.term}, which it does not lead`;
    }
    return true;
  });

/**
 * "If election timeout elapses without receiving AppendEntries RPC from current leader or granting vote to candidate: convert to
 * candidate": whoever does not lead waits; whoever leads repeats heartbeats "during idle periods to prevent election timeouts".
 */
export const timersArmed = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'a follower waits for an election timeout, a leader for the next heartbeat (Figure 2)', () => {
    const timers = { election: new Set<NodeId>(), heartbeat: new Set<NodeId>() };
    return (step) => {
      const { node, after } = step;
      follow(timers.election, 'election', step);
      follow(timers.heartbeat, 'heartbeat', step);
      if (after.storage !== 'serving') return true;
      const timer = after.role === 'leader' ? 'heartbeat' : 'election';
      return timers[timer].has(node) || `node ${node}, ${after.role} of term ${after.currentTerm}, has no ${timer} timer`;
    };
  });

function follow(armed: Set<NodeId>, timer: string, { node, event, effects }: RaftStep): void {
  if (event.kind === 'start' || (event.kind === 'timeout' && event.timer === timer)) armed.delete(node);
  for (const effect of effects) {
    if (effect.kind === 'setTimer' && effect.timer === timer) armed.add(node);
    else if (effect.kind === 'cancelTimer' && effect.timer === timer) armed.delete(node);
  }
}
