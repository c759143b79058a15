/** Weaker faults in place of one: shorter, on fewer nodes, with a plainer loss. Each is strictly simpler. */
import type { Fault } from '../../sim/world/plan.ts';
import { simplerNetworks } from './simpler-networks.ts';
import { withoutOne } from './without.ts';

export function* weaker(fault: Fault): Generator<Fault, void, undefined> {
  if ('lasts' in fault && fault.lasts !== null) for (const lasts of shorter(fault.lasts)) yield { ...fault, lasts };
  if ('power' in fault) for (const power of plainerLosses(fault.power)) yield { ...fault, power };
  switch (fault.kind) {
    case 'crash':
      if (fault.down !== null) for (const down of shorter(fault.down)) yield { ...fault, down };
      break;
    case 'fullRestart':
    case 'wipe':
      for (const down of shorter(fault.down)) yield { ...fault, down };
      break;
    case 'partition':
      for (const groups of fewerCutOff(fault)) yield { ...fault, groups };
      break;
    case 'swizzle':
      for (const nodes of withoutOne(fault.nodes)) if (nodes.length > 0) yield { ...fault, nodes };
      for (const [i, cut] of fault.nodes.entries()) for (const weaker of shorterCuts(cut)) yield { ...fault, nodes: fault.nodes.with(i, weaker) };
      break;
    case 'oneWay':
      for (const from of withoutOne(fault.from)) if (from.length > 0) yield { ...fault, from };
      for (const to of withoutOne(fault.to)) if (to.length > 0) yield { ...fault, to };
      break;
    case 'setNetwork':
      for (const network of simplerNetworks(fault.network)) yield { ...fault, network };
      break;
    case 'longDelays':
      for (const kinds of withoutOne(fault.kinds)) if (kinds.length > 0) yield { ...fault, kinds };
      for (const max of shorter(fault.max)) if (max >= fault.min) yield { ...fault, max };
      break;
    case 'slowNode':
      for (const lag of shorter(fault.lag)) yield { ...fault, lag };
      break;
    case 'slowDisk':
      for (const delay of shorter(fault.delay)) yield { ...fault, delay };
      break;
    case 'ioError':
      if (fault.count > 1) yield { ...fault, count: fault.count - 1 };
      break;
    default:
  }
}

/** Half as long, as long as that is still something, and then a round number. */
function* shorter(length: number): Generator<number, void, undefined> {
  if (length > 1_000) yield Math.floor(length / 2);
  const round = Math.floor(length / 1_000) * 1_000;
  if (round > 0 && round !== length) yield round;
}

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { readonly kind: Kind }>;
type Power = FaultOf<'crash'>['power'];
type Cut = FaultOf<'swizzle'>['nodes'][number];

/** Nothing torn, and fewer records that reach the disk by luck. */
function* plainerLosses(power: Power): Generator<Power, void, undefined> {
  if (power.torn) yield { ...power, torn: false };
  if (power.survivors > 0) yield { ...power, survivors: power.survivors - 1 };
}

/** A node that stands in no group is cut off from nobody. Groups keep their places: those of a ring are its order. */
function* fewerCutOff({ shape, groups }: FaultOf<'partition'>): Generator<FaultOf<'partition'>['groups'], void, undefined> {
  for (const [i, group] of groups.entries()) {
    for (const rest of withoutOne(group)) {
      const left = groups.with(i, rest);
      const sides = shape === 'bridge' ? left.slice(1) : left;
      if (sides.filter(({ length }) => length > 0).length > 1) yield left;
    }
  }
}

/** The cut is over sooner, or there from the beginning. */
function* shorterCuts(cut: Cut): Generator<Cut, void, undefined> {
  for (const lasts of shorter(cut.ends - cut.starts)) yield { ...cut, ends: cut.starts + lasts };
  if (cut.starts > 0 && cut.ends >= cut.starts) yield { ...cut, starts: 0, ends: cut.ends - cut.starts };
}
