/**
 * The stable storage of one node: a sequence of records, appended in order, replaced only as a whole and atomically.
 *
 * Writes of one step form a batch. Batches reach the disk first in, first out; those that have reached it are released in
 * the same order. What a node sends after a write is withheld in the latest batch, until that one is released.
 */
import { assert } from '../core/assert.ts';
import type { NodeId, Stored } from '../core/protocol.ts';
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
  /** That of its first write. */
  readonly identity: Identity;
  readonly writes: readonly DiskWrite[];
  readonly tags: readonly number[];
  readonly withheld: Withheld[];
}

/** What of the unsynced writes a power failure leaves behind. */
export interface PowerLoss {
  /** So many of the oldest unsynced records reach the disk all the same. A rewrite counts as one: it does so whole or not at all. */
  readonly survivors: number;
  /** The record after those is torn: its beginning was written. */
  readonly torn: boolean;
}

/** What a power failure did. */
export interface Loss {
  /** So many unsynced records (rewrites: so many of them) are gone, torn ones included. */
  readonly lost: number;
  readonly torn: boolean;
}

export class Disk {
  private stored: Stored<unknown>[] = [];
  private unsynced: Batch[] = [];
  private unreleased: Batch[] = [];
  /** So many of the next syncs fail with an I/O error. */
  failures = 0;

  /** A disk on which these records stand, oldest first. */
  static holding(records: readonly unknown[]): Disk {
    const disk = new Disk();
    disk.store({ replace: true, records });
    return disk;
  }

  /** What is on stable storage now, oldest first; a copy. */
  get contents(): readonly Stored<unknown>[] {
    return [...this.stored];
  }

  get storedCount(): number {
    return this.stored.length;
  }

  /** Batches that are not stored yet. */
  get pendingCount(): number {
    return this.unsynced.length;
  }

  /** Does anything stand between the node and the world? */
  get isBarrier(): boolean {
    return this.unsynced.length > 0 || this.unreleased.length > 0;
  }

  /** Identity of the oldest batch that is not stored yet; 0 where there is none. */
  get oldestPending(): Identity {
    return this.unsynced[0]?.identity ?? 0;
  }

  /** Identity of the oldest batch that is stored and not released yet; 0 where there is none. */
  get oldestUnreleased(): Identity {
    return this.unreleased[0]?.identity ?? 0;
  }

  enqueue(batch: Batch): void {
    this.unsynced.push(batch);
  }

  /** Withholds something behind the latest batch. */
  withhold(waiting: Withheld): void {
    const batch = this.unsynced.at(-1) ?? this.unreleased.at(-1);
    assert(batch !== undefined, 'only a write withholds what comes after it');
    batch.withheld.push(waiting);
  }

  /** The oldest unsynced batch reaches stable storage. Answers how many writes that is. */
  sync(): number {
    const batch = this.unsynced.shift();
    assert(batch !== undefined, 'a sync covers only what was written');
    for (const write of batch.writes) this.store(write);
    this.unreleased.push(batch);
    return batch.writes.length;
  }

  /** The oldest batch that is stored lets go what it withheld. */
  release(): Batch {
    const batch = this.unreleased.shift();
    assert(batch !== undefined, 'only what is stored is released');
    return batch;
  }

  /** All unsynced batches are lost, as after a failed fsync, with what they withheld. Answers their tags. */
  fail(): readonly number[] {
    const tags = this.unsynced.flatMap((batch) => batch.tags);
    this.unsynced = [];
    return tags;
  }

  /** The power fails, and what was withheld is gone. */
  lose({ survivors, torn }: PowerLoss): Loss {
    const units = this.unsynced.flatMap((batch) => batch.writes).flatMap(unitsOf);
    this.unsynced = [];
    this.unreleased = [];
    for (const unit of units.slice(0, survivors)) this.store(unit);
    const first = units[survivors];
    const isTorn = torn && first !== undefined && !first.replace;
    if (isTorn) this.stored.push({ kind: 'torn' });
    return { lost: Math.max(0, units.length - survivors), torn: isTorn };
  }

  /** Damages one stored record, counted from the newest (0). False where there is no whole record in that place. */
  rot(fromNewest: number): boolean {
    const index = this.stored.length - 1 - fromNewest;
    if (this.stored[index]?.kind !== 'record') return false;
    this.stored[index] = { kind: 'corrupt' };
    return true;
  }

  /** Everything is gone: a new, empty disk. */
  wipe(): void {
    this.stored = [];
    this.unsynced = [];
    this.unreleased = [];
  }

  /** An independent disk in the same state. */
  copy(): Disk {
    const twin = new Disk();
    twin.stored = [...this.stored];
    twin.unsynced = this.unsynced.map(copyOfBatch);
    twin.unreleased = this.unreleased.map(copyOfBatch);
    twin.failures = this.failures;
    return twin;
  }

  private store(write: DiskWrite): void {
    if (write.replace) this.stored = [];
    for (const record of write.records) this.stored.push({ kind: 'record', record });
  }
}

const copyOfBatch = (batch: Batch): Batch => ({ ...batch, withheld: [...batch.withheld] });

/** A power failure cuts between records; a rewrite is one rename, whole or not at all. */
function unitsOf(write: DiskWrite): readonly DiskWrite[] {
  return write.replace ? [write] : write.records.map((record) => ({ replace: false, records: [record] }));
}
