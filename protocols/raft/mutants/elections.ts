/** Deliberate bugs of elections: who votes for whom, and who counts whose votes. */
import type { Mutant } from '../../../sim/core/index.ts';
import { raftRules } from '../raft-rules.ts';
import { ignore } from '../rules.ts';
import type { RaftRules } from '../rules.ts';

type RaftMutant = Mutant<RaftRules>;

const countsDoubledVotes: RaftMutant = {
  id: 'RAFT-ELECT-01',
  title: 'Votes are counted, not voters: a doubled answer counts twice.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'akka-raft raft-45, found by DeMi',
  scheduleSize: 1,
  replaces: {
    countVote(turn, from) {
      const { state, rules } = turn;
      if (from !== state.self) state.votes = [...state.votes, from];
      if (2 * state.votes.length <= turn.configuration.voters.length) return;
      if (state.role === 'preCandidate') rules.startElection(turn, false);
      else rules.becomeLeader(turn);
    },
  },
};

const forgetsVoteForLeader: RaftMutant = {
  id: 'RAFT-ELECT-03',
  title: 'Who hears from the leader forgets for whom it voted.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'akka-raft raft-56, willemt/raft bdabd1d',
  scheduleSize: 0,
  replaces: {
    hearFromLeader(turn, leader) {
      turn.state.votedFor = null;
      turn.rules.storeTerm(turn);
      raftRules.hearFromLeader(turn, leader);
    },
  },
};

const takesZeroForNobody: RaftMutant = {
  id: 'RAFT-ELECT-04',
  title: 'A vote for server 0 is taken for none.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'willemt/raft fe60545',
  scheduleSize: 0,
  replaces: {
    mayVoteFor(turn, from, message) {
      const { votedFor, currentTerm } = turn.state;
      if (message.preVote || votedFor !== 0) return raftRules.mayVoteFor(turn, from, message);
      return message.term === currentTerm;
    },
  },
};

const votesInOlderTerms: RaftMutant = {
  id: 'RAFT-ELECT-51',
  title: 'A vote is given for an election of an older term.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 2, RequestVote RPC, Receiver 1: "Reply false if term < currentTerm"',
  scheduleSize: 0,
  replaces: {
    mayVoteFor(turn, from, message) {
      if (message.preVote || message.term >= turn.state.currentTerm) return raftRules.mayVoteFor(turn, from, message);
      return turn.state.votedFor === null;
    },
  },
};

const prefersLongerLogs: RaftMutant = {
  id: 'RAFT-ELECT-52',
  title: 'The longer log is taken for the more up-to-date one, whatever its last term.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'section 5.4.1: "If the logs have last entries with different terms, then the log with the later term is more up-to-date"',
  scheduleSize: 1,
  replaces: { isUpToDate: (turn, { lastLogIndex }) => lastLogIndex >= turn.lastIndex },
};

const comparesTermsOnly: RaftMutant = {
  id: 'RAFT-ELECT-53',
  title: 'Of two logs that end in the same term, a shorter one will do.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'section 5.4.1: "If the logs end with the same term, then whichever log is longer is more up-to-date"',
  scheduleSize: 2,
  replaces: { isUpToDate: (turn, { lastLogTerm }) => lastLogTerm >= turn.lastTerm },
};

const countsLateVotes: RaftMutant = {
  id: 'RAFT-ELECT-54',
  title: 'A vote counts in whatever election is open when it comes.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'Figure 2, RequestVote RPC; Xraft #1, found by SandTable: two leaders in one term',
  scheduleSize: 1,
  replaces: {
    handleRequestVoteReply(turn, from, { term, voteGranted, preVote }) {
      const { state, rules } = turn;
      if (!(preVote && voteGranted)) rules.observeTerm(turn, term);
      if (!voteGranted || state.role !== (preVote ? 'preCandidate' : 'candidate')) return ignore('it answers no election of ours');
      rules.countVote(turn, from);
    },
  },
};

const countsPreVotes: RaftMutant = {
  id: 'RAFT-ELECT-55',
  title: 'A pre-vote that comes when the election has begun counts as a vote.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 9.6: a pre-vote is no vote',
  scheduleSize: 0,
  replaces: {
    handleRequestVoteReply(turn, from, message) {
      const isLate = message.preVote && message.voteGranted && turn.state.role === 'candidate';
      raftRules.handleRequestVoteReply(turn, from, isLate ? { ...message, preVote: false } : message);
    },
  },
};

const halfIsEnough: RaftMutant = {
  id: 'RAFT-ELECT-56',
  title: 'Half of the voters elect a leader.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'section 5.2: "votes from a majority of the servers in the full cluster"; clusters of even size',
  scheduleSize: 0,
  replaces: {
    isQuorum({ voters, outgoing }, has) {
      return [voters, outgoing].every((set) => 2 * set.filter(has).length >= set.length);
    },
  },
};

const asksBeforeStoring: RaftMutant = {
  id: 'RAFT-ELECT-57',
  title: 'A candidate asks for votes before its own is stored.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 2, State: "Updated on stable storage before responding to RPCs"; etcd/raft: MsgVote waits for its HardState',
  scheduleSize: 0,
  replaces: {
    startElection(turn, transfer) {
      raftRules.startElection(turn, transfer);
      const { currentTerm: term, log } = turn.state;
      for (const voter of turn.otherVoters) {
        turn.sendEarly(voter, { kind: 'requestVote', term, lastLogIndex: log.lastIndex, lastLogTerm: turn.lastTerm, preVote: false, transfer });
      }
    },
  },
};

const preVoteClearsVote: RaftMutant = {
  id: 'RAFT-ELECT-19',
  title: 'Who begins a pre-vote gives back the vote of its term.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'canonical/raft 867cbf6, undone by ad00295; discussions #196 and #247',
  scheduleSize: 0,
  replaces: {
    startPreVote(turn) {
      turn.state.votedFor = null;
      turn.rules.storeTerm(turn);
      raftRules.startPreVote(turn);
    },
  },
};

const leaderGrantsPreVotes: RaftMutant = {
  id: 'RAFT-ELECT-10',
  title: 'A leader grants votes and pre-votes while it leads.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'DaosRaft #70, found by SandTable; CCF #3810',
  scheduleSize: 1,
  replaces: {
    isDisturbance: (turn, message) => turn.state.role !== 'leader' && raftRules.isDisturbance(turn, message),
  },
};

const leavesPreVoteOut: RaftMutant = {
  id: 'RAFT-ELECT-18',
  title: 'Servers that hear no leader raise their term at once: the pre-vote is left out.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Howard and Abraham, "Raft does not guarantee liveness in the face of network faults", 2020',
  scheduleSize: 1,
  replaces: { startPreVote: (turn) => turn.rules.startElection(turn, false) },
};

const followsDisturbers: RaftMutant = {
  id: 'RAFT-ELECT-58',
  title: 'Who refuses to vote because its leader is recent takes over the term nevertheless.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'thesis 4.2.3: "it does not update its term or grant its vote"',
  scheduleSize: 1,
  replaces: {
    handleRequestVote(turn, from, message) {
      if (!message.preVote) turn.rules.observeTerm(turn, message.term);
      raftRules.handleRequestVote(turn, from, message);
    },
  },
};

export const electionMutants = [
  countsDoubledVotes,
  forgetsVoteForLeader,
  takesZeroForNobody,
  leaderGrantsPreVotes,
  leavesPreVoteOut,
  preVoteClearsVote,
  votesInOlderTerms,
  prefersLongerLogs,
  comparesTermsOnly,
  countsLateVotes,
  countsPreVotes,
  halfIsEnough,
  asksBeforeStoring,
  followsDisturbers,
] as const;
