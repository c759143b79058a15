/** Plans whose faults strike where something happens: few of them, in weather that is otherwise fair. */
import fc from 'fast-check';
import { exactClocks, type Plan, type PlannedFault, type Trigger } from '../../sim/world/plan.ts';
import { isFaultKind, isNetworkFamily, type Family } from './families.ts';
import { aimed, delay, faultAmong, plannedFault } from './fault-arbitrary.ts';
import { drawDisk, drawNetwork, plansAmid, type Surroundings } from './plan-arbitrary.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';

/** Most faults of one plan: a bug wants few of them, at the right moment. */
const mostFaults = 4;

/** One to four faults at milestones of `swarm`, in one plan of four another at any time; at most one thing that the network does all the time. */
export function milestonePlans(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<Plan> {
  const surroundings = fc
    .tuple(oneIll(swarm).chain((families) => drawNetwork(space, families)), drawDisk(space), faultsAtMilestones(space, swarm))
    .map(([network, disk, faults]): Surroundings => ({ network, disk, clocks: exactClocks, faults }));
  return plansAmid(space, surroundings);
}

/** Messages overtake each other in half of the plans. */
function oneIll({ families }: SwarmSpace): fc.Arbitrary<readonly Family[]> {
  const ills = families.filter((family) => isNetworkFamily(family) && family !== 'reorder');
  const reorder = families.includes('reorder') ? fc.subarray<Family>(['reorder']) : fc.constant<readonly Family[]>([]);
  const ill = ills.length === 0 ? fc.constant<readonly Family[]>([]) : fc.subarray([...ills], { maxLength: 1 });
  return fc.tuple(reorder, ill).map(([one, other]) => [...one, ...other]);
}

function faultsAtMilestones(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<readonly PlannedFault[]> {
  const kinds = swarm.families.filter(isFaultKind);
  if (kinds.length === 0 || swarm.milestones.length === 0) return fc.constant([]);
  const drawn = fc.tuple(atMilestone(space, swarm), faultAmong(kinds, space, swarm), fc.boolean()).map(([trigger, fault, isAimed]) => {
    const planned: PlannedFault = { trigger, fault };
    return isAimed ? aimed(space, planned) : planned;
  });
  const most = Math.min(mostFaults, swarm.most);
  const few = fc.integer({ min: 1, max: most }).chain((count) => fc.array(drawn, { minLength: Math.min(1, count), maxLength: count, size: 'max' }));
  const stray = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: plannedFault(space, swarm, kinds).map((fault) => [fault]) });
  return fc.tuple(few, stray).map(([faults, more]) => [...faults, ...more].slice(0, swarm.most));
}

function atMilestone({ servers, clients }: PlanSpace, { milestones }: SwarmSpace): fc.Arbitrary<Trigger> {
  const occurrence = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 40 }));
  return fc
    .tuple(fc.constantFrom(...milestones), fc.option(fc.constantFrom(...servers, ...clients)), occurrence, delay)
    .map(([name, node, occurrence, delay]) => ({ kind: 'milestone', name, node, occurrence, delay }));
}
