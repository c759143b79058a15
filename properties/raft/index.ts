/** What must be true of Raft. */
import type { Property } from '../property.ts';
import { commitsOwnTerm, committedOnMajority, commitsWhatAgrees } from './commitment.ts';
import { promisesWait, recoversWritten, writtenIsRemembered } from './durability.ts';
import { electionSafety, leaderAppendOnly, leaderCompleteness, logMatching, stateMachineSafety } from './figure-3.ts';
import { indicesMonotone, indicesOrdered, termMonotone } from './indices.ts';
import { transferEnds, wishIsReal } from './handovers.ts';
import { leasesExclude } from './leases.ts';
import type { RaftLens } from './lens.ts';
import { latestConfigurationCounts, nothingNewInTransfer, outsidersAreQuiet, snapshotsAgreeOnMembers } from './members.ts';
import { sentByLeader, timersArmed } from './offices.ts';
import { ownCopyStored } from './own-copy.ts';
import { leaderHasQuorum } from './quorums.ts';
import { matchIndexDurable, probesCarryEntries, progressSound } from './replication.ts';
import { higherTermFollowed, timerRestartsRightly } from './terms.ts';
import { oneVoteHeard, voteOfItsTerm, voteStands } from './votes.ts';

export { boundsUnderFaults, type Limits } from './fault-bounds.ts';
export { RaftLens } from './lens.ts';
export type { RaftOwner } from './lens.ts';
export { readsAreFresh, type Reads } from './leases.ts';
export { leasesEndInTime, longestLease } from './lease-length.ts';
export { readsAreConfirmed } from './reads.ts';
export { commandsCountOnce, sameMachine } from './machine.ts';
export { raftSituation, raftSituations, type RaftSituation } from './situations/index.ts';
export { logsBounded, noFalseAlarm, recovered, stableLeader, termsBounded, trafficBounded, windowsBounded } from './progress-bounds.ts';
export {
  commitsOwnTerm,
  committedOnMajority,
  commitsWhatAgrees,
  electionSafety,
  indicesMonotone,
  indicesOrdered,
  leaderAppendOnly,
  leaderCompleteness,
  logMatching,
  matchIndexDurable,
  oneVoteHeard,
  ownCopyStored,
  probesCarryEntries,
  progressSound,
  promisesWait,
  recoversWritten,
  sentByLeader,
  stateMachineSafety,
  termMonotone,
  timersArmed,
  voteOfItsTerm,
  voteStands,
  writtenIsRemembered,
};

/** Everything that holds of every run of correct servers, whatever the network, the disks and the clocks do. */
export function raftSafety(lens: RaftLens): readonly Property[] {
  const all = [
    electionSafety,
    leaderAppendOnly,
    logMatching,
    leaderCompleteness,
    stateMachineSafety,
    commitsOwnTerm,
    commitsWhatAgrees,
    committedOnMajority,
    termMonotone,
    indicesMonotone,
    indicesOrdered,
    voteStands,
    voteOfItsTerm,
    oneVoteHeard,
    sentByLeader,
    timersArmed,
    progressSound,
    probesCarryEntries,
    matchIndexDurable,
    ownCopyStored,
    writtenIsRemembered,
    promisesWait,
    recoversWritten,
    higherTermFollowed,
    timerRestartsRightly,
    leaderHasQuorum,
    latestConfigurationCounts,
    snapshotsAgreeOnMembers,
    outsidersAreQuiet,
    nothingNewInTransfer,
  ];
  return all.map((property) => property(lens));
}

/** What must be true of leaders that hand over, and of leases: what users notice sooner or later, these say at once. */
export function officeSafety(lens: RaftLens): readonly Property[] {
  return [leasesExclude(lens), wishIsReal(lens), transferEnds(lens)];
}
