/** Plans in which every family of faults is on, at one moderate rate and at any time: the mix that a swarm is to be held against. */
import fc from 'fast-check';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { exactClocks, type NetworkProfile, type Plan, type PlannedFault } from '../../sim/world/plan.ts';
import { isFaultKind, isNetworkFamily, type NetworkFamily } from './families.ts';
import { faultAmong } from './fault-arbitrary.ts';
import { plansAmid } from './plan-arbitrary.ts';
import type { PlanSpace, SwarmSpace } from './plan-space.ts';

/** One message in twenty is lost, one doubled; one in fifty is late, one comes again. */
const moderate: Readonly<Record<NetworkFamily, Partial<NetworkProfile>>> = {
  loss: { loss: 50 },
  duplicate: { duplicate: 50 },
  reorder: { reorder: true },
  tail: { tail: 20, tailMax: seconds(1) },
  replay: { replay: 20, replayMax: seconds(1) },
  pairBias: { pairBias: milliseconds(5) },
  queueLimit: { queueLimit: 10 },
  bandwidth: { bandwidth: 200_000 },
};

/** As many faults as a swarm draws at most, of kinds and at times that are all equally likely. */
export function alwaysOnPlans(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<Plan> {
  const ills = swarm.families.filter(isNetworkFamily).map((family) => moderate[family]);
  const network: NetworkProfile = Object.assign({}, space.network, { reorder: false }, ...ills);
  const clocks = swarm.families.includes('clockSkew') ? { skew: milliseconds(500) } : exactClocks;
  return plansAmid(space, timedFaults(space, swarm).map((faults) => ({ network, disk: space.disk, clocks, faults })));
}

function timedFaults(space: PlanSpace, swarm: SwarmSpace): fc.Arbitrary<readonly PlannedFault[]> {
  const kinds = swarm.families.filter(isFaultKind);
  if (kinds.length === 0) return fc.constant([]);
  const timed = fc.tuple(fc.nat(swarm.during), faultAmong(kinds, space, swarm)).map(([at, fault]): PlannedFault => ({ trigger: { kind: 'time', at }, fault }));
  return fc.array(timed, { minLength: swarm.most, maxLength: swarm.most });
}
