/** What a server has told its disk, folded from its writes: what a disk that loses nothing would give back. */
import { fingerprint } from '../../sim/core/fingerprint.ts';
import type { Log } from '../../sim/core/log.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Entry, RaftRecord, RaftState } from '../../protocols/raft/index.ts';
import { hashAt } from './logs.ts';

/** Persistent state (Figure 2), the log by its end and prefix hash. */
export interface DiskImage {
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly snapshotIndex: number;
  readonly lastIndex: number;
  readonly logHash: number;
}

/** What a disk must hold for a server to be what it is. */
export function imageOf({ currentTerm, votedFor, snapshot, log }: RaftState): DiskImage {
  return { currentTerm, votedFor, snapshotIndex: snapshot.lastIncludedIndex, lastIndex: log.lastIndex, logHash: log.prefixHash(log.lastIndex) };
}

export function isSameImage(a: DiskImage, b: DiskImage): boolean {
  return a.currentTerm === b.currentTerm && a.votedFor === b.votedFor && a.snapshotIndex === b.snapshotIndex && a.lastIndex === b.lastIndex && a.logHash === b.logHash;
}

const nothing = { currentTerm: 0, votedFor: null, snapshotIndex: 0, lastIndex: 0 };

/** Where a record does not go with what is known, its log gets a hash that no log has. */
const noHash = Number.NaN;

/**
 * The disk after one more record. Logs are not copied: `before` (null at a start) held what the disk held before this step, and
 * `after` says what the entries should be.
 */
export function withRecord(image: DiskImage, record: RaftRecord, before: RaftState | null, after: RaftState): DiskImage {
  switch (record.kind) {
    case 'term':
      return { ...image, currentTerm: record.currentTerm, votedFor: record.votedFor };
    case 'snapshot':
      return { ...image, snapshotIndex: record.snapshot.lastIncludedIndex, lastIndex: record.snapshot.lastIncludedIndex, logHash: record.snapshot.logHash };
    case 'entries': {
      const { prevLogIndex, entries } = record;
      const lastIndex = prevLogIndex + entries.length;
      const continues = prevLogIndex >= image.snapshotIndex && prevLogIndex <= image.lastIndex;
      const prevHash = prevLogIndex === image.lastIndex ? image.logHash : before === null ? null : hashAt(before, prevLogIndex);
      const agrees = continues && prevHash !== null && holds(after.log, prevLogIndex, prevHash, entries);
      return { ...image, lastIndex, logHash: agrees ? (hashAt(after, lastIndex) ?? noHash) : noHash };
    }
  }
}

/** The disk after a rewrite: nothing of what was there is left. */
export function rewritten(records: readonly RaftRecord[], after: RaftState): DiskImage {
  let image: DiskImage = { ...nothing, logHash: noHash };
  for (const record of records) image = withRecord(image, record, null, after);
  return image;
}

/** Does the log hold these entries after `prevLogIndex`, and before them what has this prefix hash? */
function holds(log: Log<Entry>, prevLogIndex: number, prevHash: number, entries: readonly Entry[]): boolean {
  if (prevLogIndex < log.firstIndex - 1) return holdsEnd(log, prevLogIndex, entries);
  return prevLogIndex <= log.lastIndex && log.prefixHash(prevLogIndex) === prevHash && holdsEnd(log, prevLogIndex, entries);
}

/** What has been compacted in the same step is not looked at. */
function holdsEnd(log: Log<Entry>, prevLogIndex: number, entries: readonly Entry[]): boolean {
  return entries.every((entry, i) => {
    const index = prevLogIndex + 1 + i;
    return index < log.firstIndex || (index <= log.lastIndex && isSame(log.at(index), entry));
  });
}

const isSame = (a: Entry, b: Entry): boolean => a === b || fingerprint(a) === fingerprint(b);
