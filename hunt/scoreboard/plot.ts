/** The scoreboard as a picture: one SVG that needs no other file. */
import type { StrategyName } from '../strategies/strategy.ts';
import { mutantsIn, survivalOf } from './bars.ts';
import { strategiesIn } from './markdown.ts';
import type { CampaignRecord } from './record.ts';

/** Of the first panel, in pixels. */
const panel = { left: 50, top: 30, width: 420, height: 260 } as const;

const gap = 90;

/** Seconds at the left and right edge; decades between. */
const decades = [0.01, 0.1, 1, 10, 100, 1_000] as const;

const colours: Readonly<Record<StrategyName, string>> = {
  swarm: '#0072b2',
  'all-on': '#56b4e9',
  uniform: '#999999',
  milestones: '#009e73',
  pct: '#cc79a7',
  guided: '#d55e00',
  portfolio: '#000000',
};

const [first, last] = [Math.log10(decades[0]), Math.log10(decades[decades.length - 1] ?? 1)];

/** Seconds to pixels within a panel, on a logarithmic scale. */
const across = (seconds: number): number => (panel.width * (Math.min(last, Math.max(first, Math.log10(seconds))) - first)) / (last - first);

const point = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`;

/** Share found over time, and the seconds to detection of each mutant. */
export function plotOf(records: readonly CampaignRecord[]): string {
  const [width, height] = [2 * panel.width + 2 * panel.left + gap, panel.height + panel.top + 50];
  const parts = [axes(0, 'share of the campaigns that found their mutant'), ...curves(records), axes(1, 'CPU seconds to detection, each mutant in the median'), ...dots(records)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const leftOf = (place: number): number => panel.left + place * (panel.width + gap);

function axes(place: number, title: string): string {
  const left = leftOf(place);
  const bottom = panel.top + panel.height;
  const ticks = decades.map((seconds) => {
    const x = left + across(seconds);
    return `<line x1="${x}" y1="${panel.top}" x2="${x}" y2="${bottom}" stroke="#ddd"/><text x="${x}" y="${bottom + 14}" text-anchor="middle">${seconds} s</text>`;
  });
  const frame = `<rect x="${left}" y="${panel.top}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#888"/>`;
  return [...ticks, frame, `<text x="${left}" y="${panel.top - 10}">${title}</text>`].join('\n');
}

/** Steps, up to the last time at which somebody was waiting. */
function curves(records: readonly CampaignRecord[]): readonly string[] {
  const left = leftOf(0);
  const y = (share: number): number => panel.top + panel.height * (1 - share);
  const marks = [0, 0.5, 1].map((share) => `<text x="${left - 4}" y="${y(share) + 4}" text-anchor="end">${100 * share} %</text>`);
  const lines = strategiesIn(records).map((strategy, i) => {
    const { rises } = survivalOf(records, strategy);
    const points = rises.flatMap(({ seconds, share }, i) => [point(left + across(seconds), y(rises[i - 1]?.share ?? 0)), point(left + across(seconds), y(share))]);
    const legend = `<text x="${left + 8}" y="${panel.top + 16 + 14 * i}" fill="${colours[strategy]}">${strategy}</text>`;
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colours[strategy]}" stroke-width="1.6"/>${legend}`;
  });
  return [...marks, ...lines];
}

/** One row for each strategy, one dot for each mutant; hollow at the right edge: not found in half of the campaigns. */
function dots(records: readonly CampaignRecord[]): readonly string[] {
  const left = leftOf(1);
  const strategies = strategiesIn(records);
  return strategies.flatMap((strategy, row) => {
    const middle = panel.top + (panel.height * (row + 0.5)) / strategies.length;
    const spread = panel.height / strategies.length - 12;
    const mutants = mutantsIn(records);
    const circles = mutants.map((mutant, i) => {
      const median = survivalOf(records, strategy, mutant).quantile(0.5);
      const y = middle + spread * ((i + 0.5) / mutants.length - 0.5);
      const fill = median === null ? 'none' : colours[strategy];
      return `<circle cx="${(left + (median === null ? panel.width : across(median))).toFixed(1)}" cy="${y.toFixed(1)}" r="2" fill="${fill}" stroke="${colours[strategy]}"><title>${mutant}</title></circle>`;
    });
    return [`<text x="${left - 6}" y="${(middle + 4).toFixed(1)}" text-anchor="end" fill="${colours[strategy]}">${strategy}</text>`, ...circles];
  });
}
