/** The report of a campaign as one page: it needs no other file, no script and no network, and stays below two megabytes, whatever it is about. */
import type { CampaignReport, Finding, ScenarioTally } from '../campaign-report.ts';
import type { Outcome } from '../ci/outcome.ts';
import { failuresSection } from './failures.ts';
import { cut, html, Markup } from './markup.ts';
import { grouped } from './numbers.ts';
import { mutantsSection, situationsSection, scenariosSection, slowestSection } from './tables.ts';
import { propertiesSection } from './properties.ts';
import { reportStyle } from './style.ts';

/** The page: the same bytes for the same outcome. */
export function reportPageOf(outcome: Outcome): string {
  const sections = [failuresSection(outcome), mutantsSection(outcome), propertiesSection(outcome.report), situationsSection(outcome.report), scenariosSection(outcome.report), slowestSection(outcome)];
  const present = sections.filter((section) => section !== null);
  const { word, kind } = headlineOf(outcome);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="generator" content="faultline">
<link rel="icon" href="data:,">
<title>Faultline: ${word}</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
<main>
<h1>Faultline <span class="badge ${kind}">${word}</span></h1>
<p class="quiet">${cut(outcome.extent, 2_000)}<br>begun ${new Date(outcome.begun).toISOString().slice(0, 19).replace('T', ' ')} UTC${outcome.mutant === null ? '' : `, with the deliberate bug ${outcome.mutant}`}</p>
${tiles(outcome)}
<nav aria-label="Sections">${present.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
${present.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}
</section>
`)}
</main>
</body>
</html>
`.text;
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
  const all: readonly (readonly [string, string])[] = [
    [grouped(seeds), 'seeds'],
    [grouped(events), 'events'],
    [grouped((seeds * 1_000) / Math.max(1, report.milliseconds)), 'seeds per second'],
    [grouped(failed), 'failing seeds'],
    [due === 0 ? 'none' : `${reached} of ${due}`, 'situations reached'],
    [grouped(sum(({ features }) => features)), 'different features seen'],
    ...(canaries.length === 0 ? [] : [[`${canaries.filter(({ isFound }) => isFound === true).length} of ${canaries.length}`, 'planted bugs found'] as const]),
  ];
  return html`<div class="tiles">${all.map(([number, label]) => html`<div class="tile"><b>${number}</b><span>${label}</span></div>`)}</div>`;
}

function situationsOf({ tallies }: CampaignReport): readonly [number, number] {
  const all = tallies.flatMap(({ situations, reached }) => situations.map(({ name }) => reached.has(name)));
  return [all.filter((isReached) => isReached).length, all.length];
}
