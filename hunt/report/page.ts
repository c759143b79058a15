/** The report of a campaign as one page: it needs no other file, no script and no network, and stays below two megabytes, whatever it is about. */
import type { CampaignReport, Finding, ScenarioTally } from '../campaign-report.ts';
import type { Outcome } from '../ci/outcome.ts';
import { documentOf } from './document.ts';
import { failuresSection } from './failures.ts';
import { cut, html, type Markup } from './markup.ts';
import { grouped } from './numbers.ts';
import { mutantsSection, situationsSection, scenariosSection, slowestSection } from './tables.ts';
import { propertiesSection } from './properties.ts';
import { sectionsOf, tilesOf, type Tile } from './section.ts';
import { strategiesSection } from './strategies.ts';
import { reportStyle } from './style.ts';

/** The page: the same bytes for the same outcome. */
export function reportPageOf(outcome: Outcome): string {
  const sections = [failuresSection(outcome), mutantsSection(outcome), propertiesSection(outcome.report), strategiesSection(outcome.report), situationsSection(outcome.report), scenariosSection(outcome.report), slowestSection(outcome)];
  const present = sections.filter((section) => section !== null);
  const { word, kind } = headlineOf(outcome);
  return documentOf({ title: `Faultline: ${word}`, style: reportStyle }, html`<main>
<h1>Faultline <span class="badge ${kind}">${word}</span></h1>
<p class="quiet">${cut(outcome.extent, 2_000)}<br>begun ${new Date(outcome.begun).toISOString().slice(0, 19).replace('T', ' ')} UTC${outcome.mutant === null ? '' : `, with the deliberate bug ${outcome.mutant}`}</p>
${tiles(outcome)}
${sectionsOf(present)}</main>
`);
}

function headlineOf({ report, isOver, canaries }: Outcome): { readonly word: string; readonly kind: 'good' | 'bad' | 'warn' } {
  const failing = report.findings.length;
  if (failing > 0) return { word: failing === 1 ? '1 failure' : `${failing} failures`, kind: 'bad' };
  if (canaries.some(({ isFound }) => isFound === false)) return { word: 'blind', kind: 'bad' };
  if (report.tallies.some(({ missed }) => missed.length > 0)) return { word: 'vacuous', kind: 'warn' };
  return isOver && !report.stopped ? { word: 'pass', kind: 'good' } : { word: 'not over', kind: 'warn' };
}

function tiles({ report, canaries }: Outcome): Markup {
  const sum = (of: (tally: ScenarioTally) => number): number => report.tallies.reduce((total, tally) => total + of(tally), 0);
  const [seeds, events] = [sum(({ runs }) => runs), sum(({ steps }) => steps)];
  const [reached, due] = situationsOf(report);
  const failed = report.findings.reduce((total: number, { count }: Finding) => total + count, 0);
  const all: readonly Tile[] = [
    [grouped(seeds), 'seeds'],
    [grouped(events), 'events'],
    [grouped((seeds * 1_000) / Math.max(1, report.milliseconds)), 'seeds per second'],
    [grouped(failed), 'failing seeds'],
    [due === 0 ? 'none' : `${reached} of ${due}`, 'situations reached'],
    [grouped(sum(({ features }) => features)), 'different features seen'],
    ...(canaries.length === 0 ? [] : [[`${canaries.filter(({ isFound }) => isFound === true).length} of ${canaries.length}`, 'planted bugs found'] as const]),
  ];
  return tilesOf(all);
}

function situationsOf({ tallies }: CampaignReport): readonly [number, number] {
  const all = tallies.flatMap(({ situations, reached }) => situations.map(({ name }) => reached.has(name)));
  return [all.filter((isReached) => isReached).length, all.length];
}
