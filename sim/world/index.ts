/** One deterministic universe. */
export type { ClockRate } from './clock.ts';
export type { Counters } from './counters.ts';
export type { PowerLoss } from './disk.ts';
export type { NodeSpec } from './node.ts';
export * from './plan.ts';
export { Random, type Identity } from './random.ts';
export type { Cause, Fate, Observed, Recorder, Role } from './recorder.ts';
export { sizeOf } from '../core/size.ts';
export { unboundedBudget, type Budget } from './budget.ts';
export type { CallRecord, View } from './view.ts';
export { World, type Host, type StepGuard, type WorldConfig } from './world.ts';
