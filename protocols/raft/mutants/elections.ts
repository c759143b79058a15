/** Deliberate bugs of elections: votes, pre-votes and when a server gives up on its leader. */
import type { Mutant } from '../../../sim/core/index.ts';
import type { RaftRules } from '../rules.ts';

const countsDoubledVotes: Mutant<RaftRules> = {
  id: 'RAFT-ELECT-01',
  title: 'Votes are counted, not voters: a doubled answer counts twice.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'akka-raft raft-45, found by DeMi',
  scheduleSize: 1,
  replaces: {
    countVote(turn, from) {
      const { state, rules } = turn;
      state.votes = [...state.votes, from];
      if (2 * state.votes.length <= turn.configuration.voters.length) return;
      if (state.role === 'preCandidate') rules.startElection(turn, false);
      else rules.becomeLeader(turn);
    },
  },
};

export const electionMutants = [countsDoubledVotes] as const;
