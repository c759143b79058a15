import { expect, test } from 'vitest';
import { emptyPlan, type Plan } from '../sim/world/plan.ts';
import { hasMuch, mostInVain } from './patience.ts';

const planOf = (operations: number): Plan => ({ ...emptyPlan, clients: [{ client: 0, operations: Array.from({ length: operations }, (_, id) => ({ id, request: 'get', think: 0 })) }] });

test('more is spent where more is left, and more than in proportion where much is; but not without end', () => {
  expect([0, 1, 3, 4, 5, 50].map((operations) => mostInVain(planOf(operations)))).toEqual([0, 100_000, 300_000, 1_200_000, 1_500_000, 1_500_000]);
  expect([3, 4].map((operations) => hasMuch(planOf(operations)))).toEqual([false, true]);
});
