import { expect, test } from 'vitest';
import { emptyPlan, type Plan } from '../sim/world/plan.ts';
import { mostInVain } from './patience.ts';

const planOf = (operations: number): Plan => ({ ...emptyPlan, clients: [{ client: 0, operations: Array.from({ length: operations }, (_, id) => ({ id, request: 'get', think: 0 })) }] });

test('more is spent where more is left, and more than in proportion where much is; but not without end', () => {
  expect([0, 1, 2, 3, 5, 50].map((operations) => mostInVain(planOf(operations)))).toEqual([0, 100_000, 200_000, 900_000, 1_500_000, 1_500_000]);
});
