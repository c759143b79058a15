/** The scoreboard as a page. */
import { strategyNames, type StrategyName } from '../strategies/strategy.ts';
import { barsOf, mutantsIn, shareText, survivalOf, timeText } from './bars.ts';
import type { CampaignRecord } from './record.ts';

/** Times at which the share of found mutants is given, in seconds of CPU. */
const moments = [1, 10, 60, 300] as const;

/** The strategies of the records, in the order of their names. */
export const strategiesIn = (records: readonly CampaignRecord[]): readonly StrategyName[] => strategyNames.filter((name) => records.some(({ strategy }) => strategy === name));

/** What is printed for each strategy: titles first. */
export function summaryRows(records: readonly CampaignRecord[]): readonly (readonly string[])[] {
  const titles = ['strategy', 'campaigns', 'found', ...moments.map((seconds) => `by ${seconds} s`), 'median', '90th percentile'];
  const rows = strategiesIn(records).map((strategy) => {
    const ours = records.filter((record) => record.strategy === strategy);
    const survival = survivalOf(records, strategy);
    const shares = moments.map((seconds) => shareText(survival.shareBy(seconds)));
    return [strategy, String(ours.length), String(ours.filter(({ found }) => found).length), ...shares, timeText(survival.quantile(0.5)), timeText(survival.quantile(0.9))];
  });
  return [titles, ...rows];
}

/** What is printed of each demand. */
export const barLines = (records: readonly CampaignRecord[]): readonly string[] =>
  barsOf(records).map(({ demand, measured, isMet }) => `${isMet === null ? 'open' : isMet ? 'met' : 'NOT met'}: ${demand}: ${measured}`);

/** The page: summary, demands, one row for each mutant. */
export function pageOf(records: readonly CampaignRecord[]): string {
  const lines = [
    '# Scoreboard',
    '',
    'Written by `faultline scoreboard`. Each mutant, hunted by each strategy from several first seeds, until a property fires or time is up. Seconds of CPU; shares and',
    'quantiles after Kaplan and Meier, so campaigns that were given up count as what they are; `>=`: nobody waited for so long.',
    '',
    ...tableOf(summaryRows(records)),
    '',
    ...barLines(records).map((line) => `- ${line}`),
    '',
    'Median seconds to detection, the properties that fired first, and how small failures were shrunk (moves / those of the schedule written by hand).',
    '',
    ...tableOf(mutantRows(records)),
    '',
  ];
  return lines.join('\n');
}

function mutantRows(records: readonly CampaignRecord[]): readonly (readonly string[])[] {
  const strategies = strategiesIn(records);
  const rows = mutantsIn(records).map((mutant) => {
    const ours = records.filter((record) => record.mutant === mutant);
    const medians = strategies.map((strategy) => survivalOf(ours, strategy).quantile(0.5)?.toFixed(2) ?? '-');
    return [mutant, ours[0]?.hardness ?? '', ...medians, propertiesOf(ours), sizesOf(ours)];
  });
  return [['mutant', 'hardness', ...strategies, 'properties', 'moves / by hand'], ...rows];
}

/** Those that fired, the most frequent first. */
function propertiesOf(records: readonly CampaignRecord[]): string {
  const counts = new Map<string, number>();
  for (const { property } of records) if (property !== null) counts.set(property, (counts.get(property) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([property]) => property).join('; ');
}

function sizesOf(records: readonly CampaignRecord[]): string {
  const moves = records.flatMap(({ moves }) => (moves === null ? [] : [moves]));
  return moves.length === 0 ? '' : `${Math.min(...moves)} / ${records[0]?.scheduleSize ?? '?'}`;
}

function tableOf([titles = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}
