/** Named situations in the life of a Raft server, for faults to be triggered by. */
import type { Milestone, Vocabulary } from '../../sim/core/index.ts';
import type { RaftState } from './raft.ts';

type Situation = (before: RaftState, after: RaftState) => boolean;

const snapshotPeers = ({ progress }: RaftState): number => progress.filter(({ mode }) => mode === 'snapshot').length;

/** Is the end of the log before still there afterwards, or compacted? */
function keepsTail({ log: before }: RaftState, { log: after }: RaftState): boolean {
  if (before.lastIndex < after.firstIndex) return true;
  return after.lastIndex >= before.lastIndex && after.prefixHash(before.lastIndex) === before.prefixHash(before.lastIndex);
}

const becomesPreCandidate: Situation = (before, after) => before.role !== 'preCandidate' && after.role === 'preCandidate';
const becomesCandidate: Situation = (before, after) => after.role === 'candidate' && after.currentTerm > before.currentTerm;
const becomesLeader: Situation = (before, after) => before.role !== 'leader' && after.role === 'leader';
const stepsDown: Situation = (before, after) => before.role === 'leader' && after.role !== 'leader';
const writesVote: Situation = (before, after) =>
  after.votedFor !== null && after.votedFor !== after.self && (before.votedFor !== after.votedFor || before.currentTerm !== after.currentTerm);
const appends: Situation = (before, after) => after.log.lastIndex > before.log.lastIndex;
const truncates: Situation = (before, after) => !keepsTail(before, after);
const commits: Situation = (before, after) => after.role === 'leader' && after.commitIndex > before.commitIndex;
const takesSnapshot: Situation = (before, after) => after.snapshot.lastIncludedIndex > before.snapshot.lastIncludedIndex && !installsSnapshot(before, after);
const sendsSnapshot: Situation = (before, after) => snapshotPeers(after) > snapshotPeers(before);
const receivesChunk: Situation = (before, after) => after.incoming !== null && after.incoming !== before.incoming;
const installsSnapshot: Situation = (before, after) => after.snapshot.lastIncludedIndex > before.lastApplied && after.lastApplied === after.snapshot.lastIncludedIndex;
const beginsChange: Situation = (before, after) => after.role === 'leader' && after.configurations.length > before.configurations.length;
const beginsTransfer: Situation = (before, after) => before.transfer === null && after.transfer !== null;
const handsOver: Situation = (before, after) => before.transfer?.told !== true && after.transfer?.told === true;
const suspends: Situation = (before, after) => before.storage === 'serving' && after.storage === 'suspended';

/** What can happen to a Raft server, as milestones of whoever contains it. */
export function raftMilestonesOf<Owner extends Vocabulary>(raftOf: (state: Owner['state']) => RaftState) {
  const of = (situation: Situation): Milestone<Owner> => ({ holds: (before, _event, after) => situation(raftOf(before), raftOf(after)) });
  return {
    becomesPreCandidate: of(becomesPreCandidate),
    becomesCandidate: of(becomesCandidate),
    becomesLeader: of(becomesLeader),
    stepsDown: of(stepsDown),
    writesVote: of(writesVote),
    appends: of(appends),
    truncates: of(truncates),
    commits: of(commits),
    takesSnapshot: of(takesSnapshot),
    sendsSnapshot: of(sendsSnapshot),
    receivesChunk: of(receivesChunk),
    installsSnapshot: of(installsSnapshot),
    beginsChange: of(beginsChange),
    beginsTransfer: of(beginsTransfer),
    handsOver: of(handsOver),
    suspends: of(suspends),
  };
}
