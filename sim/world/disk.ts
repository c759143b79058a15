/**
 * The stable storage of one node: a sequence of records, appended in order, replaced only as a whole and atomically.
 *
 * Writes of one step form a batch that is synced together; batches reach the disk first in, first out. What a node sends
 * after a write is withheld in the batch behind it, until that batch is stored.
 */
import { assert } from '../core/assert.ts';
import type { NodeId, Stored } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';
import type { Identity } from './random.ts';

/** A send or reply that waits for the writes before it. */
export type Withheld =
  | { readonly kind: 'send'; readonly to: NodeId; readonly message: unknown; readonly identity: Identity; readonly hash: number }
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown };

/** Records to add, or, for a rewrite, to put in the place of everything. */
export interface DiskWrite {
  readonly replace: boolean;
  readonly records: readonly unknown[];
}

/** The writes of one step, and what waits behind them. */
export interface Batch {
  readonly identity: Identity;
  readonly writes: readonly DiskWrite[];
  readonly tags: readonly number[];
  readonly withheld: Withheld[];
}

/** What of the unsynced writes a power failure leaves behind. */
export interface PowerLoss {
  /** So many of the oldest unsynced records reach the disk all the same. */
  readonly survivors: number;
  /** The record after those is torn: its beginning was written. */
  readonly torn: boolean;
}

export class Disk {
  private stored: Stored<unknown>[] = [];
  private batches: Batch[] = [];
  /** Until then no sync completes (a hung disk). */
  hungUntil: Time = 0;
  /** Added to every sync, in microseconds (a slow disk). */
  slowness = 0;
  /** So many of the next batches fail with an I/O error. */
  failures = 0;
  /** While positive, every batch fails for want of space. */
  fullness = 0;

  /** What is on stable storage now, oldest first; a copy. */
  get contents(): readonly Stored<unknown>[] {
    return [...this.stored];
  }

  get storedCount(): number {
    return this.stored.length;
  }

  /** Batches that are not stored yet. */
  get pendingCount(): number {
    return this.batches.length;
  }

  enqueue(batch: Batch): void {
    this.batches.push(batch);
  }

  /** Withholds something behind the newest unsynced batch. */
  withhold(waiting: Withheld): void {
    this.batches.at(-1)?.withheld.push(waiting);
  }

  /** The oldest unsynced batch reaches stable storage. */
  sync(): Batch {
    const batch = this.batches.shift();
    assert(batch !== undefined, 'a sync covers only what was written');
    for (const write of batch.writes) this.store(write);
    return batch;
  }

  /** All unsynced batches are lost, as after a failed fsync: their tags, and nothing of what they withheld. */
  fail(): readonly number[] {
    const tags = this.batches.flatMap((batch) => batch.tags);
    this.batches = [];
    return tags;
  }

  /** The power fails. Answers how many unsynced writes were lost. */
  lose({ survivors, torn }: PowerLoss): number {
    const units = this.batches.flatMap((batch) => batch.writes).flatMap(unitsOf);
    this.batches = [];
    for (const unit of units.slice(0, survivors)) this.store(unit);
    const first = units[survivors];
    if (torn && first !== undefined && !first.replace) this.stored.push({ kind: 'torn' });
    return Math.max(0, units.length - survivors);
  }

  /** Damages one stored record, counted from the newest (0). False where it does not exist or is damaged already. */
  rot(fromNewest: number): boolean {
    const index = this.stored.length - 1 - fromNewest;
    if (this.stored[index]?.kind !== 'record') return false;
    this.stored[index] = { kind: 'corrupt' };
    return true;
  }

  private store(write: DiskWrite): void {
    if (write.replace) this.stored = [];
    for (const record of write.records) this.stored.push({ kind: 'record', record });
  }

  /** Everything is gone: a new, empty disk. */
  wipe(): void {
    this.stored = [];
    this.batches = [];
  }

  /** The device works again; what it stored stays as it is. */
  repair(): void {
    this.hungUntil = 0;
    this.slowness = 0;
    this.failures = 0;
    this.fullness = 0;
  }

  copy(): Disk {
    const twin = new Disk();
    twin.stored = [...this.stored];
    twin.batches = this.batches.map((batch) => ({ ...batch, withheld: [...batch.withheld] }));
    twin.hungUntil = this.hungUntil;
    twin.slowness = this.slowness;
    twin.failures = this.failures;
    twin.fullness = this.fullness;
    return twin;
  }
}

/** A power failure cuts between records; a rewrite is one rename, whole or not at all. */
function unitsOf(write: DiskWrite): readonly DiskWrite[] {
  return write.replace ? [write] : write.records.map((record) => ({ replace: false, records: [record] }));
}
