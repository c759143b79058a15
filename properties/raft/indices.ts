/** What only grows, and what is never ahead of what (paper, Figure 2, State). */
import type { RaftState } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { raftAcross, type RaftLens } from './lens.ts';

/** "latest term server has seen (initialized to 0 on first boot, increases monotonically)" */
export const termMonotone = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'the current term never falls (Figure 2)', ({ node, before, after }) => {
    if (before === null || after.currentTerm >= before.currentTerm) return true;
    return `term ${before.currentTerm} of node ${node} became ${after.currentTerm}`;
  });

/** "initialized to 0, increases monotonically": commitIndex and lastApplied; so does what snapshots stand for. */
export const indicesMonotone = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'commitIndex, lastApplied and snapshots never go back (Figure 2)', ({ node, before, after }) => {
    if (before === null) return true;
    const fallen = fallenIndex(before, after);
    return fallen === null || `${fallen} of node ${node} went back`;
  });

function fallenIndex(before: RaftState, after: RaftState): string | null {
  if (after.commitIndex < before.commitIndex) return 'commitIndex';
  if (after.lastApplied < before.lastApplied) return 'lastApplied';
  return after.snapshot.lastIncludedIndex < before.snapshot.lastIncludedIndex ? 'the snapshot' : null;
}

/** Nothing is compacted that was not applied, applied that was not committed, committed that is not there. */
export const indicesOrdered = (lens: RaftLens): Tracked =>
  raftAcross(lens, 'snapshot <= lastApplied <= commitIndex <= last index (Figure 2)', ({ node, after }) => {
    const { snapshot, lastApplied, commitIndex, log } = after;
    if (snapshot.lastIncludedIndex <= lastApplied && lastApplied <= commitIndex && commitIndex <= log.lastIndex) return true;
    return `node ${node} has a snapshot up to ${snapshot.lastIncludedIndex}, has applied ${lastApplied}, committed ${commitIndex} and has ${log.lastIndex}`;
  });
