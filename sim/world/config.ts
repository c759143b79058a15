import type { Budget } from './budget.ts';
import type { NodeSpec } from './node.ts';
import type { Plan } from './plan.ts';

/** Everything that decides what happens in a world. */
export interface WorldConfig {
  /** Any safe integer. */
  readonly seed: number;
  /** The nodes by id: servers first, then clients. */
  readonly nodes: readonly NodeSpec[];
  readonly plan: Plan;
  readonly budget: Budget;
  /** What stands on the disks of the first nodes at the beginning, oldest record first (default: nothing). */
  readonly disks?: readonly (readonly unknown[])[];
  /** Compute the rolling hash (default: yes). */
  readonly hashed?: boolean;
  /** Count the bytes of all messages (default: only where the plan limits the bandwidth). */
  readonly countsBytes?: boolean;
}
