/** Properties by scenarios: what was judged where, and how it came out. */
import type { CampaignReport, ScenarioTally } from '../campaign-report.ts';
import { cut, html, roomFor, type Markup } from './markup.ts';
import { grouped } from './numbers.ts';
import { tableOf, type Section } from './section.ts';

/** Beyond, nobody finds a cell: a table says the same. */
const [mostColumns, mostRows, room] = [40, 120, 350_000] as const;

interface Row {
  readonly property: string;
  /** Failing seeds by scenario; present where the property judges it. */
  readonly failing: ReadonlyMap<string, number>;
}

export function propertiesSection(report: CampaignReport): Section | null {
  const rows = rowsOf(report);
  if (rows.length === 0) return null;
  const isSmall = report.tallies.length <= mostColumns && rows.length <= mostRows;
  return { id: 'properties', title: `Properties (${rows.length})`, body: isSmall ? matrix(rows, report.tallies) : list(rows, report.tallies) };
}

/** Those that fail come first, then those that judge most. */
function rowsOf({ tallies, findings }: CampaignReport): readonly Row[] {
  const rows = new Map<string, Map<string, number>>();
  const add = (property: string, scenario: string, failing: number): void => {
    const row = rows.get(property) ?? new Map<string, number>();
    rows.set(property, row.set(scenario, (row.get(scenario) ?? 0) + failing));
  };
  for (const { name, properties } of tallies) for (const property of properties) add(property, name, 0);
  for (const { scenario, failure, count } of findings) add(failure.property, scenario, count);
  return [...rows].map(([property, failing]) => ({ property, failing })).sort((a, b) => failed(b) - failed(a) || b.failing.size - a.failing.size || (a.property < b.property ? -1 : 1));
}

const failed = ({ failing }: Row): number => [...failing.values()].reduce((sum, count) => sum + count, 0);

function matrix(rows: readonly Row[], tallies: readonly ScenarioTally[]): Markup {
  const write = (row: Row): Markup => html`<tr><th scope="row">${cut(row.property, 200)}</th>${tallies.map((tally) => cellOf(row, tally))}</tr>
`;
  const heads = tallies.map(({ name }) => html`<th scope="col" class="turned"><span>${cut(name, 60)}</span></th>`);
  return html`<p class="quiet small">A number: so many seeds failed. ✓: it held in all seeds that were run. –: it judges nothing there.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Properties by scenarios"><table class="matrix"><thead><tr><th scope="col">property</th>${heads}</tr></thead>
<tbody>${roomFor(rows, { most: room, write, more: (left) => html`<tr><td class="quiet">and ${left} more</td></tr>` })}</tbody></table></div>`;
}

function cellOf({ failing }: Row, { name, runs }: ScenarioTally): Markup {
  const count = failing.get(name);
  if (count === undefined) return html`<td class="none">–</td>`;
  if (count > 0) return html`<td class="bad">${grouped(count)}</td>`;
  return runs === 0 ? html`<td class="none">not run</td>` : html`<td class="good">✓</td>`;
}

function list(rows: readonly Row[], tallies: readonly ScenarioTally[]): Markup {
  const runs = new Map(tallies.map((tally) => [tally.name, tally.runs]));
  const cells = rows.map((row) => {
    const seeds = [...row.failing.keys()].reduce((sum, name) => sum + (runs.get(name) ?? 0), 0);
    const count = failed(row);
    const where = [...row.failing].filter(([, failing]) => failing > 0).map(([name]) => name).join(', ');
    const verdict = count > 0 ? html`<span class="badge bad">fails</span>` : seeds === 0 ? html`<span class="badge none">not run</span>` : html`<span class="badge good">holds</span>`;
    return [cut(row.property, 200), verdict, grouped(row.failing.size), grouped(seeds), count === 0 ? '' : grouped(count), cut(where, 300)];
  });
  return tableOf('Properties', [{ title: 'property' }, { title: 'verdict' }, { title: 'scenarios', isNumber: true }, { title: 'seeds', isNumber: true }, { title: 'failing', isNumber: true }, { title: 'where it fails' }], cells, room);
}
