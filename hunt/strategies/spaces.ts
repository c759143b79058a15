/** What strategies draw plans from. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { planSpaceOf } from '../../scenarios/setup.ts';
import type { PlanSpace, SwarmSpace } from '../../properties/schedules/plan-space.ts';
import { writeMilestones } from '../../sim/world/plan.ts';
import { firstKnobs } from '../protocols-of.ts';

/** Do its seeds draw faults, or what clients ask for? */
export const isDrawing = ({ swarm, workload }: Scenario): boolean => swarm !== null || workload !== null;

/** Plans of a scenario that draws faults, and the moments at which its nodes can be struck. */
export interface Ground {
  readonly space: PlanSpace;
  /** With every milestone that there is, not those alone which the scenario names. */
  readonly swarm: SwarmSpace;
}

/** Null where no faults are drawn: there, all strategies do the same. */
export function groundOf(scenario: Scenario): Ground | null {
  if (scenario.plan !== null) return null;
  const space = planSpaceOf(scenario);
  if (space.swarm === null) return null;
  const knobs = firstKnobs(scenario);
  const nodes = [...scenario.servers(knobs), ...scenario.clients(knobs)];
  const milestones = [...new Set([...space.swarm.milestones, ...nodes.flatMap(({ milestones = {} }) => Object.keys(milestones)), ...writeMilestones])];
  return { space, swarm: { ...space.swarm, milestones } };
}
