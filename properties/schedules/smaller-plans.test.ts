import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyPlan, type Deviation, type Plan } from '../../sim/world/plan.ts';
import { piecesOf } from './plan-size.ts';
import { smallerPlans } from './smaller-plans.ts';
import { plansWith, wideSpace as space } from './testing/wide-space.ts';

const deviations: readonly Deviation[] = [{ kind: 'drop', message: 1 }, { kind: 'late', message: 2, by: 3 }];
const plans = plansWith(deviations);

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
