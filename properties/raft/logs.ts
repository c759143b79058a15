/** Comparing logs by their prefix hashes, in O(1) or O(log n). */
import type { Log } from '../../sim/core/log.ts';
import type { Entry, RaftState } from '../../protocols/raft/index.ts';

/** Prefix hash of a log at `index`; null where it reaches less far, or no longer back there. */
export function hashAt({ log }: Pick<RaftState, 'log'>, index: number): number | null {
  return index > log.lastIndex || index < log.firstIndex - 1 ? null : log.prefixHash(index);
}

/** Term of the entry at `index`; null where it is not known. */
export function termAt({ log, snapshot }: Pick<RaftState, 'log' | 'snapshot'>, index: number): number | null {
  if (index === snapshot.lastIncludedIndex) return snapshot.lastIncludedTerm;
  return index < log.firstIndex || index > log.lastIndex ? null : log.at(index).term;
}

/** Is everything that stood in the log still there, or compacted? */
export function isExtension(log: Log<Entry>, earlier: Log<Entry>): boolean {
  if (log === earlier) return true;
  if (log.lastIndex < earlier.lastIndex) return false;
  return earlier.lastIndex < log.firstIndex - 1 || log.prefixHash(earlier.lastIndex) === earlier.prefixHash(earlier.lastIndex);
}

/** The last index up to which the logs agree. Where one begins after the other has ended, the place before it begins. */
export function commonIndex(a: Log<Entry>, b: Log<Entry>): number {
  const lowest = Math.max(a.firstIndex, b.firstIndex) - 1;
  let low = lowest;
  let high = Math.min(a.lastIndex, b.lastIndex);
  if (high <= low) return low;
  if (a.prefixHash(high) === b.prefixHash(high)) return high;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (a.prefixHash(middle) === b.prefixHash(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
