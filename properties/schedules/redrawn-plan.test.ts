import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deviation, Plan } from '../../sim/world/plan.ts';
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
