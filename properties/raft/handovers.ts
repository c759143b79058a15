/** Leadership transfer (thesis 3.10): who asks for it, and for how long. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens } from './lens.ts';

/**
 * Thesis 4.2.3: a leader that hands over tells its target's election apart, so that voters do not refuse it. Nobody else may claim that: not after a
 * TimeoutNow of another term, nor once the election that was wished for is over.
 */
export const wishIsReal = (lens: RaftLens): Tracked =>
  raftAcross(lens, "only whom the leader of its term has told so asks for votes at a leader's wish (thesis 3.10, 4.2.3)", ({ node, before, received, sent }) => {
    if (!sent.some(({ message }) => message.kind === 'requestVote' && message.transfer)) return true;
    if (received?.message.kind === 'timeoutNow' && received.message.term === before?.currentTerm) return true;
    return `node ${node} asks for votes at the wish of no leader`;
  });

/** "If leadership transfer does not complete after about an election timeout, the prior leader aborts the transfer and resumes accepting client requests." */
export const transferEnds = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'a transfer that takes an election timeout is given up (thesis 3.10)', () => {
    const armed = new Set<NodeId>();
    return ({ node, event, after, effects }) => {
      if (event.kind === 'start' || (event.kind === 'timeout' && event.timer === 'transfer')) armed.delete(node);
      for (const effect of effects) {
        if (effect.kind === 'setTimer' && effect.timer === 'transfer') armed.add(node);
        else if (effect.kind === 'cancelTimer' && effect.timer === 'transfer') armed.delete(node);
      }
      return after.transfer === null || armed.has(node) || `leader ${node} hands over to node ${after.transfer.target}, and nothing will end it`;
    };
  });
