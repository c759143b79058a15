/** Deliberate bugs of terms, offices and timers: when a server gives up on its leader, or on itself. */
import type { Mutant } from '../../../sim/core/index.ts';
import { raftRules } from '../raft-rules.ts';
import { ignore } from '../rules.ts';
import type { RaftRules } from '../rules.ts';

type RaftMutant = Mutant<RaftRules>;

const ignoresTermsOfReplies: RaftMutant = {
  id: 'RAFT-ELECT-06',
  title: 'A higher term in an answer makes nobody step down.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'verdi-raft #29',
  scheduleSize: 1,
  replaces: {
    handleRequestVoteReply(turn, from, message) {
      if (message.voteGranted || message.term <= turn.state.currentTerm) raftRules.handleRequestVoteReply(turn, from, message);
    },
    handleAppendEntriesReply(turn, from, message) {
      if (message.term <= turn.state.currentTerm) raftRules.handleAppendEntriesReply(turn, from, message);
    },
  },
};

const keepsVoteInNewTerm: RaftMutant = {
  id: 'RAFT-ELECT-07',
  title: 'A newer term is adopted, and the vote of the older one kept.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'seaweedfs/raft #9',
  scheduleSize: 0,
  replaces: {
    becomeFollower(turn, term) {
      const { votedFor, currentTerm } = turn.state;
      raftRules.becomeFollower(turn, term);
      if (term === currentTerm) return;
      turn.state.votedFor = votedFor;
      turn.rules.storeTerm(turn);
    },
  },
};

const sameTimeoutForAll: RaftMutant = {
  id: 'RAFT-ELECT-12',
  title: 'All servers wait equally long for a leader.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'hashicorp/raft #50, cda1ee8',
  scheduleSize: 1,
  replaces: {
    resetElectionTimer(turn) {
      turn.state.leaderIsRecent = false;
      turn.setTimer('election', turn.options.electionTimeoutMax);
    },
    handleElectionTimeout(turn) {
      const { state, options } = turn;
      if (state.role === 'leader' || !state.leaderIsRecent) return raftRules.handleElectionTimeout(turn);
      state.leaderIsRecent = false;
      turn.setTimer('election', Math.max(1, options.electionTimeoutMax - options.electionTimeoutMin));
    },
  },
};

const anybodyRestartsTimer: RaftMutant = {
  id: 'RAFT-ELECT-13',
  title: 'Requests that are refused restart the election timer, too.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: "Students' Guide to Raft, on livelocks",
  scheduleSize: 0,
  replaces: {
    handleRequestVote(turn, from, message) {
      raftRules.handleRequestVote(turn, from, message);
      if (turn.state.role !== 'leader' && !turn.state.leaderIsRecent) turn.rules.resetElectionTimer(turn);
    },
  },
};

const stepsDownForGood: RaftMutant = {
  id: 'RAFT-ELECT-15',
  title: 'A leader that has stepped down waits for no other: it starts no timer.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'hashicorp/raft 4c81de3',
  scheduleSize: 0,
  replaces: {
    becomeFollower(turn, term) {
      const led = turn.state.role === 'leader';
      raftRules.becomeFollower(turn, term);
      if (led) turn.cancelTimer('election');
    },
  },
};

const silentToOlderTerms: RaftMutant = {
  id: 'RAFT-ELECT-21',
  title: 'Requests of an older term are not answered: who asks never learns the newer one.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'etcd 3c7359d, raft-rs 0.3.0, canonical/raft #279',
  scheduleSize: 4,
  replaces: {
    handleRequestVote(turn, from, message) {
      if (message.term < turn.state.currentTerm) return ignore('an older term');
      raftRules.handleRequestVote(turn, from, message);
    },
  },
};

const keepsSilentLeader: RaftMutant = {
  id: 'RAFT-ELECT-22',
  title: 'Who asks for pre-votes still holds to its silent leader, and refuses those who ask it.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'etcd #8334, raft-rs #84',
  scheduleSize: 1,
  replaces: {
    startPreVote(turn) {
      const { leaderId } = turn.state;
      raftRules.startPreVote(turn);
      if (turn.state.role !== 'preCandidate' || leaderId === null) return;
      turn.state.leaderId = leaderId;
      turn.state.leaderIsRecent = true;
    },
    // Nobody has told it that it is not: it asks again, and holds on.
    handleElectionTimeout(turn) {
      if (turn.state.role === 'preCandidate') turn.rules.startPreVote(turn);
      else raftRules.handleElectionTimeout(turn);
    },
  },
};

const leadsWithoutQuorum: RaftMutant = {
  id: 'RAFT-ELECT-24',
  title: 'A leader that hears from no majority goes on leading.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'etcd #3866, copycat #19, valkey #3916',
  scheduleSize: 1,
  replaces: { checkQuorum: (turn) => turn.setTimer('quorum', turn.options.electionTimeoutMin) },
};

const leadsWithHungDisk: RaftMutant = {
  id: 'RAFT-ELECT-25',
  title: 'A leader whose disk stores nothing keeps its followers calm.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'hashicorp/raft #503, etcd #13527',
  scheduleSize: 2,
  replaces: { isStalled: () => false },
};

const stampsQueueLate: RaftMutant = {
  id: 'RAFT-ELECT-27',
  title: 'What waits to be sent gets its term when it leaves: a deposed leader sends it in a term that is not its own.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'hashicorp/raft f887341, willemt/raft 75b0104',
  scheduleSize: 1,
  replaces: {
    observeTerm(turn, term) {
      const { state, rules } = turn;
      const led = state.role === 'leader' && term > state.currentTerm;
      const behind = led ? state.progress.filter(({ nextIndex }) => turn.knows(nextIndex - 1) && nextIndex < turn.lastIndex) : [];
      const queue = behind.map((progress) => ({ to: progress.peer, message: rules.appendEntriesFor(turn, progress, turn.options.maxEntries) }));
      raftRules.observeTerm(turn, term);
      for (const { to, message } of queue) turn.send(to, { ...message, term: state.currentTerm });
    },
  },
};

const storesTermsWithVotesOnly: RaftMutant = {
  id: 'RAFT-ELECT-61',
  title: 'A term is stored with the vote that is given in it; one that is only heard of is not.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'Figure 2, State: currentTerm is persistent',
  scheduleSize: 0,
  replaces: {
    storeTerm(turn) {
      if (turn.state.votedFor !== null) raftRules.storeTerm(turn);
    },
  },
};

const keepsDurableIndex: RaftMutant = {
  id: 'RAFT-ELECT-62',
  title: 'A new leader takes what it had stored in an earlier office for what it has stored in this one.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 10.2.1; etcd/raft #43, on acknowledgements of overwritten entries',
  scheduleSize: 3,
  replaces: {
    becomeLeader(turn) {
      const { durableIndex } = turn.state;
      raftRules.becomeLeader(turn);
      turn.state.durableIndex = durableIndex;
    },
  },
};

export const termMutants = [
  ignoresTermsOfReplies,
  keepsVoteInNewTerm,
  sameTimeoutForAll,
  anybodyRestartsTimer,
  stepsDownForGood,
  silentToOlderTerms,
  keepsSilentLeader,
  leadsWithoutQuorum,
  leadsWithHungDisk,
  stampsQueueLate,
  storesTermsWithVotesOnly,
  keepsDurableIndex,
] as const;
