/** What a leader counts as its own copy (thesis 10.2.1). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { RaftRecord } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { raftTracked, type RaftLens, type RaftStep } from './lens.ts';

/** "The leader may even commit an entry before it has been written to its own disk, if a majority of followers have": its own copy counts once stored. */
export const ownCopyStored = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'a leader counts its own copy once it is stored (thesis 10.2.1)', () => {
    const copies = new Map<NodeId, OwnCopy>();
    return (step) => {
      const { node, event, after } = step;
      const copy = event.kind === 'start' ? new OwnCopy(after.log.lastIndex) : (copies.get(node) ?? new OwnCopy(0));
      copies.set(node, copy);
      copy.follow(lens, step);
      if (after.role !== 'leader' || after.durableIndex <= copy.stored) return true;
      return `leader ${node} counts its own entries up to ${after.durableIndex}; up to ${copy.stored} are known to be stored`;
    };
  });

class OwnCopy {
  /** Up to here the log is known to be stored. */
  stored: number;
  /** Where the log ended with each tagged write that is on its way. */
  private readonly ends = new Map<number, number>();

  constructor(stored: number) {
    this.stored = stored;
  }

  follow(lens: RaftLens, { event, effects, after }: RaftStep): void {
    if (event.kind === 'stored') for (const tag of event.tags) this.store(tag);
    if (event.kind === 'storageFailed') this.ends.clear();
    for (const effect of effects) {
      if (effect.kind === 'write') this.append(lens.recordOf(effect.record), effect.tag);
      // The whole log, which stays what it is.
      if (effect.kind === 'rewrite' && effect.tag !== null) this.ends.set(effect.tag, after.log.lastIndex);
    }
  }

  private append(record: RaftRecord | null, tag: number | null): void {
    if (record?.kind !== 'entries') return;
    const { prevLogIndex, entries } = record;
    this.stored = Math.min(this.stored, prevLogIndex);
    for (const [known, end] of this.ends) if (end > prevLogIndex) this.ends.delete(known);
    if (tag !== null) this.ends.set(tag, prevLogIndex + entries.length);
  }

  private store(tag: number): void {
    this.stored = Math.max(this.stored, this.ends.get(tag) ?? 0);
    this.ends.delete(tag);
  }
}
