/** Majorities (paper, sections 5.2, 5.3 and 6), and leaders that have lost theirs (thesis 6.2). */
import type { NodeId } from '../../sim/core/index.ts';
import type { QuorumRules } from './rules.ts';

const majorityOf = (voters: readonly NodeId[]): number => Math.floor(voters.length / 2) + 1;

const isMajority = (voters: readonly NodeId[], has: (voter: NodeId) => boolean): boolean => voters.filter(has).length >= majorityOf(voters);

/** The highest value that a majority of these voters has reached. */
function majorityValue(voters: readonly NodeId[], valueOf: (voter: NodeId) => number): number {
  const falling = voters.map(valueOf).sort((a, b) => b - a);
  return falling[majorityOf(voters) - 1] ?? 0;
}

export const quorumRules: QuorumRules = {
  isQuorum({ voters, outgoing }, has) {
    return isMajority(voters, has) && (outgoing.length === 0 || isMajority(outgoing, has));
  },

  quorumValue({ voters, outgoing }, valueOf) {
    const value = majorityValue(voters, valueOf);
    return outgoing.length === 0 ? value : Math.min(value, majorityValue(outgoing, valueOf));
  },

  checkQuorum(turn) {
    const { state, options, rules } = turn;
    const isActive = (voter: NodeId): boolean => voter === state.self || turn.progressOf(voter)?.isActive === true;
    if (rules.isStalled(turn) || !rules.isQuorum(turn.configuration, isActive)) return rules.becomeFollower(turn, state.currentTerm);
    state.progress = state.progress.map((progress) => ({ ...progress, isActive: false }));
    state.checkedIndex = turn.lastIndex;
    turn.setTimer('quorum', options.electionTimeoutMin);
  },

  isStalled: ({ state }) => state.checkedIndex >= state.firstIndexOfTerm && state.durableIndex < state.checkedIndex,
};
