import type { Chain } from './chains.ts';
import type { Contradiction } from './steps.ts';

/**
 * Chains in an order that time allows, or two for which there is none.
 *
 * One chain must come before another if some operation of it returned before some operation of the other was called. Two that
 * must each come before the other contradict; and if no two do, no more of them do either: in a longer circle, the one whose
 * first return is the earliest must come before all others, its predecessor too (Gibbons and Korach 1997, theorem 4.10).
 *
 * A chain whose first return comes before its last call fills the time between: a forward zone. Forward zones must not
 * overlap. The others can shrink to any moment between last call and first return, which must not lie wholly within a forward zone.
 */
export function orderInTime(chains: readonly Chain[]): readonly Chain[] | Contradiction {
  const ordered = inOrderOfStarts(chains);
  let zone: Chain | null = null;
  for (const chain of ordered) {
    if (zone !== null && zone.return < chain.call && chain.return < zone.call) return between(zone, chain);
    if (isForward(chain)) zone = chain;
  }
  return ordered;
}

const isForward = (chain: Chain): boolean => chain.return < chain.call;
const startOf = (chain: Chain): number => Math.min(chain.return, chain.call);

/** By the first moment that each fills, or can; those that need no time first. */
function inOrderOfStarts(chains: readonly Chain[]): readonly Chain[] {
  return chains.toSorted((a, b) => {
    const [left, right] = [startOf(a), startOf(b)];
    return left === right ? Number(isForward(a)) - Number(isForward(b)) : left - right;
  });
}

function between(zone: Chain, chain: Chain): Contradiction {
  return { kind: 'between', culprits: [zone.first, zone.last, chain.first, chain.last] };
}
