/** What GitHub Actions reads: annotations as lines of the log, and a summary of the step as Markdown. */
import type { Finding, ScenarioTally } from '../campaign-report.ts';
import { placeOf, type Outcome } from './outcome.ts';

/** GitHub shows ten of a step. */
const mostAnnotations = 10;

/** `::error file=...,line=...,title=...::message`, a line each: the failures, then what was not tested. */
export function annotationsOf(outcome: Outcome): readonly string[] {
  const { report, canaries } = outcome;
  const all = [
    ...report.findings.map((finding) => annotateFinding(finding, outcome)),
    ...canaries.filter(({ isFound }) => isFound === false).map(({ mutant, title }) => annotation({ title: `blind: ${mutant} was not found` }, `The planted bug (${title}) was not found: a hunt that does not see it proves nothing.`)),
    ...report.tallies.flatMap((tally) => tally.missed.map((situation) => annotateMissed(tally, situation))),
  ];
  if (all.length <= mostAnnotations) return all;
  return [...all.slice(0, mostAnnotations - 1), annotation({ title: 'and more' }, `${all.length - mostAnnotations + 1} more: see the summary.`)];
}

function annotateFinding(finding: Finding, outcome: Outcome): string {
  const { scenario, failure } = finding;
  const file = outcome.report.tallies.find(({ name }) => name === scenario)?.file ?? null;
  const place = placeOf(finding, file);
  const where = place === null ? {} : { file: place.file, line: String(place.line) };
  return annotation({ ...where, title: `${scenario}: ${failure.property}` }, `${cut(failure.message, 3_000)}\nReplay: ${outcome.replay(finding)}`);
}

function annotateMissed({ name, file, runs }: ScenarioTally, situation: string): string {
  const where = file === null ? {} : { file, line: '1' };
  return annotation({ ...where, title: `${name}: vacuous` }, `'${situation}' was never reached in ${runs} seeds: what depends on it was not tested.`);
}

function annotation(properties: Readonly<Record<string, string>>, message: string): string {
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${asData(cut(value, 500)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::error ${pairs.join(',')}::${asData(message)}`;
}

/** A line end would end the command, and begin another one. */
const asData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Not in the middle of a pair. */
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`);

/** A step's summary may take a mebibyte: beyond, GitHub shows nothing at all. Each of its two tables gets so many characters. */
const mostCharacters = 250_000;

/** As many rows as there is room for, and how many were left out. */
function roomFor(rows: readonly string[]): readonly string[] {
  let left = mostCharacters;
  const kept = rows.filter((row) => (left -= row.length) > 0);
  return kept.length === rows.length ? rows : [...kept, '', `and ${rows.length - kept.length} more`];
}

/** The summary: the failures with the commands that replay them, then the scenarios. */
export function summaryOf(outcome: Outcome): string {
  const { report, isOver, canaries } = outcome;
  const sum = (of: (tally: ScenarioTally) => number): string => report.tallies.reduce((total, tally) => total + of(tally), 0).toLocaleString('en');
  return [
    `## Faultline: ${headline(outcome)}`,
    '',
    `${sum(({ runs }) => runs)} seeds, ${sum(({ steps }) => steps)} events, ${sum(({ checked }) => checked)} seeds run twice, in ${(report.milliseconds / 1_000).toFixed(1)} s. ${markdown(outcome.extent)}${isOver && !report.stopped ? '' : ' **It did not come to its end.**'}`,
    '',
    ...canaries.map(({ mutant, title, isFound }) => `- planted bug ${markdown(mutant)} (${markdown(title)}): ${isFound === null ? 'stopped' : isFound ? 'found' : '**not found: this hunt is blind**'}`),
    '',
    ...failureRows(outcome),
    ...scenarioRows(outcome),
    '',
  ].join('\n');
}

function headline({ report, isOver, canaries }: Outcome): string {
  const [failures, missed] = [report.findings.length, report.tallies.reduce((total, tally) => total + tally.missed.length, 0)];
  const blind = canaries.filter(({ isFound }) => isFound === false).length;
  const parts = [...(failures > 0 ? [`${failures} failing`] : []), ...(missed > 0 ? [`${missed} never reached`] : []), ...(blind > 0 ? [`${blind} planted bugs not found`] : [])];
  if (parts.length > 0) return parts.join(', ');
  return isOver && !report.stopped ? 'pass' : 'nothing found so far';
}

function failureRows(outcome: Outcome): readonly string[] {
  const { findings } = outcome.report;
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => {
    const { scenario, failure, seed, count } = finding;
    return `| ${[scenario, `${failure.kind}: ${failure.property}`, cut(failure.message.split('\n')[0] ?? '', 200), String(seed), String(count)].map(markdown).join(' | ')} | ${code(outcome.replay(finding))} |`;
  });
  return ['| scenario | failure | what was seen | seed | seeds | replay |', '|---|---|---|--:|--:|---|', ...roomFor(rows), ''];
}

function scenarioRows({ report }: Outcome): readonly string[] {
  const rows = report.tallies.map(({ name, runs, steps, reached, situations, missed }) =>
    `| ${markdown(name)} | ${runs} | ${steps} | ${situations.length === 0 ? '' : `${situations.filter((situation) => reached.has(situation.name)).length} of ${situations.length}`} | ${missed.map(markdown).join(', ')} |`);
  return ['<details><summary>Scenarios</summary>', '', '| scenario | seeds | events | situations reached | due and never reached |', '|---|--:|--:|--:|---|', ...roomFor(rows), '', '</details>'];
}

/** Text of others between the marks of Markdown: on one line, and no mark among it. */
function markdown(text: string): string {
  return cut(text, 500).replace(/\p{Cc}+/gu, ' ').replace(/[\\`*_{}[\]<>()#+!|~$&@:]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

const code = (text: string): string => `<code>${markdown(text)}</code>`;
