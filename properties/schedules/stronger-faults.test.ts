import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyPlan, type Fault, type FaultKind } from '../../sim/world/plan.ts';
import { linkFaults, processFaults, diskFaults, clockFaults } from './families.ts';
import { faultAmong } from './fault-arbitrary.ts';
import { weightOf } from './plan-size.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';
import { stronger } from './stronger-faults.ts';

const families: readonly FaultKind[] = [...linkFaults, ...processFaults, ...diskFaults, ...clockFaults, 'disconnect'];
const swarm: SwarmSpace = { families, most: 8, during: 2_000_000, milestones: [], victims: [0, 1, 2], drift: 10_000 };
const space: PlanSpace = { servers: [0, 1, 2], clients: [3, 4], network: emptyPlan.network, disk: emptyPlan.disk, faults: [], swarm, workload: null, scripts: 0, knobs: {} };

const pairs = faultAmong(families, space, swarm).chain((fault) => fc.tuple(fc.constant(fault), stronger(fault, space)));

const weight = (fault: Fault): number => weightOf({ ...emptyPlan, faults: [{ trigger: { kind: 'time', at: 0 }, fault }] });

test('a stronger fault is of the same kind and counts no more', () => {
  fc.assert(
    fc.property(pairs, ([fault, other]) => {
      expect(other.kind).toBe(fault.kind);
      expect(weight(other)).toBe(weight(fault));
    }),
  );
});

test('it lasts as long or longer, and a cut keeps all its links', () => {
  fc.assert(
    fc.property(pairs, ([fault, other]) => {
      if ('lasts' in fault && 'lasts' in other) expect(other.lasts).toBeGreaterThanOrEqual(fault.lasts ?? 0);
      if (fault.kind === 'oneWay' && other.kind === 'oneWay') expect([other.from, other.to]).toEqual([expect.arrayContaining([...fault.from]), expect.arrayContaining([...fault.to])]);
      if (fault.kind !== 'partition' || other.kind !== 'partition') return;
      expect(other.groups).toEqual(fault.groups.map((group) => expect.arrayContaining([...group])));
      expect(new Set(other.groups.flat()).size).toBe(other.groups.flat().length);
    }),
  );
});
