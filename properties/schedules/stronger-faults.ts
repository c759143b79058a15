/** Faults that do more harm and count no more: they last longer, or cut more links. One such may do what several have done. */
import fc from 'fast-check';
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Fault } from '../../sim/world/plan.ts';
import type { PlanSpace } from './plan-space.ts';

/** Longer, of more links, or both. What has neither length nor links stays as it is. */
export function stronger(fault: Fault, space: PlanSpace): fc.Arbitrary<Fault> {
  const longer = fc.constantFrom(1, 2, 4, 8).map((times) => prolonged(fault, times));
  return fc.tuple(longer, fc.boolean()).chain(([longer, isWider]) => (isWider ? wider(longer, space) : fc.constant(longer)));
}

function prolonged(fault: Fault, times: number): Fault {
  switch (fault.kind) {
    case 'crash':
      return fault.down === null ? fault : { ...fault, down: fault.down * times };
    case 'fullRestart':
    case 'wipe':
      return { ...fault, down: fault.down * times };
    case 'swizzle':
      return { ...fault, nodes: fault.nodes.map((cut) => ({ ...cut, ends: cut.ends * times })) };
    case 'disconnect':
    case 'longDelays':
      return fault.lasts === null ? fault : { ...fault, lasts: fault.lasts * times };
    default:
      return 'lasts' in fault ? { ...fault, lasts: fault.lasts * times } : fault;
  }
}

/** Some more nodes on either side of a cut. */
function wider(fault: Fault, { servers, clients }: PlanSpace): fc.Arbitrary<Fault> {
  const everyone = [...servers, ...clients];
  const some = fc.subarray(everyone, { maxLength: 2 });
  if (fault.kind === 'oneWay') return fc.tuple(some, some).map(([from, to]) => ({ ...fault, from: united(fault.from, from), to: united(fault.to, to) }));
  if (fault.kind !== 'partition' || fault.groups.length === 0) return fc.constant(fault);
  const outside = everyone.filter((node) => !fault.groups.flat().includes(node));
  return fc.tuple(fc.subarray(outside), fc.nat(fault.groups.length - 1)).map(([more, at]) => ({ ...fault, groups: fault.groups.map((group, i) => (i === at ? united(group, more) : group)) }));
}

const united = (some: readonly NodeId[], others: readonly NodeId[]): readonly NodeId[] => [...new Set([...some, ...others])];
