import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../sim/core/fingerprint.ts';
import { emptyPlan, type Fault, type Plan } from '../../sim/world/plan.ts';
import { clockFaults, damageFaults, diskFaults, linkFaults, networkFamilies, processFaults } from './families.ts';
import { planArbitrary, planOf } from './plan-arbitrary.ts';
import type { PlanSpace } from './plan-space.ts';
import { weightOf } from './plan-size.ts';
import { shrinkPlan, singleRemovals } from './shrink-plan.ts';

const space: PlanSpace = {
  servers: [0, 1, 2],
  clients: [3, 4],
  network: emptyPlan.network,
  disk: emptyPlan.disk,
  faults: [],
  swarm: {
    families: [...networkFamilies, ...linkFaults, ...processFaults, ...diskFaults, ...damageFaults, ...clockFaults, 'clockSkew'],
    most: 8,
    during: 2_000_000,
    milestones: ['elected', 'writeSynced'],
    victims: [0, 1, 2],
    drift: 10_000,
  },
  workload: { operation: fc.constantFrom('get', 'put'), perClient: [0, 6], think: 50_000 },
  scripts: 2,
  knobs: { batch: [1, 4], snapshot: [10] },
};

const plans = planArbitrary(space);

/** Some of them last longer than their work. */
const lastingPlans = fc.tuple(plans, fc.option(fc.nat(3_000_000))).map(([plan, lasts]): Plan => (lasts === null ? plan : { ...plan, lasts }));

/** What shrinking makes smaller, in order of weight: things first, then how much each of them is. */
function weight(plan: Plan): number {
  const things = plan.faults.length + plan.deviations.length + plan.clients.length + plan.scripts.length + plan.clients.flatMap(({ operations }) => operations).length;
  return things * 1e12 + JSON.stringify(plan).length;
}

describe('drawn plans', () => {
  test('the same seed draws the same plan, another seed almost always another one', () => {
    const prints = Array.from({ length: 200 }, (_, seed) => fingerprint(planOf(plans, seed)));
    expect(prints).toEqual(Array.from({ length: 200 }, (_, seed) => fingerprint(planOf(plans, seed))));
    expect(new Set(prints).size).toBeGreaterThan(190);
  });

  test('each family is off in about half of the seeds, and every kind of fault comes up', () => {
    const drawn = Array.from({ length: 2_000 }, (_, seed) => planOf(plans, seed));
    const share = (holds: (plan: Plan) => boolean): number => drawn.filter(holds).length / drawn.length;
    for (const rate of ['loss', 'duplicate', 'tail', 'replay', 'pairBias'] as const) {
      expect(share(({ network }) => network[rate] === 0), rate).toBeGreaterThan(0.4);
      expect(share(({ network }) => network[rate] === 0), rate).toBeLessThan(0.6);
    }
    const kinds = new Set(drawn.flatMap(({ faults }) => faults.map(({ fault }) => fault.kind)));
    expect([...kinds].toSorted()).toEqual([...linkFaults, ...processFaults, ...diskFaults, ...damageFaults, ...clockFaults].toSorted());
    const shapes = new Set(drawn.flatMap(({ faults }) => faults.flatMap(({ fault }) => (fault.kind === 'partition' ? [fault.shape] : []))));
    expect([...shapes].toSorted()).toEqual(['bridge', 'halves', 'one', 'ring']);
  });

  test('some seeds have constant latency, some have clients that never rest', () => {
    const drawn = Array.from({ length: 300 }, (_, seed) => planOf(plans, seed));
    expect(drawn.some(({ network }) => network.latencyMin === network.latencyMax)).toBe(true);
    expect(drawn.some(({ clients }) => clients.every(({ operations }) => operations.every(({ think }) => think === 0)))).toBe(true);
  });

  test('each node stands in at most one group of a partition, and every server and client in exactly one', () => {
    fc.assert(
      fc.property(plans, ({ faults }) => {
        for (const { fault } of faults) {
          if (fault.kind !== 'partition') continue;
          expect(fault.groups.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
        }
      }),
    );
  });

  test('where a swarm is aimed, more faults strike the very server that reaches a milestone', () => {
    const own = (aimed: boolean): number => {
      const drawn = planArbitrary({ ...space, swarm: space.swarm === null ? null : { ...space.swarm, aimed } });
      const planned = Array.from({ length: 200 }, (_, seed) => planOf(drawn, seed).faults).flat();
      const struck = planned.flatMap(({ trigger, fault }) => (trigger.kind === 'milestone' && 'node' in fault ? [trigger.node === fault.node] : []));
      return struck.filter((isOwn) => isOwn).length / struck.length;
    };
    expect(own(false)).toBeLessThan(0.3);
    expect(own(true)).toBeGreaterThan(0.5);
  });

  test('operations keep numbers of their own', () => {
    fc.assert(
      fc.property(plans, ({ clients }) => {
        const ids = clients.flatMap(({ operations }) => operations.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe('shrinkPlan', () => {
  test('every candidate differs from the plan, and no way of shrinking goes in a circle', () => {
    fc.assert(
      fc.property(lastingPlans, fc.infiniteStream(fc.nat(50)), (plan, choices) => {
        let current = plan;
        const seen = new Set([fingerprint(plan)]);
        for (const choice of choices.take(40)) {
          const candidates = [...shrinkPlan(current, space.knobs)];
          if (candidates.length === 0) break;
          current = candidates[choice % candidates.length] ?? current;
          const print = fingerprint(current);
          expect(seen.has(print)).toBe(false);
          seen.add(print);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('greedy shrinking with a test that always fails ends with nothing', () => {
    fc.assert(
      fc.property(lastingPlans, (plan) => {
        let current = plan;
        for (let [next] = shrinkPlan(current, space.knobs); next !== undefined; [next] = shrinkPlan(current, space.knobs)) current = next;
        expect(current.faults).toEqual([]);
        expect(current.clients).toEqual([]);
        expect(current.scripts).toEqual([]);
        expect(current.knobs).toEqual({ batch: 1, snapshot: 10 });
        expect(current.lasts).toBeUndefined();
        expect(weight(current)).toBeLessThanOrEqual(weight(plan));
      }),
      { numRuns: 50 },
    );
  });

  /** The weakest fault that still counts, from this one on. */
  function weakest(fault: Fault, counts: (fault: Fault) => boolean): Fault {
    const { counterexample } = fc.check(
      fc.property(planArbitrary({ ...space, swarm: null, workload: null, scripts: 0, knobs: {}, faults: [{ trigger: { kind: 'time', at: 0 }, fault }] }), ({ faults }) => !faults.some((planned) => counts(planned.fault))),
      { seed: 1, numRuns: 1 },
    );
    const [plan] = counterexample ?? [];
    return plan?.faults[0]?.fault ?? fault;
  }

  test('a partition loses the nodes whose being cut off does not matter, whatever its shape', () => {
    const cutsOff = (node: number) => (fault: Fault) => fault.kind === 'partition' && fault.groups.findIndex((group) => group.includes(node)) === 1 && fault.groups.some((group, i) => i !== 1 && group.length > 0);
    expect(weakest({ kind: 'partition', shape: 'halves', groups: [[0, 1, 3], [2, 4]], lasts: 1 }, cutsOff(2))).toMatchObject({ groups: [[3], [2]] });
    expect(weakest({ kind: 'partition', shape: 'bridge', groups: [[0], [1, 3], [2, 4]], lasts: 1 }, cutsOff(1))).toMatchObject({ groups: [[], [1], [4]] });
    expect(weakest({ kind: 'partition', shape: 'ring', groups: [[0], [1], [2]], lasts: 1 }, cutsOff(1))).toMatchObject({ groups: [[], [1], [2]] });
  });

  test('a full restart loses no more than it must', () => {
    const power = { survivors: 3, torn: true };
    expect(weakest({ kind: 'fullRestart', down: 1, power }, (fault) => fault.kind === 'fullRestart')).toMatchObject({ power: { survivors: 0, torn: false } });
    expect(weakest({ kind: 'fullRestart', down: 1, power }, (fault) => fault.kind === 'fullRestart' && fault.power.survivors > 1)).toMatchObject({ power: { survivors: 2, torn: false } });
  });

  test('the cuts of a swizzle begin at once and become short', () => {
    const swizzle: Fault = { kind: 'swizzle', nodes: [{ node: 0, starts: 70_001, ends: 500_003 }, { node: 1, starts: 3, ends: 900_000 }] };
    expect(weakest(swizzle, (fault) => fault.kind === 'swizzle' && fault.nodes.length === 2)).toMatchObject({ nodes: [{ starts: 0, ends: expect.any(Number) }, { starts: 0, ends: expect.any(Number) }] });
    const shortest = weakest(swizzle, (fault) => fault.kind === 'swizzle' && fault.nodes.some(({ starts, ends }) => ends - starts >= 5_000));
    expect(shortest.kind === 'swizzle' && shortest.nodes.every(({ ends }) => ends < 10_000)).toBe(true);
  });

  test('a run that must last for a late fault waits in place of working, and the fault comes earlier', () => {
    const operations = [0, 1, 2, 3].map((id) => ({ id, request: 'get', think: 30_000 }));
    const plan: Plan = { ...emptyPlan, clients: [{ client: 3, operations }], faults: [{ trigger: { kind: 'time', at: 90_000 }, fault: { kind: 'restart', node: 0 } }] };
    const lasts = ({ clients }: Plan): number => clients.flatMap((client) => client.operations).reduce((sum, { think }) => sum + think + 10_000, 0);
    const fails = (candidate: Plan): boolean => candidate.faults.some(({ trigger }) => trigger.kind === 'time' && trigger.at >= 20_000 && trigger.at < lasts(candidate));
    let shrunk = plan;
    for (let next: Plan | undefined = plan; next !== undefined; next = [...shrinkPlan(shrunk)].find(fails)) shrunk = next;
    expect(shrunk.clients.flatMap((client) => client.operations)).toHaveLength(1);
    expect(shrunk.faults[0]?.trigger).toMatchObject({ at: expect.toSatisfy((at: number) => at < 40_000) });
  });

  test('a knob goes to the first of its values that still fails', () => {
    const many = planArbitrary({ ...space, knobs: { batch: [1, 4, 16, 64] } });
    const { counterexample } = fc.check(fc.property(many, ({ knobs }) => (knobs['batch'] ?? 0) < 4), { seed: 2, numRuns: 100 });
    expect(counterexample?.[0].knobs).toEqual({ batch: 4 });
  });

  test('no candidate weighs more than the plan', () => {
    fc.assert(
      fc.property(lastingPlans, (plan) => {
        for (const candidate of shrinkPlan(plan, space.knobs)) expect(weightOf(candidate)).toBeLessThanOrEqual(weightOf(plan));
      }),
      { numRuns: 50 },
    );
  });

  test('every single removal is among the candidates', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const candidates = new Set([...shrinkPlan(plan)].map(fingerprint));
        for (const removal of singleRemovals(plan)) expect(candidates.has(fingerprint(removal))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('inside fast-check, a plan shrinks to the one thing that matters', () => {
    const { counterexample } = fc.check(
      fc.property(plans, ({ faults }) => faults.every(({ fault }) => fault.kind !== 'crash')),
      { seed: 5, numRuns: 1_000 },
    );
    const [plan] = counterexample ?? [];
    expect(plan?.faults.map(({ fault }) => fault.kind)).toEqual(['crash']);
    expect(plan?.clients).toEqual([]);
  });
});
