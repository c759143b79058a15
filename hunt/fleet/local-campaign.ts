/** A campaign in this very process: the default, without a queue. */
import { randomUUID } from 'node:crypto';
import { leaseMilliseconds, mostTries, type Claim, type FleetCampaign, type FleetStats } from './coordinator.ts';
import { rangesOf, type FleetRange, type Manifest } from './manifest.ts';
import type { RangeRecord } from './range-record.ts';

interface Lease {
  readonly token: string;
  expires: number;
}

export class LocalCampaign implements FleetCampaign {
  readonly manifest: Manifest;
  private readonly waiting: FleetRange[];
  private readonly total: number;
  private readonly leases = new Map<string, Lease>();
  private readonly claimed = new Map<string, FleetRange>();
  private readonly done = new Map<string, RangeRecord>();
  private readonly tries = new Map<string, number>();
  private readonly givenUp = new Map<string, string>();
  private readonly now: () => number;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(manifest: Manifest, now: () => number = () => performance.now()) {
    this.manifest = manifest;
    this.waiting = [...rangesOf(manifest)].reverse();
    this.total = this.waiting.length;
    this.now = now;
  }

  claim(): Promise<Claim | null> {
    this.recover();
    const range = this.waiting.pop();
    if (range === undefined) return Promise.resolve(null);
    const token = randomUUID();
    this.leases.set(range.id, { token, expires: this.now() + leaseMilliseconds });
    this.claimed.set(range.id, range);
    return Promise.resolve({ range, token });
  }

  renew(claim: Claim): Promise<boolean> {
    const lease = this.leaseOf(claim);
    if (lease !== null) lease.expires = this.now() + leaseMilliseconds;
    return Promise.resolve(lease !== null);
  }

  complete(claim: Claim, record: RangeRecord): Promise<boolean> {
    if (this.leaseOf(claim) === null || this.done.has(claim.range.id)) return Promise.resolve(false);
    this.leases.delete(claim.range.id);
    this.done.set(claim.range.id, record);
    return Promise.resolve(true);
  }

  fail(claim: Claim, reason: string): Promise<void> {
    if (this.leaseOf(claim) !== null) this.retry(claim.range, reason);
    return Promise.resolve();
  }

  stats(): Promise<FleetStats> {
    return Promise.resolve({ total: this.total, done: this.done.size, active: this.leases.size, failed: this.givenUp.size });
  }

  results(): Promise<readonly RangeRecord[]> {
    return Promise.resolve([...this.done.values()]);
  }

  failures(): ReturnType<FleetCampaign['failures']> {
    return Promise.resolve([...this.givenUp].map(([id, reason]) => ({ id, reason })));
  }

  /** Everybody is in this process, and has the same folder. */
  share(): Promise<void> {
    return Promise.resolve();
  }

  shared(): Promise<readonly Uint8Array[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private leaseOf({ range, token }: Claim): Lease | null {
    const lease = this.leases.get(range.id);
    return lease?.token === token ? lease : null;
  }

  /** What is in the hands of workers that say nothing goes to others. */
  private recover(): void {
    for (const [id, { expires }] of this.leases) {
      const range = this.claimed.get(id);
      if (expires < this.now() && range !== undefined) this.retry(range, 'its worker was lost');
    }
  }

  private retry(range: FleetRange, reason: string): void {
    const tries = (this.tries.get(range.id) ?? 0) + 1;
    this.tries.set(range.id, tries);
    this.leases.delete(range.id);
    if (tries >= mostTries) this.givenUp.set(range.id, reason);
    else this.waiting.push(range);
  }
}
