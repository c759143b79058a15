import { assert } from '../core/assert.ts';
import type { Clock } from '../core/protocol.ts';
import type { Time } from '../core/time.ts';

/** Local microseconds per million microseconds of true time: 1,000,000 is a perfect clock. */
export type ClockRate = number;

export const perfectRate: ClockRate = 1_000_000;

/**
 * The clocks of one node. The monotonic one only drifts; the wall clock drifts with it and also jumps. Integers throughout;
 * between two changes of rate both are linear in true time.
 */
export class NodeClock {
  private rate: ClockRate = perfectRate;
  private anchorTime: Time = 0;
  private anchorLocal = 0;
  private wallOffset: number;

  /** `skew`: how far the wall clock is off at the beginning, in microseconds. */
  constructor(skew = 0) {
    this.wallOffset = skew;
  }

  /** What the node sees of its clocks at a true time that is not before the last change. */
  read(now: Time): Clock {
    const monotonic = this.monotonic(now);
    return { monotonic, wall: monotonic + this.wallOffset };
  }

  /** Local microseconds since the world began; starts at 0. */
  monotonic(now: Time): number {
    if (this.rate === perfectRate) return this.anchorLocal + (now - this.anchorTime);
    return this.anchorLocal + Math.floor(((now - this.anchorTime) * this.rate) / perfectRate);
  }

  /** True time at which the monotonic clock will have reached `local`, if its rate stays as it is. */
  timeOf(local: number): Time {
    if (this.rate === perfectRate) return this.anchorTime + (local - this.anchorLocal);
    return this.anchorTime + Math.ceil(((local - this.anchorLocal) * perfectRate) / this.rate);
  }

  /** From `now` on the clock runs at another rate, above 0. The timers that it drives must be queued again. */
  drift(now: Time, rate: ClockRate): void {
    assert(rate > 0, 'clocks run forward', () => `not at a rate of ${rate}`);
    this.anchorLocal = this.monotonic(now);
    this.anchorTime = now;
    this.rate = rate;
  }

  /** Moves the wall clock by so many microseconds, forward or back. */
  jump(by: number): void {
    this.wallOffset += by;
  }

  /** An independent clock in the same state. */
  copy(): NodeClock {
    const twin = new NodeClock(this.wallOffset);
    twin.rate = this.rate;
    twin.anchorTime = this.anchorTime;
    twin.anchorLocal = this.anchorLocal;
    return twin;
  }
}
