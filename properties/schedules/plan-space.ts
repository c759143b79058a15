import type fc from 'fast-check';
import type { NodeId } from '../../sim/core/protocol.ts';
import type { DiskProfile, NetworkProfile, PlannedFault } from '../../sim/world/plan.ts';
import type { Family } from './families.ts';

/** Everything that plans of one scenario may contain. */
export interface PlanSpace {
  readonly servers: readonly NodeId[];
  readonly clients: readonly NodeId[];
  /** What the network and the disks are like where no family changes it. */
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  /** Written faults: in every plan. */
  readonly faults: readonly PlannedFault[];
  /** Drawn faults; null: none. */
  readonly swarm: SwarmSpace | null;
  /** Drawn operations; null: none. */
  readonly workload: Workload | null;
  /** How many scripts the scenario has: all are played. */
  readonly scripts: number;
  /** Limits and sizes, and the values that each may take. */
  readonly knobs: Readonly<Record<string, readonly number[]>>;
}

/** Faults to be drawn: which, how many, when, and whom they strike. */
export interface SwarmSpace {
  /** Each is off in about half of the seeds. */
  readonly families: readonly Family[];
  /** Most drawn faults in a plan. */
  readonly most: number;
  /** They strike in so many microseconds from the beginning. */
  readonly during: number;
  /** Milestones that may trigger them. */
  readonly milestones: readonly string[];
  /** Half of the faults that a milestone triggers strike the very node that reaches it. */
  readonly aimed?: boolean;
  /** Which nodes may crash, pause, drift: default the servers. */
  readonly victims: readonly NodeId[];
  /** Whose disks may fail, be damaged, be wiped: the servers', or those of all victims. Default: the servers'. */
  readonly disks?: 'servers' | 'victims';
  /** Most that a clock is fast or slow, in a million. */
  readonly drift: number;
}

/** Operations to be drawn, for each client. */
export interface Workload {
  /** One request of a client. */
  readonly operation: fc.Arbitrary<unknown>;
  /** Operations of each client: least and most. */
  readonly perClient: readonly [least: number, most: number];
  /** Longest pause before an operation, in microseconds. */
  readonly think: number;
  /** So many of the clients make them, the first ones; left out or null: all. */
  readonly clients?: number | null;
}
