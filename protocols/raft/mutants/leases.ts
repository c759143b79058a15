/** Deliberate bugs of leases: reads that rest on time. */
import type { Mutant } from '../../../sim/core/index.ts';
import { raftRules } from '../raft-rules.ts';
import type { RaftRules } from '../rules.ts';

type RaftMutant = Mutant<RaftRules>;

const leadingIsLease: RaftMutant = {
  id: 'RAFT-LEASE-01',
  title: 'Whoever leads has a lease.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'sofa-jraft #25, tikv #964',
  scheduleSize: 3,
  replaces: { hasLease: ({ options }) => options.reads === 'lease' },
};

const leaseFromReceipt: RaftMutant = {
  id: 'RAFT-LEASE-02',
  title: 'The lease counts from when the answers come, not from when the heartbeat was sent.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'yugabyte-db #16',
  scheduleSize: 5,
  replaces: {
    extendLease(turn, confirmed) {
      const { state, now } = turn;
      if (now !== null) state.rounds = state.rounds.map((round) => (round.round <= confirmed ? { ...round, sentAt: now } : round));
      raftRules.extendLease(turn, confirmed);
    },
  },
};

const transferKeepsLease: RaftMutant = {
  id: 'RAFT-LEASE-04',
  title: 'A leader that has told another one to take over goes on relying on its lease.',
  protocol: 'raftReplica',
  hardness: 'very hard',
  source: 'etcd #12704, raft-rs #234, tikv #1593, openraft #1748 and #1749',
  scheduleSize: 5,
  replaces: {
    hasLease: ({ state, options, now }) => options.reads === 'lease' && now !== null && now < state.leaseUntil,
  },
};

const leaseByWallClock: RaftMutant = {
  id: 'RAFT-LEASE-05',
  title: 'Leases are measured on the wall clock.',
  protocol: 'raftReplica',
  hardness: 'easy',
  source: 'sofa-jraft #24 and #26',
  scheduleSize: 4,
  replaces: { clockOfLeases: ({ wall }) => wall },
};

const votesAtOnceAfterStart: RaftMutant = {
  id: 'RAFT-LEASE-07',
  title: 'A voter that has restarted votes at once: it has forgotten the lease that it gave.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'yugabyte-db #16, sofa-jraft #25: leases that are not waited out',
  scheduleSize: 4,
  replaces: { waitOutLease: () => {} },
};

const ignoresDrift: RaftMutant = {
  id: 'RAFT-LEASE-51',
  title: 'Leases last as long as voters wait: clocks are taken to run alike.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 6.4.1: the lease is shortened by the bound on clock drift',
  scheduleSize: 4,
  replaces: { leaseDuration: ({ electionTimeoutMin }) => electionTimeoutMin },
};

const refusesPreVotesOnly: RaftMutant = {
  id: 'RAFT-LEASE-53',
  title: 'While a leader is recent, pre-votes are refused and votes are given.',
  protocol: 'raftReplica',
  hardness: 'hard',
  source: 'thesis 4.2.3 and 6.4.1: the lease rests on voters that refuse',
  scheduleSize: 4,
  replaces: { isDisturbance: (turn, message) => message.preVote && raftRules.isDisturbance(turn, message) },
};

const leaseWithoutAnswers: RaftMutant = {
  id: 'RAFT-LEASE-54',
  title: 'A round of heartbeats extends the lease when it is sent, answered or not.',
  protocol: 'raftReplica',
  hardness: 'medium',
  source: 'thesis 6.4.1: "Once the leader\'s heartbeats were acknowledged by a majority of the cluster, the leader would extend its lease"',
  scheduleSize: 3,
  replaces: { extendLease: (turn) => raftRules.extendLease(turn, turn.state.round) },
};

export const leaseMutants = [
  leadingIsLease,
  leaseFromReceipt,
  transferKeepsLease,
  leaseByWallClock,
  votesAtOnceAfterStart,
  ignoresDrift,
  refusesPreVotesOnly,
  leaseWithoutAnswers,
] as const;
