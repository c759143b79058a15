/** Plans of faults and work: drawn, shrunk. */
export * from './families.ts';
export { planArbitrary, planOf } from './plan-arbitrary.ts';
export { movesOfPlan } from './plan-size.ts';
export type { PlanSpace, SwarmSpace, Workload } from './plan-space.ts';
export { shrinkPlan, singleRemovals } from './shrink-plan.ts';
