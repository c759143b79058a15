/** What the strategies are held to, computed from the records of campaigns. */
import type { StrategyName } from '../strategies/strategy.ts';
import type { CampaignRecord } from './record.ts';
import { Survival } from './survival.ts';

/** A demand, what was measured, and whether it is met; null: the records do not say. */
export interface Bar {
  readonly demand: string;
  readonly measured: string;
  readonly isMet: boolean | null;
}

/** All demands that the records can say something about. */
export function barsOf(records: readonly CampaignRecord[]): readonly Bar[] {
  return [...portfolioBars(records), ...swarmBars(records), ...guidedBar(records)];
}

/** The names of the mutants, in the order of their first record. */
export const mutantsIn = (records: readonly CampaignRecord[]): readonly string[] => [...new Set(records.map(({ mutant }) => mutant))];

/** Times to detection of one strategy, or of one mutant by it. */
export function survivalOf(records: readonly CampaignRecord[], strategy: StrategyName, mutant: string | null = null): Survival {
  return new Survival(records.filter((record) => record.strategy === strategy && (mutant === null || record.mutant === mutant)));
}

/** `0.42 s`, or `not found`. */
export const timeText = (seconds: number | null): string => (seconds === null ? 'not found' : `${seconds.toFixed(2)} s`);

/** `95.0 %`. */
export const shareText = ({ share, isLeast }: { readonly share: number; readonly isLeast: boolean }): string => `${isLeast ? '>= ' : ''}${(100 * share).toFixed(1)} %`;

const has = (records: readonly CampaignRecord[], ...strategies: readonly StrategyName[]): boolean =>
  strategies.every((strategy) => records.some((record) => record.strategy === strategy));

function portfolioBars(records: readonly CampaignRecord[]): readonly Bar[] {
  if (!has(records, 'portfolio')) return [];
  const ours = records.filter(({ strategy }) => strategy === 'portfolio');
  const all = survivalOf(records, 'portfolio').shareBy(300);
  const missed = mutantsIn(ours).filter((mutant) => survivalOf(ours, 'portfolio', mutant).quantile(0.5) === null);
  const easy = mutantsIn(ours.filter(({ hardness }) => hardness === 'easy'));
  const slow = easy.filter((mutant) => (survivalOf(ours, 'portfolio', mutant).quantile(0.5) ?? Infinity) > 1);
  return [
    {
      demand: 'the portfolio finds at least 95 % of the mutants within 300 s of CPU',
      measured: `${shareText(all)} of the campaigns${missed.length === 0 ? '' : `; not in half of its campaigns: ${missed.join(', ')}`}`,
      isMet: all.share >= 0.95 ? true : all.isLeast ? null : false,
    },
    {
      demand: 'the portfolio finds all easy ones within 1 s, in the median of their campaigns',
      measured: `${easy.length - slow.length} of ${easy.length}${slow.length === 0 ? '' : `, not ${slow.join(', ')}`}`,
      isMet: slow.length === 0,
    },
    ...bestSingleBar(records),
  ];
}

/** Seconds are measured in thousandths. */
const shortest = 0.001;

/** The best is chosen after the fact, mutant by mutant: what is best by luck counts as best. */
function bestSingleBar(records: readonly CampaignRecord[]): readonly Bar[] {
  const singles = [...new Set(records.map(({ strategy }) => strategy))].filter((strategy) => strategy !== 'portfolio');
  if (singles.length < 2) return [];
  const medianOf = (mutant: string, strategy: StrategyName): number => survivalOf(records, strategy, mutant).quantile(0.5) ?? Infinity;
  const ratios = mutantsIn(records).flatMap((mutant) => {
    const [best, ours] = [Math.min(...singles.map((strategy) => medianOf(mutant, strategy))), Math.max(shortest, medianOf(mutant, 'portfolio'))];
    return best === Infinity ? [] : [ours / Math.max(best, shortest)];
  });
  const median = medianOfNumbers(ratios);
  const demand = 'the portfolio takes at most 2x as long as the best single strategy for each mutant, in the median';
  const fair = medianOfNumbers(ratiosToChosen(records, singles));
  const other = fair === null ? '' : `; ${fair.toFixed(2)}x where the best is chosen by all campaigns but the one in which it is measured`;
  return median === null ? [] : [{ demand, measured: `${Number.isFinite(median) ? `${median.toFixed(2)}x` : 'not found by it'}${other}`, isMet: median <= 2 }];
}

/** Of several that are equally good, one was lucky: in a campaign that did not choose it, it is what it is. One ratio for each mutant and campaign. */
function ratiosToChosen(records: readonly CampaignRecord[], singles: readonly StrategyName[]): readonly number[] {
  return mutantsIn(records).flatMap((mutant) => {
    const ours = records.filter((record) => record.mutant === mutant);
    return [...new Set(ours.map(({ from }) => from))].flatMap((from) => {
      const [here, elsewhere] = [ours.filter((record) => record.from === from), ours.filter((record) => record.from !== from)];
      const patience = Math.max(...ours.map(({ seconds }) => seconds));
      const chosen = leastOf(singles.filter((strategy) => has(elsewhere, strategy)), (strategy) => survivalOf(elsewhere, strategy).meanUpTo(patience));
      const [portfolio, best] = [timeIn(here, 'portfolio'), chosen === null ? null : timeIn(here, chosen)];
      return portfolio === null || best === null ? [] : [Math.max(portfolio, shortest) / Math.max(best, shortest)];
    });
  });
}

function leastOf<T>(things: readonly T[], cost: (thing: T) => number): T | null {
  return things.reduce<T | null>((least, thing) => (least === null || cost(thing) < cost(least) ? thing : least), null);
}

/** Of one campaign; that of one which gave up is the time that it took. */
const timeIn = (records: readonly CampaignRecord[], strategy: StrategyName): number | null => records.find((record) => record.strategy === strategy)?.seconds ?? null;

/** Two mixes in which nothing is left out: at one moderate rate, and with what a swarm draws. */
const mixes = { uniform: 'all families at a moderate rate (uniform)', 'all-on': "a swarm's draws with no family off (all-on)" } as const;

function swarmBars(records: readonly CampaignRecord[]): readonly Bar[] {
  return (['all-on', 'uniform'] as const).filter((mix) => has(records, mix, 'swarm')).map((mix) => swarmBar(records, mix));
}

function swarmBar(records: readonly CampaignRecord[], mix: keyof typeof mixes): Bar {
  const demand = `where an always-on mix finds half of the mutants, swarm finds at least 1.4x as many; the mix: ${mixes[mix]}`;
  const half = survivalOf(records, mix).quantile(0.5);
  if (half === null) return { demand, measured: 'it does not find half of them', isMet: null };
  const [ours, theirs] = [survivalOf(records, 'swarm').shareBy(half).share, survivalOf(records, mix).shareBy(half).share];
  return { demand, measured: `${(ours / theirs).toFixed(2)}x after ${timeText(half)}`, isMet: ours / theirs >= 1.4 };
}

/** The third that takes all strategies together longest: chosen by the times of one, it would be the third in which that one had bad luck. */
function guidedBar(records: readonly CampaignRecord[]): readonly Bar[] {
  if (!has(records, 'uniform', 'guided')) return [];
  const strategies = [...new Set(records.map(({ strategy }) => strategy))];
  const patience = Math.max(...records.map(({ seconds }) => seconds));
  const effort = (mutant: string): number => strategies.reduce((sum, strategy) => sum + survivalOf(records, strategy, mutant).meanUpTo(patience), 0);
  const mutants = mutantsIn(records).map((mutant) => ({ mutant, effort: effort(mutant) })).toSorted((a, b) => b.effort - a.effort);
  const slowest = new Set(mutants.slice(0, Math.ceil(mutants.length / 3)).map(({ mutant }) => mutant));
  const theirs = records.filter(({ mutant }) => slowest.has(mutant));
  const [uniform, guided] = [survivalOf(theirs, 'uniform').meanUpTo(patience), survivalOf(theirs, 'guided').meanUpTo(patience)];
  const beginning = theirs.some(({ strategy, distilled = null }) => strategy === 'guided' && distilled !== null) ? ', guided beginning with distilled runs' : '';
  const measured = `${(uniform / guided).toFixed(2)}x (${timeText(uniform)} and ${timeText(guided)} in the mean, cut off at ${patience.toFixed(0)} s${beginning})`;
  return [{ demand: 'guided search is at least 1.9x faster than uniform on the slowest third', measured, isMet: uniform / guided >= 1.9 }];
}

/** Null of none. */
function medianOfNumbers(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
