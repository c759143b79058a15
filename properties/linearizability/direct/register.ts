import { at, isSet } from '../search/words.ts';
import { withCauses } from './causes.ts';
import { Chains } from './chains.ts';
import { Needs } from './needs.ts';
import { legalOrder } from './order.ts';
import type { Contradiction, Direct, Times, ToldAsRegister } from './steps.ts';
import { none, Values } from './values.ts';
import { orderInTime } from './zones.ts';

/**
 * Decides a history that is told as that of a register, in O(n log n): always where each value that was seen can have been
 * left by one operation only. Elsewhere values that were there once still refute it, or it stays open.
 *
 * Gibbons and Korach, "Testing shared memories", SIAM J. Comput. 26 (1997); compare-and-set makes chains of their clusters.
 * `times` has one entry more than there are operations: that of the initial value, called and returned at -Infinity.
 */
export function decideRegister(told: ToldAsRegister, times: Times): Direct {
  const values = new Values(told);
  const needs = new Needs(told, times, values);
  if (needs.contradiction !== null) return illegal(told, values, needs, needs.contradiction);
  const chains = new Chains(times, values, needs);
  if (chains.contradiction !== null) return illegal(told, values, needs, chains.contradiction);
  const ordered = orderInTime(chains.chains);
  if ('culprits' in ordered) return illegal(told, values, needs, ordered);
  const isExact = values.isAmbiguous.every((isAmbiguous, value) => isAmbiguous === 0 || !isSet(needs.isSeen, value));
  const order = isExact ? legalOrder(told, times, values, chains, ordered) : null;
  return order === null ? { kind: 'open' } : { kind: 'ok', order };
}

function illegal(told: ToldAsRegister, values: Values, needs: Needs, contradiction: Contradiction): Direct {
  const culprits = contradiction.culprits.filter((operation) => operation < values.left.length - 1);
  const shown = culprits.map((operation) => at(needs.shownBy, operation)).filter((operation) => operation !== none);
  return { kind: 'illegal', contradiction: { ...contradiction, culprits }, operations: withCauses(told, values, [...culprits, ...shown]) };
}
