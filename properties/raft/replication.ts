/** What a leader believes of its followers, and what it sends them (paper, section 5.3). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Progress, RaftState } from '../../protocols/raft/index.ts';
import type { Judgement, Tracked } from '../property.ts';
import { raftAcross, raftTracked, type RaftLens, type RaftStep } from './lens.ts';
import { hashAt } from './logs.ts';

/** "nextIndex: index of the next log entry to send", "matchIndex: index of highest log entry known to be replicated", which "increases monotonically". */
export const progressSound = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'nextIndex > matchIndex, which never falls (Figure 2)', ({ node, before, after }) => {
    if (after.role !== 'leader' || after.progress === before?.progress) return true;
    for (const { peer, nextIndex, matchIndex } of after.progress) {
      const known = knownMatch(before, after, peer);
      if (nextIndex <= matchIndex || matchIndex < known) return `leader ${node} has nextIndex ${nextIndex} and matchIndex ${matchIndex} (${known} before) for node ${peer}`;
    }
    return true;
  });

/** "If last log index >= nextIndex for a follower: send AppendEntries RPC with log entries starting at nextIndex." */
export const probesCarryEntries = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'a probe below the last index carries entries (5.3)', ({ node, before, after, sent }) => {
    if (after.role !== 'leader' || before?.role !== 'leader') return true;
    for (const { to, message } of sent) {
      if (message.kind !== 'appendEntries' || message.entries.length > 0 || message.prevLogIndex >= before.log.lastIndex) continue;
      if (progressOf(after, to)?.mode === 'probe') return `leader ${node} probes node ${to} at ${message.prevLogIndex} of ${after.log.lastIndex} without an entry`;
    }
    return true;
  });

/** "matchIndex: index of highest log entry known to be replicated on server": it is on its way to that server's disk, or there. */
export const matchIndexDurable = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'matchIndex is never above what the follower has stored (5.3)', () => {
    const latest = new Map<NodeId, RaftState>();
    return (step) => {
      latest.set(step.node, step.after);
      return judgeMatches(latest, step);
    };
  });

function judgeMatches(latest: ReadonlyMap<NodeId, RaftState>, { node, before, after }: RaftStep): Judgement {
  if (after.role !== 'leader' || after.progress === before?.progress) return true;
  for (const { peer, matchIndex } of after.progress) {
    if (matchIndex <= knownMatch(before, after, peer)) continue;
    const follower = latest.get(peer);
    if (follower === undefined) return `leader ${node} has matchIndex ${matchIndex} for node ${peer}, which has never run`;
    // What is damaged had been acknowledged, and the answer may still be under way.
    if (follower.storage === 'corrupt') continue;
    if (follower.currentTerm <= after.currentTerm && differs(after, follower, matchIndex)) {
      return `leader ${node} has matchIndex ${matchIndex} for node ${peer}, whose log does not agree up to there (it ends at ${follower.log.lastIndex})`;
    }
  }
  return true;
}

/** Does the follower lack some of the leader's entries up to `index`? What it has compacted, it has. */
function differs(leader: RaftState, follower: RaftState, index: number): boolean {
  if (index > leader.log.lastIndex || index > follower.log.lastIndex) return true;
  const [there, here] = [hashAt(follower, index), hashAt(leader, index)];
  return there !== null && here !== null && there !== here;
}

const progressOf = ({ progress }: RaftState, node: NodeId): Progress | undefined => progress.find(({ peer }) => peer === node);

/** What was known of a peer before this step, in this office. */
function knownMatch(before: RaftState | null, after: RaftState, peer: NodeId): number {
  if (before?.role !== 'leader' || before.currentTerm !== after.currentTerm) return 0;
  return progressOf(before, peer)?.matchIndex ?? 0;
}
