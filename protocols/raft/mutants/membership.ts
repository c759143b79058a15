/** Deliberate bugs of membership changes: who counts, from when on, and who leaves. */
import type { Mutant } from '../../../sim/core/index.ts';
import type { Configuration } from '../raft.ts';
import { raftRules } from '../raft-rules.ts';
import { ignore, latest } from '../rules.ts';
import type { RaftRules } from '../rules.ts';

type RaftMutant = Mutant<RaftRules>;

const changesBeforeCommit: RaftMutant = {
  id: 'RAFT-MEMBER-01',
  title: 'A new leader changes one voter before it has committed an entry of its term.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'thesis 4.1, erratum (raft-dev, 2015); copycat #23, braft #182, axon #120, openraft #2051',
  scheduleSize: 4,
  replaces: { isReadyForChange: () => true },
};

const newMajorityDecides: RaftMutant = {
  id: 'RAFT-MEMBER-03',
  title: 'In the joint phase, a majority of the new voters decides alone.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'async-raft #62',
  scheduleSize: 2,
  replaces: {
    isQuorum: (configuration, has) => raftRules.isQuorum({ ...configuration, outgoing: [] }, has),
    quorumValue: (configuration, valueOf) => raftRules.quorumValue({ ...configuration, outgoing: [] }, valueOf),
  },
};

const countsVotesAsApplied: RaftMutant = {
  id: 'RAFT-MEMBER-04',
  title: 'A candidate counts its votes by the configuration that it has applied, not by the latest in its log.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'etcd #7280, #11284, #12133, raft-rs #221, etcd-io/raft #469',
  scheduleSize: 2,
  replaces: {
    countVote(turn, from) {
      const { state, rules } = turn;
      if (!state.votes.includes(from)) state.votes = [...state.votes, from];
      const applied = state.configurations.findLast(({ index }) => index <= state.lastApplied) ?? state.snapshot;
      if (!rules.isQuorum(applied.configuration, (voter) => state.votes.includes(voter))) return;
      if (state.role === 'preCandidate') rules.startElection(turn, false);
      else rules.becomeLeader(turn);
    },
  },
};

const leadsWithoutVote: RaftMutant = {
  id: 'RAFT-MEMBER-06',
  title: 'A leader that has been removed goes on leading.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'LogCabin #205, openraft #598',
  scheduleSize: 1,
  replaces: {
    advanceConfiguration(turn) {
      const { configuration } = latest(turn.state);
      if (configuration.outgoing.length > 0) raftRules.advanceConfiguration(turn);
    },
  },
};

const countsItself: RaftMutant = {
  id: 'RAFT-MEMBER-07',
  title: 'A leader counts its own copy although it is no voter any more.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'RedisLabs/raft #13',
  scheduleSize: 1,
  replaces: {
    advanceCommitIndex(turn) {
      const { state } = turn;
      const { voters } = turn.configuration;
      if (state.role !== 'leader' || voters.includes(state.self)) return raftRules.advanceCommitIndex(turn);
      const others = voters.map((voter) => turn.progressOf(voter)?.matchIndex ?? 0).sort((a, b) => b - a);
      const reached = Math.min(state.durableIndex, others[Math.floor(voters.length / 2) - 1] ?? state.durableIndex);
      if (reached > state.commitIndex && turn.termAt(reached) === state.currentTerm) state.commitIndex = reached;
    },
  },
};

const learnersRefuse: RaftMutant = {
  id: 'RAFT-MEMBER-09',
  title: 'A server that takes itself for a learner answers no request for its vote.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'raft-rs #57; etcd, campaign_learner_must_vote',
  scheduleSize: 4,
  replaces: {
    handleRequestVote(turn, from, message) {
      if (!turn.isVoter) return ignore('no voter');
      raftRules.handleRequestVote(turn, from, message);
    },
  },
};

const nobodyRefuses: RaftMutant = {
  id: 'RAFT-MEMBER-12',
  title: 'Nobody refuses its vote because its leader is recent: who was removed, or cut off, disturbs.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'LogCabin #56, hashicorp/raft #524 and #526',
  scheduleSize: 1,
  replaces: { isDisturbance: () => false },
};

const changesOverlap: RaftMutant = {
  id: 'RAFT-MEMBER-51',
  title: 'A change begins while another one is not committed.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 4.1: one server at a time, "the next change begins when the previous one has been committed"',
  scheduleSize: 3,
  replaces: { isChangePending: () => false },
};

const keepsTruncatedChange: RaftMutant = {
  id: 'RAFT-MEMBER-52',
  title: 'A change whose entry is deleted from the log stays in force.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'thesis 4.1: "a server must be prepared to fall back to the previous configuration in its log"',
  scheduleSize: 2,
  replaces: {
    followConfigurations(turn, after) {
      const { configurations } = turn.state;
      raftRules.followConfigurations(turn, after);
      const [newest] = configurations.slice(-1);
      if (newest !== undefined && newest.index > after && newest.index > latest(turn.state).index) {
        turn.state.configurations = [...turn.state.configurations, newest];
      }
    },
  },
};

const snapshotWithoutMembers: RaftMutant = {
  id: 'RAFT-MEMBER-53',
  title: 'A snapshot that is installed does not bring its configuration.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'section 7: "the latest configuration in the log as of last included index"; scylladb #9551',
  scheduleSize: 2,
  replaces: {
    install(turn, snapshot) {
      raftRules.install(turn, { ...snapshot, configuration: turn.state.snapshot.configuration });
    },
  },
};

const leavesJointEarly: RaftMutant = {
  id: 'RAFT-MEMBER-54',
  title: 'The new configuration follows the joint one before that is committed.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'section 6: "Once C_old,new has been committed, neither C_old nor C_new can make decisions without approval of the other"',
  scheduleSize: 2,
  replaces: {
    advanceConfiguration(turn) {
      const { configuration } = latest(turn.state);
      if (turn.state.role !== 'leader' || configuration.outgoing.length === 0) return raftRules.advanceConfiguration(turn);
      turn.rules.appendAsLeader(turn, { kind: 'configuration', configuration: { ...configuration, outgoing: [] } });
    },
  },
};

const withLearners = ({ voters, outgoing, learners }: Configuration): Configuration => ({ voters: [...voters, ...learners], outgoing, learners });

const learnersCount: RaftMutant = {
  id: 'RAFT-MEMBER-55',
  title: 'Learners count in majorities.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 4.2.1: "entries are replicated to it, but it is not yet counted towards majorities"',
  scheduleSize: 2,
  replaces: {
    isQuorum: (configuration, has) => raftRules.isQuorum(withLearners(configuration), has),
    quorumValue: (configuration, valueOf) => raftRules.quorumValue(withLearners(configuration), valueOf),
  },
};

const anybodyCampaigns: RaftMutant = {
  id: 'RAFT-MEMBER-56',
  title: 'Learners, and who has been removed, ask for votes like everybody else.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'thesis 4.2.2: a server that is not part of its own latest configuration starts no election; openraft #598',
  scheduleSize: 0,
  replaces: { mayCampaign: () => true },
};

export const membershipMutants = [
  changesBeforeCommit,
  newMajorityDecides,
  countsVotesAsApplied,
  leadsWithoutVote,
  countsItself,
  learnersRefuse,
  nobodyRefuses,
  changesOverlap,
  keepsTruncatedChange,
  snapshotWithoutMembers,
  leavesJointEarly,
  learnersCount,
  anybodyCampaigns,
] as const;
