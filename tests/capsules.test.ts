/** Whatever plan is drawn or shrunk to, a capsule holds it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockFaults, damageFaults, diskFaults, linkFaults, networkFamilies, processFaults, type Family } from '../properties/schedules/families.ts';
import { planArbitrary } from '../properties/schedules/plan-arbitrary.ts';
import type { PlanSpace } from '../properties/schedules/plan-space.ts';
import { shrinkPlan } from '../properties/schedules/shrink-plan.ts';
import { milliseconds, seconds } from '../sim/core/time.ts';
import { decodeCapsule, encodeCapsule, type Capsule } from '../sim/world/capsule.ts';
import { findMisfit } from '../sim/world/plan-shape.ts';
import { calmNetwork, promptDisk, writeMilestones, type Plan } from '../sim/world/plan.ts';

const families: readonly Family[] = [...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...damageFaults, ...clockFaults, 'clockSkew'];

const space: PlanSpace = {
  servers: [0, 1, 2, 3, 4],
  clients: [5, 6],
  network: calmNetwork,
  disk: promptDisk,
  faults: [],
  swarm: { families, most: 12, during: seconds(2), milestones: [...writeMilestones, 'becomesLeader'], victims: [0, 1, 2, 3, 4, 5, 6], drift: 10_000 },
  workload: { operation: fc.record({ kind: fc.constantFrom('get', 'put'), key: fc.string(), value: fc.option(fc.string()) }, { noNullPrototype: true }), perClient: [0, 8], think: milliseconds(50) },
  scripts: 2,
  knobs: { snapshotEvery: [1, 10, 100] },
};

const capsuleOf = (plan: Plan): Capsule => ({
  scenario: 'drawn',
  codeHash: '0123456789abcdef',
  seed: 1,
  mutant: null,
  plan,
  failure: null,
  steps: 0,
  time: 0,
  hash: '0011223344556677',
  digests: new Uint8Array(),
  versions: { faultline: '0.1.0', node: 'v20.20.2' },
  shrunk: false,
});

describe('a capsule gives back the plan that it took', () => {
  test('as it was drawn', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(planArbitrary(space), (plan) => {
        for (const { fault } of plan.faults) kinds.add(fault.kind);
        const file = encodeCapsule(capsuleOf(plan));
        expect(decodeCapsule(file).plan).toStrictEqual(plan);
        expect(Buffer.compare(encodeCapsule(decodeCapsule(file)), file)).toBe(0);
        expect(findMisfit(plan, { nodes: 7, clients: 2, scripts: 2 })).toBeNull();
      }),
      { numRuns: 1_000 },
    );
    expect(kinds.size).toBe(16);
  });

  test('as it was shrunk', () => {
    fc.assert(
      fc.property(planArbitrary(space), (plan) => {
        for (const smaller of shrinkPlan(plan, space.knobs)) expect(decodeCapsule(encodeCapsule(capsuleOf(smaller))).plan).toStrictEqual(smaller);
      }),
      { numRuns: 5 },
    );
  });
});
