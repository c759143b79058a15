/** Deliberate bugs of reads that are confirmed by rounds of heartbeats. */
import type { Mutant } from '../../../sim/core/index.ts';
import { raftRules } from '../raft-rules.ts';
import type { RaftRules } from '../rules.ts';

type RaftMutant = Mutant<RaftRules>;

const readsBeforeCommit: RaftMutant = {
  id: 'RAFT-READ-02',
  title: 'A new leader serves reads before it has committed an entry of its term.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'etcd #7331, tikv #9208 and #9240, raft-rs 8c95a3f',
  scheduleSize: 3,
  replaces: { hasCommittedInTerm: () => true, isReadyForChange: (turn) => raftRules.hasCommittedInTerm(turn) },
};

const anyAnswerConfirms: RaftMutant = {
  id: 'RAFT-READ-05',
  title: 'An answer to any heartbeat of the term confirms a read, also one that was sent before it came.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 6.4: a round of heartbeats after the read index was saved',
  scheduleSize: 4,
  replaces: {
    handleAppendEntriesReply(turn, from, message) {
      raftRules.handleAppendEntriesReply(turn, from, { ...message, round: turn.state.round });
    },
  },
};

const followersRead: RaftMutant = {
  id: 'RAFT-READ-06',
  title: 'Every server answers reads from what it has applied.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'jgroups-raft #208',
  scheduleSize: 2,
  replaces: { read: (turn, id) => turn.answer(id, { kind: 'readable', index: turn.state.commitIndex }) },
};

const oneVoterIsEnough: RaftMutant = {
  id: 'RAFT-READ-09',
  title: 'In the joint phase, a leader that will be the only voter confirms its reads alone.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'raft-rs 2d89626',
  scheduleSize: 4,
  replaces: {
    confirmedRound(turn) {
      const { voters } = turn.configuration;
      return voters.length === 1 && voters[0] === turn.state.self ? turn.state.round : raftRules.confirmedRound(turn);
    },
  },
};

const roundUnderWayConfirms: RaftMutant = {
  id: 'RAFT-READ-51',
  title: 'A read is confirmed by the round that was under way when it came.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 6.4: a round of heartbeats after the read index was saved',
  scheduleSize: 4,
  replaces: { roundOfReads: ({ state }) => state.round },
};

export const readMutants = [readsBeforeCommit, anyAnswerConfirms, followersRead, oneVoterIsEnough, roundUnderWayConfirms] as const;
