/** Three servers and two clients to which nearly everything may happen, for tests of what plans become. */
import fc from 'fast-check';
import { emptyPlan, type Deviation, type Plan } from '../../../sim/world/plan.ts';
import { linkFaults, networkFamilies, processFaults } from '../families.ts';
import { planArbitrary } from '../plan-arbitrary.ts';
import type { PlanSpace } from '../plan-space.ts';

export const wideSpace: PlanSpace = {
  servers: [0, 1, 2],
  clients: [3, 4],
  network: emptyPlan.network,
  disk: emptyPlan.disk,
  faults: [],
  swarm: { families: [...networkFamilies, ...linkFaults, ...processFaults], most: 8, during: 2_000_000, milestones: ['elected'], victims: [0, 1, 2], drift: 10_000 },
  workload: { operation: fc.constantFrom('get', 'put'), perClient: [0, 6], think: 50_000 },
  scripts: 1,
  knobs: { batch: [1, 4] },
};

/** Plans of that space that last a while, with these deviations. */
export function plansWith(deviations: readonly Deviation[]): fc.Arbitrary<Plan> {
  return planArbitrary(wideSpace).map((plan): Plan => ({ ...plan, deviations, lasts: 70 }));
}
