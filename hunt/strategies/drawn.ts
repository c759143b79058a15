/** Strategies that draw a plan for each seed, whatever came of the seeds before. */
import type fc from 'fast-check';
import { alwaysOnPlans } from '../../properties/schedules/always-on.ts';
import { milestonePlans } from '../../properties/schedules/milestone-plans.ts';
import { allOnPlans, planOf } from '../../properties/schedules/plan-arbitrary.ts';
import { priorityPlans } from '../../properties/schedules/priority-plans.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Plan } from '../../sim/world/plan.ts';
import { plansOf } from '../run.ts';
import { groundOf } from './spaces.ts';
import type { DrawnName, Strategy, Trial } from './strategy.ts';

export class Drawn implements Strategy {
  readonly learns = false;
  readonly memory = null;
  private readonly name: DrawnName;
  private readonly plans: fc.Arbitrary<Plan>;

  constructor(name: DrawnName, scenario: Scenario) {
    this.name = name;
    this.plans = knownPlans(name, scenario);
  }

  next(seed: number): Trial {
    return { seed, plan: planOf(this.plans, seed), by: this.name };
  }

  learn(): void {}
}

const known = new WeakMap<Scenario, Map<DrawnName, fc.Arbitrary<Plan>>>();

/** A range of seeds is short: arbitraries are built once for each scenario, not once for each range. */
function knownPlans(name: DrawnName, scenario: Scenario): fc.Arbitrary<Plan> {
  const ours = known.get(scenario) ?? new Map<DrawnName, fc.Arbitrary<Plan>>();
  known.set(scenario, ours);
  const plans = ours.get(name) ?? plansFor(name, scenario);
  ours.set(name, plans);
  return plans;
}

function plansFor(name: DrawnName, scenario: Scenario): fc.Arbitrary<Plan> {
  const ground = groundOf(scenario);
  if (ground === null || name === 'swarm') return plansOf(scenario);
  const { space, swarm } = ground;
  switch (name) {
    case 'all-on':
      return allOnPlans(space);
    case 'uniform':
      return alwaysOnPlans(space, swarm);
    case 'milestones':
      return milestonePlans(space, swarm);
    case 'pct':
      return priorityPlans(space, swarm) ?? plansOf(scenario);
  }
}
