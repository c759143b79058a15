import { appendEntriesRules } from './append-entries.ts';
import { commitRules } from './commit.ts';
import { electionRules } from './election.ts';
import { membershipRules } from './membership.ts';
import { quorumRules } from './quorum.ts';
import { readRules } from './reads.ts';
import { replicationRules } from './replication.ts';
import type { RaftRules } from './rules.ts';
import { snapshotRules } from './snapshots.ts';
import { storageRules } from './storage.ts';
import { termRules } from './terms.ts';
import { transferRules } from './transfer.ts';

/** Raft as the paper and the thesis have it. */
export const raftRules: RaftRules = {
  ...termRules,
  ...electionRules,
  ...quorumRules,
  ...replicationRules,
  ...appendEntriesRules,
  ...commitRules,
  ...snapshotRules,
  ...storageRules,
  ...membershipRules,
  ...transferRules,
  ...readRules,
};
