import { Turn } from '../../sim/core/index.ts';
import type { Choose } from '../../sim/core/index.ts';
import type { Lease, LeaseClientState, LeaseClientVocabulary, LeaseResult } from './lease.ts';

/** A step of a lease client in the making. */
export class LeaseTurn extends Turn<LeaseClientVocabulary> {
  readonly choose: Choose;
  /** On the clock that leases are counted on. */
  readonly now: number;

  constructor(state: LeaseClientState, choose: Choose, now: number) {
    super(state);
    this.choose = choose;
    this.now = now;
  }

  /** The lease, if it has not ended: its timer may be late. */
  get usable(): Lease | null {
    const { lease } = this.state;
    return lease !== null && this.now < lease.deadline ? lease : null;
  }

  /** Answers the request that is worked on, if there is one. */
  finish(result: LeaseResult): void {
    if (this.state.task === null) return;
    this.reply(this.state.task, result);
    this.state.task = null;
  }

  /** Stops using the lease. */
  lose(): void {
    if (this.state.lease === null) return;
    this.state.lease = null;
    this.cancelTimer('renew');
    this.cancelTimer('expire');
  }
}
