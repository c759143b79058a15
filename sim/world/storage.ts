import { fingerprint, fold } from '../core/fingerprint.ts';
import type { Rewrite, Vocabulary, Write } from '../core/protocol.ts';
import type { Batch, DiskWrite } from './disk.ts';
import type { SharedState } from './shared-state.ts';
import type { BatchesSynced, SyncFailed } from './happening.ts';
import { hashDomains } from './hash-domains.ts';
import type { NodeSlot } from './node.ts';
import { purposes } from './random.ts';

/** The batch of a step in the making. */
export interface OpenBatch extends Batch {
  readonly writes: DiskWrite[];
  readonly tags: number[];
}

/**
 * How writes come to stable storage. One sync at a time covers all that had been written when it began. It is the device
 * that works here: what the process hears of it reaches it like anything else.
 */
export class Storage {
  private readonly shared: SharedState;

  constructor(shared: SharedState) {
    this.shared = shared;
  }

  /** Adds a write to the batch of its step, which the first write opens. */
  write(slot: NodeSlot, effect: Write<Vocabulary> | Rewrite<Vocabulary>, open: OpenBatch | null, identity: number): OpenBatch {
    const write: DiskWrite = effect.kind === 'write' ? { replace: false, records: [effect.record] } : { replace: true, records: effect.records };
    this.shared.hash?.absorb(hashDomains[effect.kind] ^ fingerprint(write.records));
    const batch = open ?? this.open(slot, identity);
    batch.writes.push(write);
    if (effect.tag !== null) batch.tags.push(effect.tag);
    return batch;
  }

  /** A sync comes to its end. Answers what the process is to hear of it; null if the entry is stale or the disk hangs. */
  finish(slot: NodeSlot, serial: number): BatchesSynced | SyncFailed | null {
    if (slot.syncSerial !== serial) return null;
    if (slot.impairments.has('hungDisk')) return this.hang(slot);
    const { disk, id: node, incarnation } = slot;
    if (slot.impairments.has('fullDisk')) return { kind: 'failed', node, incarnation, reason: 'full' };
    if (disk.failures === 0) return this.store(slot);
    disk.failures--;
    return { kind: 'failed', node, incarnation, reason: 'io' };
  }

  /** The process hears that its sync has failed: all that is not stored is lost. Answers the tags. */
  fail(slot: NodeSlot): readonly number[] {
    slot.syncing = 0;
    slot.syncSerial++;
    const tags = slot.disk.fail();
    this.shared.counters.syncsFailed++;
    this.shared.recorder?.node(this.shared.now, slot.id, 'syncFailed', tags.length);
    return tags;
  }

  /** The disk does not hang any more. */
  goOn(slot: NodeSlot): void {
    if (!slot.syncHangs) return;
    slot.syncHangs = false;
    this.queue(slot, 0);
  }

  /** The device is as new: a sync under way ends as if it had begun now. */
  repair(slot: NodeSlot): void {
    slot.disk.failures = 0;
    slot.syncHangs = false;
    if (slot.syncing > 0) this.queue(slot, this.draw(slot));
  }

  private open(slot: NodeSlot, identity: number): OpenBatch {
    const batch: OpenBatch = { identity, writes: [], tags: [], withheld: [] };
    slot.disk.enqueue(batch);
    if (slot.syncing === 0) this.beginSync(slot);
    return batch;
  }

  private beginSync(slot: NodeSlot): void {
    slot.syncing = slot.disk.pendingCount;
    this.queue(slot, this.draw(slot) + slot.impairments.sum('slowDisk'));
  }

  private draw(slot: NodeSlot): number {
    const { syncMin, syncMax } = this.shared.config.plan.disk;
    return this.shared.random.integer(purposes.sync, slot.disk.oldestPending, syncMin, syncMax);
  }

  private queue(slot: NodeSlot, delay: number): void {
    const identity = fold(slot.disk.oldestPending, hashDomains.sync);
    this.shared.schedule(this.shared.now + delay, identity, { kind: 'sync', node: slot.id, serial: ++slot.syncSerial });
  }

  private hang(slot: NodeSlot): null {
    slot.syncHangs = true;
    this.shared.counters.syncsHung++;
    return null;
  }

  private store(slot: NodeSlot): BatchesSynced {
    const { syncing: count, id: node, incarnation, disk } = slot;
    for (let left = count; left > 0; left--) this.shared.counters.writesStored += disk.sync();
    this.shared.recorder?.node(this.shared.now, node, 'synced', count);
    slot.syncing = 0;
    if (disk.pendingCount > 0) this.beginSync(slot);
    return { kind: 'release', node, incarnation, count };
  }
}
