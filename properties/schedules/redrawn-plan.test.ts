import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyPlan, type Deviation, type Plan } from '../../sim/world/plan.ts';
import { piecesOf } from './plan-size.ts';
import { nudged, redrawn } from './redrawn-plan.ts';
import { plansWith, wideSpace as space } from './testing/wide-space.ts';

const deviations: readonly Deviation[] = [{ kind: 'drop', message: 1 }, { kind: 'late', message: 2, by: 3 }, { kind: 'copy', message: 3, after: 4 }];
const plans = plansWith(deviations);

const kindsIn = ({ faults }: Plan): readonly string[] => faults.map(({ fault }) => fault.kind);

describe('a redrawn plan', () => {
  test('has as many pieces, of the same kinds, and lasts as long', () => {
    const pairs = plans.chain((plan) => fc.tuple(fc.constant(plan), redrawn(plan, space)));
    fc.assert(
      fc.property(pairs, ([plan, other]) => {
        expect(piecesOf(other).map(({ kind }) => kind)).toEqual(piecesOf(plan).map(({ kind }) => kind));
        expect(kindsIn(other)).toEqual(kindsIn(plan));
        expect(other.lasts).toBe(plan.lasts);
      }),
    );
  });
});

describe('the knobs of a redrawn plan', () => {
  const many = { ...space, knobs: { batch: [1, 2, 3], window: [4, 5, 6], every: [7, 8, 9] } };
  const drawnFrom = (knobs: Plan['knobs']): readonly Plan['knobs'][] => fc.sample(redrawn({ ...emptyPlan, knobs }, many), { seed: 1, numRuns: 300 }).map((plan) => plan.knobs);

  test('are what they were, some of them others, or all of them drawn anew: several options together may be what it takes', () => {
    const before = { batch: 1, window: 4, every: 7 };
    const changes = drawnFrom(before).map(({ batch, window, every }) => [batch !== 1, window !== 4, every !== 7].filter(Boolean).length);
    expect(new Set(changes)).toEqual(new Set([0, 1, 2, 3]));
    expect(changes.filter((count) => count === 3).length).toBeGreaterThan(15);
  });

  test('of a plan that says nothing of them are left alone, or any of their values', () => {
    const drawn = drawnFrom({}).filter((knobs) => Object.keys(knobs).length > 0);
    expect(new Set(drawn.map(({ batch }) => batch))).toEqual(new Set(many.knobs.batch));
    expect(new Set(drawn.map(({ every }) => every))).toEqual(new Set(many.knobs.every));
  });
});

describe('a nudged plan', () => {
  const pairs = plans.chain((plan) => fc.tuple(fc.constant(plan), nudged(plan, space, new Map())));

  test('has as many pieces, or one or two less', () => {
    fc.assert(fc.property(pairs, ([plan, other]) => [0, 1, 2].includes(piecesOf(plan).length - piecesOf(other).length)));
  });

  test('is for the same seed: deviations that stay are for the same messages', () => {
    fc.assert(fc.property(pairs, ([{ deviations }, other]) => other.deviations.every(({ kind, message }) => deviations.some((known) => known.kind === kind && known.message === message))));
  });

  test('has one fault at most that was not there, or not like that', () => {
    fc.assert(fc.property(pairs, ([plan, other]) => other.faults.filter((fault) => !plan.faults.includes(fault)).length <= 1));
  });
});
