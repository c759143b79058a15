/** Committing and applying (paper, sections 5.3 and 5.4.2). */
import type { CommitRules } from './rules.ts';

export const commitRules: CommitRules = {
  advanceCommitIndex(turn) {
    const { state, rules } = turn;
    if (state.role !== 'leader' || state.commitIndex === turn.lastIndex) return;
    const stored = (voter: number): number => (voter === state.self ? state.durableIndex : (turn.progressOf(voter)?.matchIndex ?? 0));
    const reached = rules.quorumValue(turn.configuration, stored);
    // Entries of earlier terms are committed by one of this term, never by counting: Figure 8.
    if (reached > state.commitIndex && turn.termAt(reached) === state.currentTerm) state.commitIndex = reached;
  },

  applyCommitted(turn) {
    const { state } = turn;
    while (state.lastApplied < state.commitIndex) {
      const index = ++state.lastApplied;
      turn.emit({ kind: 'apply', index, entry: state.log.at(index) });
    }
  },
};
