import { expect, test } from 'vitest';
import { emptyPlan, type Deviation, type Fault, type Plan, type PlannedFault } from '../../sim/world/plan.ts';
import type { Mishap } from './gather-deviations.ts';
import { merged, type Strike } from './merge-faults.ts';

const everyone = [0, 1, 2, 3];
const at = (time: number, fault: Fault): PlannedFault => ({ trigger: { kind: 'time', at: time }, fault });
const struck = (planned: PlannedFault, time: number): Strike => ({ planned, time });
const drop: Deviation = { kind: 'drop', message: 7 };
const lost: Mishap = { deviation: drop, time: 900, from: 3, to: 1 };

const plansOf = (plan: Plan, strikes: readonly Strike[], mishaps: readonly Mishap[]): readonly Plan[] => [...merged(plan, strikes, mishaps, everyone)];

test('two cuts become one, of the links of both, from the beginning of the first to the end of the last', () => {
  const [one, other] = [at(100, { kind: 'oneWay', from: [0], to: [1], lasts: 50 }), at(400, { kind: 'clog', from: 2, to: 1, lasts: 600 })];
  const plan: Plan = { ...emptyPlan, faults: [one, other] };
  const all = plansOf(plan, [struck(one, 100), struck(other, 400)], []);
  expect(all).toContainEqual({ ...plan, faults: [at(100, { kind: 'oneWay', from: [0, 2], to: [1], lasts: 901 })] });
  expect(all.every(({ faults }) => faults.length === 1)).toBe(true);
});

test('a cut takes a lost message with it, whenever a milestone set it off', () => {
  const cut: PlannedFault = { trigger: { kind: 'milestone', name: 'elected', node: null, occurrence: 1, delay: 0 }, fault: { kind: 'partition', shape: 'halves', groups: [[0], [1, 2]], lasts: 20 } };
  const plan: Plan = { ...emptyPlan, faults: [cut], deviations: [drop] };
  const all = plansOf(plan, [struck(cut, 500)], [lost]);
  expect(all).toContainEqual({ ...plan, deviations: [], faults: [at(500, { kind: 'oneWay', from: [0, 3], to: [1, 2], lasts: 401 })] });
  expect(all.every(({ deviations }) => deviations.length === 0)).toBe(true);
});

test('what cuts no link stays, and so do deviations among themselves', () => {
  const crash = at(100, { kind: 'crash', node: 0, down: 5, power: { survivors: 0, torn: false } });
  const late: Mishap = { deviation: { kind: 'late', message: 8, by: 3 }, time: 10, from: 0, to: 1 };
  expect(plansOf({ ...emptyPlan, faults: [crash], deviations: [drop, late.deviation] }, [struck(crash, 100)], [lost, late])).toEqual([]);
});
