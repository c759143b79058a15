import { expect, test } from 'vitest';
import { emptyPlan, type Deviation, type Plan } from '../../sim/world/plan.ts';
import { gathered, type Mishap } from './gather-deviations.ts';

const drop = (message: number): Deviation => ({ kind: 'drop', message });
const mishap = (deviation: Deviation, time: number, from: number, to: number): Mishap => ({ deviation, time, from, to });

test('several losses on a link become one fault, from the first to the last, and what else there is stays', () => {
  const copy: Deviation = { kind: 'copy', message: 9, after: 1 };
  const plan: Plan = { ...emptyPlan, deviations: [drop(1), drop(2), copy] };
  const all = [...gathered(plan, [mishap(drop(1), 100, 0, 1), mishap(drop(2), 400, 0, 1), mishap(copy, 50, 0, 1)].map((each, i) => ({ ...each, deviation: plan.deviations[i] ?? each.deviation })))];
  expect(all.length).toBeGreaterThan(0);
  for (const { deviations, faults } of all) {
    expect(deviations).toEqual([copy]);
    expect(faults).toHaveLength(1);
  }
  expect(all).toContainEqual({ ...plan, deviations: [copy], faults: [{ trigger: { kind: 'time', at: 100 }, fault: { kind: 'oneWay', from: [0], to: [1], lasts: 301 } }] });
  const kinds = new Set(all.flatMap(({ faults }) => faults.map(({ fault }) => fault.kind)));
  expect([...kinds].toSorted()).toEqual(['clog', 'disconnect', 'oneWay', 'partition', 'pause']);
});

test('a single deviation stays what it is', () => {
  const plan: Plan = { ...emptyPlan, deviations: [drop(1)] };
  expect([...gathered(plan, [mishap(drop(1), 100, 0, 1)])]).toEqual([]);
});

test('a late message is kept back as long as it was late', () => {
  const late: readonly Deviation[] = [{ kind: 'late', message: 1, by: 7_000 }, { kind: 'late', message: 2, by: 10 }];
  const plan: Plan = { ...emptyPlan, deviations: late };
  const all = [...gathered(plan, late.map((deviation, i) => mishap(deviation, 100 + i, 0, 1)))];
  expect(all.flatMap(({ faults }) => faults.map(({ fault }) => fault))).toContainEqual({ kind: 'clog', from: 0, to: 1, lasts: 7_001 });
});
