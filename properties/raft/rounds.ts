/** Which rounds of heartbeats the voters have answered, as far as a leader can know it. */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { RaftState } from '../../protocols/raft/index.ts';
import type { RaftStep } from './lens.ts';
import { configurationOf, isQuorum } from './quorums.ts';

/** Of one leader, since it took office. */
export class Rounds {
  private readonly answered = new Map<NodeId, number>();

  hear({ after, received }: RaftStep): void {
    if (received?.message.kind !== 'appendEntriesReply' || received.message.term !== after.currentTerm) return;
    this.answered.set(received.from, Math.max(received.message.round, this.answered.get(received.from) ?? 0));
  }

  /** Has a majority answered this round, or a later one? */
  areAnswered(state: RaftState, round: number): boolean {
    return isQuorum(configurationOf(state), (voter) => voter === state.self || (this.answered.get(voter) ?? 0) >= round);
  }
}

/** Does it lead on in the term in which it led before this step? */
export const leadsOn = ({ before, after }: RaftStep): boolean => after.role === 'leader' && before?.role === 'leader' && before.currentTerm === after.currentTerm;
