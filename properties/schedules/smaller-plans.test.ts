import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyPlan, type Deviation, type Plan } from '../../sim/world/plan.ts';
import { linkFaults, networkFamilies, processFaults } from './families.ts';
import { planArbitrary } from './plan-arbitrary.ts';
import { piecesOf } from './plan-size.ts';
import type { PlanSpace } from './plan-space.ts';
import { smallerPlans } from './smaller-plans.ts';

const space: PlanSpace = {
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

const deviations: readonly Deviation[] = [{ kind: 'drop', message: 1 }, { kind: 'late', message: 2, by: 3 }];
const plans = planArbitrary(space).map((plan): Plan => ({ ...plan, deviations, lasts: 70 }));

/** A plan, and one that is drawn near it. */
const pairs: fc.Arbitrary<readonly [Plan, Plan]> = plans.chain((plan) => fc.tuple(fc.constant(plan), smallerPlans(plan, space)));

describe('smaller plans', () => {
  test('have fewer pieces, and last as long', () => {
    fc.assert(
      fc.property(pairs, ([plan, smaller]) => {
        expect(piecesOf(smaller).length).toBeLessThan(piecesOf(plan).length);
        expect(smaller.lasts).toBe(plan.lasts);
      }),
    );
  });

  test('have no deviation: under another seed those messages are not there', () => {
    fc.assert(fc.property(pairs, ([, smaller]) => smaller.deviations.length === 0));
  });

  test('ask for nothing under two numbers, and nothing of a client that there is not', () => {
    fc.assert(
      fc.property(pairs, ([, { clients }]) => {
        const ids = clients.flatMap(({ operations }) => operations.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(clients.map(({ client }) => client)).size).toBe(clients.length);
        expect(clients.every(({ client, operations }) => client < space.clients.length && operations.length > 0)).toBe(true);
      }),
    );
  });

  test('down to nothing at all, and now and then with a fault that the plan has not', () => {
    const plan: Plan = { ...emptyPlan, deviations };
    const drawn = fc.sample(fc.noBias(smallerPlans(plan, space)), { seed: 1, numRuns: 200 });
    expect(drawn.some((smaller) => piecesOf(smaller).length === 0)).toBe(true);
    expect(drawn.some(({ faults }) => faults.length === 1)).toBe(true);
  });
});
