import type { Time } from '../core/time.ts';
import type { Hold } from './impairments.ts';
import type { Stage } from './faults.ts';
import type { Fault } from './plan.ts';
import type { Identity } from './random.ts';

/** One strike of a fault, from its beginning to its end. */
export interface ActiveFault {
  readonly fault: Fault;
  /** In the order of time. */
  readonly stages: readonly Stage[];
  readonly begins: Time;
  readonly hold: Hold;
  readonly identity: Identity;
}
