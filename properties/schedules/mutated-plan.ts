/** Plans that differ a little from one that is known: for a search that keeps what showed something new. */
import fc from 'fast-check';
import { milliseconds } from '../../sim/core/time.ts';
import type { Plan, PlannedFault, Trigger } from '../../sim/world/plan.ts';
import { isFaultKind, isNetworkFamily } from './families.ts';
import { delay, faultAmong, plannedFault, trigger } from './fault-arbitrary.ts';
import { drawDisk, drawNetwork } from './plan-arbitrary.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';
import { simplerNetworks } from './simpler-networks.ts';
import { withoutOne } from './without.ts';

type Mutation = (plan: Plan) => fc.Arbitrary<Plan>;

/** The plan with one to three changes; `other` lends faults, work and knobs. Written faults stay. */
export function mutatedPlans(space: PlanSpace, swarm: SwarmSpace, plan: Plan, other: Plan): fc.Arbitrary<Plan> {
  const mutations = [...faultMutations(space, swarm, other), ...otherMutations(space, swarm, other)];
  const one = (mutated: Plan): fc.Arbitrary<Plan> => fc.constantFrom(...mutations).chain((mutation) => mutation(mutated));
  return fc.constantFrom(1, 1, 2, 3).chain((count) => Array.from({ length: count }).reduce<fc.Arbitrary<Plan>>((drawn) => drawn.chain(one), fc.constant(plan)));
}

/** Changes of the drawn faults. Those that keep a fault, and change when it strikes, come most often: order is what bugs hang on. */
function faultMutations(space: PlanSpace, swarm: SwarmSpace, other: Plan): readonly Mutation[] {
  const kinds = swarm.families.filter(isFaultKind);
  if (kinds.length === 0) return [];
  const written = space.faults.length;
  const changing = (change: (drawn: readonly PlannedFault[]) => fc.Arbitrary<readonly PlannedFault[]>): Mutation => (plan) =>
    change(plan.faults.slice(written)).map((drawn) => ({ ...plan, faults: [...plan.faults.slice(0, written), ...drawn.slice(0, swarm.most)] }));
  const changingOne = (change: (planned: PlannedFault) => fc.Arbitrary<PlannedFault>): Mutation =>
    changing((drawn) => (drawn.length === 0 ? fc.constant(drawn) : fc.nat(drawn.length - 1).chain((i) => atPlace(drawn, i, change))));
  const added = changing((drawn) => plannedFault(space, swarm, kinds).map((fault) => [fault, ...drawn]));
  const removed = changing((drawn) => (drawn.length === 0 ? fc.constant(drawn) : fc.constantFrom(...withoutOne(drawn))));
  const struckElsewhere = changingOne(({ trigger, fault }) => faultAmong([fault.kind], space, swarm).map((other) => ({ trigger, fault: other })));
  const triggered = changingOne(({ fault }) => trigger(space, swarm).map((trigger) => ({ trigger, fault })));
  const moved = changingOne(({ trigger, fault }) => nearby(trigger).map((trigger) => ({ trigger, fault })));
  const spliced = changing((drawn) => fc.tuple(fc.subarray([...drawn]), fc.subarray(other.faults.slice(written))).map(([ours, theirs]) => [...ours, ...theirs]));
  const repeated = changing((drawn) =>
    drawn.length === 0 ? fc.constant(drawn) : fc.constantFrom(...drawn).chain(({ trigger, fault }) => later(trigger, swarm).map((trigger) => [...drawn, { trigger, fault }])),
  );
  const gathered = changing((drawn) =>
    drawn.length < 2 ? fc.constant(drawn) : fc.shuffledSubarray([...drawn.keys()], { minLength: 2, maxLength: 2 }).chain(([place = 0, other = 0]) => atPlace(drawn, place, (planned) => joined(planned, drawn[other]))),
  );
  return [added, added, removed, struckElsewhere, triggered, triggered, moved, moved, moved, spliced, repeated, gathered];
}

/** The next time that the same thing happens, or some time later. */
function later(trigger: Trigger, { during }: SwarmSpace): fc.Arbitrary<Trigger> {
  if (trigger.kind === 'milestone') return fc.constantFrom(1, 1, 2).map((by) => ({ ...trigger, occurrence: trigger.occurrence + by }));
  return fc.integer({ min: 1, max: Math.max(1, Math.floor(during / 8)) }).map((by) => ({ kind: 'time', at: trigger.at + by }));
}

/** When the other one strikes, or a little after: bugs sit where two things meet. */
function joined({ trigger, fault }: PlannedFault, other: PlannedFault | undefined): fc.Arbitrary<PlannedFault> {
  return other === undefined ? fc.constant({ trigger, fault }) : delay.map((by): PlannedFault => ({ trigger: after(other.trigger, by), fault }));
}

const after = (trigger: Trigger, by: number): Trigger => (trigger.kind === 'milestone' ? { ...trigger, delay: trigger.delay + by } : { kind: 'time', at: trigger.at + by });

function atPlace(drawn: readonly PlannedFault[], place: number, change: (planned: PlannedFault) => fc.Arbitrary<PlannedFault>): fc.Arbitrary<readonly PlannedFault[]> {
  const planned = drawn[place];
  return planned === undefined ? fc.constant(drawn) : change(planned).map((changed) => drawn.with(place, changed));
}

/** A little sooner or later, once more or less often. */
function nearby(trigger: Trigger): fc.Arbitrary<Trigger> {
  if (trigger.kind === 'milestone') return fc.constantFrom(-1, 1, 1, 2).map((by) => ({ ...trigger, occurrence: Math.max(1, trigger.occurrence + by) }));
  const by = fc.oneof(fc.integer({ min: -milliseconds(2), max: milliseconds(2) }), fc.integer({ min: -milliseconds(50), max: milliseconds(50) }));
  return by.map((by) => ({ kind: 'time', at: Math.max(0, trigger.at + by) }));
}

/** Changes of all else: weather, work, knobs. */
function otherMutations(space: PlanSpace, swarm: SwarmSpace, other: Plan): readonly Mutation[] {
  const network: Mutation = (plan) => fc.subarray(swarm.families.filter(isNetworkFamily)).chain((families) => drawNetwork(space, families).map((network) => ({ ...plan, network })));
  const calmer: Mutation = (plan) => fc.constantFrom(plan.network, ...simplerNetworks(plan.network)).map((network) => ({ ...plan, network }));
  const disk: Mutation = (plan) => drawDisk(space).map((disk) => ({ ...plan, disk }));
  const work: Mutation = (plan) => fc.constant({ ...plan, clients: other.clients });
  const knobs: Mutation = (plan) => fc.constant({ ...plan, knobs: other.knobs });
  const hasKnobs = Object.keys(space.knobs).length > 0;
  return [network, calmer, disk, ...(space.workload === null ? [] : [work]), ...(hasKnobs ? [knobs] : [])];
}
