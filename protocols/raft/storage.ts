/** What is on the disk, and what a server does when the disk fails (paper, Figure 2, State; section 7). */
import { Log } from '../../sim/core/index.ts';
import type { NodeId } from '../../sim/core/index.ts';
import type { Entry, RaftRecord, Snapshot } from './raft.ts';
import type { RecoveredRaft, StorageRules } from './rules.ts';

/** Terms and votes that a disk holds besides the last ones: little more than a thousand bytes. */
const mostTermRecords = 32;

export const storageRules: StorageRules = {
  storeTerm(turn, tag) {
    const { state, rules } = turn;
    // Who holds elections alone for hours has a term for each of them, and commits nothing that could be compacted.
    if (state.termRecords >= mostTermRecords) return rules.storeAll(turn, tag ?? null);
    const { currentTerm, votedFor } = state;
    state.termRecords++;
    turn.write({ kind: 'term', currentTerm, votedFor }, tag);
  },

  storeLog(turn, prevLogIndex, entries, tag) {
    turn.write({ kind: 'entries', prevLogIndex, entries }, tag);
  },

  storeAll(turn, tag) {
    const { currentTerm, votedFor, snapshot, log } = turn.state;
    const records: RaftRecord[] = [{ kind: 'snapshot', snapshot }, { kind: 'term', currentTerm, votedFor }];
    if (log.length > 0) records.push({ kind: 'entries', prevLogIndex: snapshot.lastIncludedIndex, entries: log.slice() });
    turn.state.termRecords = 1;
    turn.rewrite(records, tag);
  },

  recover(initial, disk) {
    const found = new Recovery(initial);
    for (const stored of disk) {
      if (stored.kind !== 'record') return found.result(stored.kind);
      found.take(stored.record);
    }
    return found.result('whole');
  },

  isDamaged: (disk, { end }) => end === 'corrupt' || (end === 'torn' && disk.at(-1)?.kind !== 'torn'),

  handleStorageFailed(turn) {
    const { state, options, rules } = turn;
    if (state.storage === 'serving') rules.becomeFollower(turn, state.currentTerm);
    state.storage = 'suspended';
    turn.cancelTimer('election');
    turn.setTimer('rewrite', options.rewriteDelay);
  },
};

class Recovery {
  private currentTerm = 0;
  private votedFor: NodeId | null = null;
  private termRecords = 0;
  private log = Log.empty<Entry>();
  private snapshot: Snapshot;

  constructor(initial: Snapshot) {
    this.snapshot = initial;
  }

  take(record: RaftRecord): void {
    switch (record.kind) {
      case 'term':
        this.currentTerm = record.currentTerm;
        this.votedFor = record.votedFor;
        this.termRecords++;
        return;
      case 'entries':
        this.log = this.log.truncate(record.prevLogIndex).appendAll(record.entries);
        return;
      case 'snapshot':
        this.snapshot = record.snapshot;
        this.log = Log.empty(record.snapshot.lastIncludedIndex + 1, record.snapshot.logHash);
    }
  }

  result(end: RecoveredRaft['end']): RecoveredRaft {
    const { currentTerm, votedFor, log, snapshot, termRecords } = this;
    return { currentTerm, votedFor, log, snapshot, termRecords, end };
  }
}
