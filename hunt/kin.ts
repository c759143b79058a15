/** Other ways in which a failure shows: a bug that breaks one property in this run breaks another one where other things are drawn. */
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { Redraws, type RedrawOptions } from './cause/redraws.ts';

/**
 * Signatures, other than its own, with which re-draws of a failing run fail. Half of them are drawn anew from the beginning, half from its middle. Of a shrunk
 * run, whose plan holds nothing but what the failure needs, they are those of the same bug, as a rule.
 */
export function kinOf(scenario: Scenario, failing: Report, options: RedrawOptions): readonly string[] {
  const redraws = new Redraws(scenario, failing, options);
  const own = failing.failure === null ? null : signatureOf(failing.failure);
  const kin = new Set<string>();
  for (let number = 0; !redraws.isSpent; number++) {
    const signature = redraws.signatureAnew(failing.plan, number % 2 === 0 ? 0 : Math.floor(failing.steps / 2), number);
    if (signature !== null && signature !== own) kin.add(signature);
  }
  return [...kin].toSorted();
}
