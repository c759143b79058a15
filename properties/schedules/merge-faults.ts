/** One fault in place of two, or of one and a deviation: who writes a schedule by hand cuts once, as much and as long as it takes. */
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds, type Time } from '../../sim/core/time.ts';
import type { Fault, Plan, PlannedFault } from '../../sim/world/plan.ts';
import type { Mishap } from './gather-deviations.ts';

/** A fault of the plan, and when it struck. */
export interface Strike {
  readonly planned: PlannedFault;
  readonly time: Time;
}

/** What keeps messages between these from arriving, or from arriving in time. */
interface Hindrance {
  readonly without: (plan: Plan) => Plan;
  readonly isFault: boolean;
  readonly from: readonly NodeId[];
  readonly to: readonly NodeId[];
  readonly starts: Time;
  readonly ends: Time;
}

/** Plans with one cut for each two hindrances of which one is a fault at least: from when the first begins until the last is over, or longer. */
export function* merged(plan: Plan, strikes: readonly Strike[], mishaps: readonly Mishap[], everyone: readonly NodeId[]): Generator<Plan, void, undefined> {
  const hindrances = [...strikes.flatMap((strike) => ofStrike(strike, everyone)), ...mishaps.flatMap(ofMishap)];
  for (const [i, one] of hindrances.entries()) {
    for (const other of hindrances.slice(i + 1)) {
      if (!one.isFault && !other.isFault) continue;
      const rest = one.without(other.without(plan));
      for (const [at, fault] of cutsFor(one, other)) yield { ...rest, faults: [...rest.faults, { trigger: { kind: 'time', at }, fault }] };
    }
  }
}

function* cutsFor(one: Hindrance, other: Hindrance): Generator<readonly [Time, Fault], void, undefined> {
  const at = Math.min(one.starts, other.starts);
  const over = Math.max(one.ends, other.ends);
  const [from, to] = [united(one.from, other.from), united(one.to, other.to)];
  const side = from.length <= to.length ? from : to;
  const across = united(from, to).filter((node) => !side.includes(node));
  for (const ends of [over, over + milliseconds(300)]) {
    const lasts = ends - at + 1;
    yield [at, { kind: 'oneWay', from, to, lasts }];
    if (across.length > 0) yield [at, { kind: 'partition', shape: 'halves', groups: [side, across], lasts }];
  }
}

const united = (some: readonly NodeId[], others: readonly NodeId[]): readonly NodeId[] => [...new Set([...some, ...others])];

function ofMishap({ deviation, time, from, to }: Mishap): readonly Hindrance[] {
  if (deviation.kind === 'copy') return [];
  const without = (plan: Plan): Plan => ({ ...plan, deviations: plan.deviations.filter((other) => other !== deviation) });
  return [{ without, isFault: false, from: [from], to: [to], starts: time, ends: deviation.kind === 'late' ? time + deviation.by : time }];
}

function ofStrike({ planned, time }: Strike, everyone: readonly NodeId[]): readonly Hindrance[] {
  const without = (plan: Plan): Plan => ({ ...plan, faults: plan.faults.filter((other) => other !== planned) });
  const between = (from: readonly NodeId[], to: readonly NodeId[], starts: Time, lasts: number): readonly Hindrance[] => [{ without, isFault: true, from, to, starts, ends: starts + lasts }];
  const around = (node: NodeId, starts: Time, lasts: number): readonly Hindrance[] => between([node], everyone.filter((other) => other !== node), starts, lasts);
  const { fault } = planned;
  switch (fault.kind) {
    case 'oneWay':
      return between(fault.from, fault.to, time, fault.lasts);
    case 'clog':
      return between([fault.from], [fault.to], time, fault.lasts);
    case 'pause':
      return around(fault.node, time, fault.lasts);
    case 'disconnect':
      return around(fault.node, time, fault.lasts ?? 0);
    case 'swizzle':
      return fault.nodes.flatMap(({ node, starts, ends }) => (fault.nodes.length === 1 ? around(node, time + starts, ends - starts) : []));
    case 'partition':
      return betweenGroups(fault.groups, (from, to) => between(from, to, time, fault.lasts));
    default:
      return [];
  }
}

/** The smallest group against all others. */
function betweenGroups(groups: readonly (readonly NodeId[])[], between: (from: readonly NodeId[], to: readonly NodeId[]) => readonly Hindrance[]): readonly Hindrance[] {
  const [least, ...others] = groups.filter(({ length }) => length > 0).toSorted((a, b) => a.length - b.length);
  return least === undefined ? [] : between(least, others.flat());
}
