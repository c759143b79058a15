/** Properties by strategies: who found what, in how many of the runs that could have shown it. */
import type { CampaignReport } from '../campaign-report.ts';
import { memberNames, sumBy, totalOf, type ByStrategy } from '../strategies/by-strategy.ts';
import type { MemberName } from '../strategies/strategy.ts';
import { cut, html, roomFor, type Markup } from './markup.ts';
import { grouped } from './numbers.ts';
import type { Section } from './section.ts';

const room = 150_000;

interface Row {
  readonly property: string;
  /** Of the scenarios in which it judges, or failed. */
  readonly runs: ByStrategy;
  readonly failing: ByStrategy;
  /** Failing seeds of which no strategy is known. */
  readonly others: number;
}

/** Null where nobody knows whose runs they were. */
export function strategiesSection(report: CampaignReport): Section | null {
  const runs = sumBy(report.tallies.map(({ runsBy }) => runsBy));
  const strategies = memberNames.filter((name) => runs[name] !== undefined);
  const rows = rowsOf(report);
  if (strategies.length === 0 || rows.length === 0) return null;
  return { id: 'strategies', title: 'Properties by strategy', body: matrix(rows, runs, strategies) };
}

/** Those that fail come first, the most often first. */
function rowsOf({ tallies, findings }: CampaignReport): readonly Row[] {
  const failed = findings.map(({ failure, scenario, count, countBy = {} }) => ({ property: failure.property, scenario, count, countBy }));
  const properties = new Set([...tallies.flatMap((tally) => tally.properties), ...failed.map(({ property }) => property)]);
  const rows = [...properties].map((property): Row => {
    const mine = failed.filter((one) => one.property === property);
    const places = tallies.filter((tally) => tally.properties.includes(property) || mine.some(({ scenario }) => scenario === tally.name));
    const failing = sumBy(mine.map(({ countBy }) => countBy));
    const count = mine.reduce((sum, one) => sum + one.count, 0);
    return { property, runs: sumBy(places.map(({ runsBy }) => runsBy)), failing, others: count - totalOf(failing) };
  });
  const count = ({ failing, others }: Row): number => totalOf(failing) + others;
  return rows.sort((a, b) => count(b) - count(a) || totalOf(b.runs) - totalOf(a.runs) || (a.property < b.property ? -1 : 1));
}

function matrix(rows: readonly Row[], runs: ByStrategy, strategies: readonly MemberName[]): Markup {
  const hasOthers = rows.some(({ others }) => others > 0);
  const write = (row: Row): Markup => html`<tr><th scope="row">${cut(row.property, 200)}</th>${strategies.map((name) => cellOf(row, name))}${hasOthers ? otherCell(row) : ''}</tr>
`;
  const heads = strategies.map((name) => html`<th scope="col">${name}<br><span class="quiet small">${grouped(runs[name] ?? 0)} runs</span></th>`);
  return html`<p class="quiet small">So many seeds failed, of those that the strategy ran where the property judges. ✓: it held in all of them. –: there were none.${hasOthers ? ' Other: kept failures that failed again, runs that never came back, and those of which no strategy is recorded.' : ''}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Properties by strategy"><table class="matrix"><thead><tr><th scope="col">property</th>${heads}${hasOthers ? html`<th scope="col">other</th>` : ''}</tr></thead>
<tbody>${roomFor(rows, { most: room, write, more: (left) => html`<tr><td class="quiet">and ${left} more</td></tr>` })}</tbody></table></div>`;
}

function cellOf({ runs, failing }: Row, name: MemberName): Markup {
  const [ran, failed] = [runs[name] ?? 0, failing[name] ?? 0];
  if (failed > 0) return html`<td class="bad">${grouped(failed)}&nbsp;of&nbsp;${grouped(ran)}</td>`;
  return ran === 0 ? html`<td class="none">–</td>` : html`<td class="good">✓</td>`;
}

const otherCell = ({ others }: Row): Markup => (others > 0 ? html`<td class="bad">${grouped(others)}</td>` : html`<td class="none"></td>`);
