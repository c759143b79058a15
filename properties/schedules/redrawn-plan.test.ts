import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyPlan, type Deviation, type Plan } from '../../sim/world/plan.ts';
import { linkFaults, networkFamilies, processFaults } from './families.ts';
import { planArbitrary } from './plan-arbitrary.ts';
import { piecesOf } from './plan-size.ts';
import type { PlanSpace } from './plan-space.ts';
import { nudged, redrawn } from './redrawn-plan.ts';

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

const deviations: readonly Deviation[] = [{ kind: 'drop', message: 1 }, { kind: 'late', message: 2, by: 3 }, { kind: 'copy', message: 3, after: 4 }];
const plans = planArbitrary(space).map((plan): Plan => ({ ...plan, deviations, lasts: 70 }));

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
