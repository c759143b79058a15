import { noCounts, type Counters } from '../sim/world/counters.ts';

/** Adds the counts of one run to a sum. */
export function addCounts(sum: Counters, counts: Counters): void {
  for (const name of faultNames) sum.faults[name] += counts.faults[name];
  for (const name of tallyNames) sum[name] += counts[name];
}

type Tally = Exclude<keyof Counters, 'faults'>;

const isTally = (name: string): name is Tally => name !== 'faults' && name in noCounts();

const isFault = (name: string): name is keyof Counters['faults'] => name in noCounts().faults;

const tallyNames: readonly Tally[] = Object.keys(noCounts()).filter(isTally);

const faultNames: readonly (keyof Counters['faults'])[] = Object.keys(noCounts().faults).filter(isFault);
