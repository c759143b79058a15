/** What became of a deliberate bug that was hunted. */
import type { Mutant } from '../sim/core/mutant.ts';
import type { CampaignReport, Effort, Finding } from './campaign-report.ts';
import { detectionIn, falseAlarmIn } from './detection.ts';

export interface Fate {
  readonly mutant: Mutant;
  /** `false alarm`: what ended the hunt is wrong with the correct code, too. */
  readonly outcome: 'found' | 'missed' | 'not hunted' | 'false alarm';
  /** Null where nothing was found. */
  readonly finding: Finding | null;
  /** Up to the first detection; all of it where there was none. */
  readonly effort: Effort;
}

/** From the hunt for this bug alone. */
export function fateOf(mutant: Mutant, { findings, tallies, stopped }: CampaignReport): Fate {
  const [detection, falseAlarm] = [detectionIn(findings), falseAlarmIn(findings)];
  // A hunt that was cut short has not shown that the mutant cannot be found.
  const outcome = detection !== null ? 'found' : falseAlarm !== null ? 'false alarm' : stopped ? 'not hunted' : 'missed';
  const finding = detection ?? falseAlarm;
  return { mutant, outcome, finding, effort: finding?.after ?? effortOf(tallies) };
}

/** Of one that nobody has come to. */
export const notHunted = (mutant: Mutant): Fate => ({ mutant, outcome: 'not hunted', finding: null, effort: effortOf([]) });

function effortOf(tallies: CampaignReport['tallies']): Effort {
  const sum = (of: (tally: CampaignReport['tallies'][number]) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const isTimed = tallies.every(({ cpuMilliseconds }) => cpuMilliseconds !== null);
  return {
    seeds: sum(({ runs }) => runs),
    steps: sum(({ steps }) => steps),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    cpuMilliseconds: isTimed ? sum(({ cpuMilliseconds }) => cpuMilliseconds ?? 0) : null,
  };
}
