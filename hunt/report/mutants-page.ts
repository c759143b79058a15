/** The hunt for the deliberate bugs as one page: which were found, how soon, and which properties can fail. It stays below two megabytes. */
import type { Fate } from '../mutant-fate.ts';
import type { StrategyName } from '../strategies/strategy.ts';
import { documentOf } from './document.ts';
import { cut, html, type Markup } from './markup.ts';
import { elapsed, grouped } from './numbers.ts';
import { badge, sectionsOf, tableOf, tilesOf, type Section } from './section.ts';
import { reportStyle } from './style.ts';

/** What the page is about. */
export interface MutantsHunt {
  readonly fates: readonly Fate[];
  readonly strategy: StrategyName;
  /** In milliseconds since 1970. */
  readonly begun: number;
  /** False while it goes on, and where it was stopped. */
  readonly isOver: boolean;
  /** In words: which seeds, how long. */
  readonly extent: string;
  /** The command that plays a capsule again. */
  readonly replay: (capsule: string) => string;
}

/** Characters for each table. */
const room = 500_000;

/** The page: the same bytes for the same hunt. */
export function mutantsPageOf(hunt: MutantsHunt): string {
  const { fates, strategy, begun, extent } = hunt;
  const { word, kind } = headlineOf(hunt);
  return documentOf({ title: `Faultline: ${word}`, style: reportStyle }, html`<main>
<h1>Deliberate bugs ${badge(kind, word)}</h1>
<p class="quiet">${grouped(fates.length)} bugs by the strategy ${strategy}, ${cut(extent, 2_000)}<br>begun ${new Date(begun).toISOString().slice(0, 19).replace('T', ' ')} UTC</p>
${tilesOf([
  [`${grouped(of(fates, 'found').length)} of ${grouped(fates.length)}`, 'found'],
  [grouped(of(fates, 'missed').length), 'not found'],
  [timeAt(fates, 0.5), 'to find one, in the median'],
  [timeAt(fates, 0.9), 'in nine of ten'],
  [grouped(propertiesOf(fates).length), 'properties that fired'],
])}
${sectionsOf([bugsSection(hunt), propertiesSection(hunt), hardnessSection(fates), slowestSection(hunt)])}</main>
`);
}

function headlineOf({ fates, isOver }: MutantsHunt): { readonly word: string; readonly kind: 'good' | 'bad' | 'warn' } {
  const wrong = of(fates, 'false alarm').length;
  if (wrong > 0) return { word: 'the correct code fails', kind: 'bad' };
  const missed = of(fates, 'missed').length;
  if (missed > 0) return { word: `${missed} not found`, kind: 'bad' };
  return isOver && of(fates, 'found').length === fates.length ? { word: 'all found', kind: 'good' } : { word: 'not over', kind: 'warn' };
}

const of = (fates: readonly Fate[], outcome: Fate['outcome']): readonly Fate[] => fates.filter((fate) => fate.outcome === outcome);

/** CPU time where it is known. */
const timeOf = ({ effort }: Fate): number => effort.cpuMilliseconds ?? effort.milliseconds;

/** Of those that were hunted; one that was not found took longer than any. */
function timeAt(fates: readonly Fate[], share: number): string {
  const times = fates.filter(({ outcome }) => outcome !== 'not hunted').map((fate) => (fate.outcome === 'found' ? timeOf(fate) : Infinity)).toSorted((a, b) => a - b);
  const time = times[Math.ceil(share * times.length) - 1];
  return time === undefined ? '–' : time === Infinity ? 'never' : elapsed(time);
}

/** Never broken at the end of a line. */
const whole = (word: string): Markup => html`<span class="whole">${cut(word, 60)}</span>`;

const rank = { 'false alarm': 0, missed: 1, 'not hunted': 2, found: 3 } as const;

const badges: Readonly<Record<Fate['outcome'], Markup>> = {
  found: badge('good', 'found'),
  missed: badge('bad', 'not found'),
  'not hunted': badge('none', 'not hunted'),
  'false alarm': badge('bad', 'fails without it, too'),
};

function bugsSection({ fates }: MutantsHunt): Section {
  const rows = fates.toSorted((a, b) => rank[a.outcome] - rank[b.outcome]).map((fate) => {
    const { mutant, outcome, finding, effort } = fate;
    const shrunk = finding?.shrunk ?? null;
    const moves = shrunk === null || shrunk.moves === null ? '' : `${grouped(shrunk.moves)}${mutant.scheduleSize === undefined ? '' : ` / ${grouped(mutant.scheduleSize)}`}`;
    return [whole(mutant.id), badges[outcome], whole(mutant.hardness), html`${cut(mutant.title, 300)}<br><span class="quiet small">${cut(mutant.source, 200)}</span>`, cut(finding?.scenario ?? '', 100), cut(finding?.failure.property ?? '', 200), grouped(effort.seeds), grouped(effort.steps), elapsed(timeOf(fate)), shrunk === null ? '' : grouped(shrunk.steps), moves];
  });
  const columns = [...['mutant', 'fate', 'hardness', 'what is wrong', 'found in', 'property that fired'].map((title) => ({ title })), ...['seeds', 'events', 'time', 'shrunk to', 'moves / by hand'].map((title) => ({ title, isNumber: true }))];
  return { id: 'mutants', title: `Deliberate bugs (${fates.length})`, body: tableOf('Deliberate bugs', columns, rows, room) };
}

/** Properties that fired, those of most bugs first, with their bugs. */
function propertiesOf(fates: readonly Fate[]): readonly (readonly [property: string, ids: readonly string[]])[] {
  const ids = new Map<string, string[]>();
  for (const { mutant, outcome, finding } of fates) if (outcome === 'found' && finding !== null) ids.set(finding.failure.property, [...(ids.get(finding.failure.property) ?? []), mutant.id]);
  return [...ids].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
}

function propertiesSection({ fates, strategy }: MutantsHunt): Section {
  const all = propertiesOf(fates);
  const rows = all.map(([property, ids]) => [cut(property, 200), grouped(ids.length), cut(ids.join(', '), 2_000)]);
  return { id: 'properties', title: `Properties that fired (${all.length})`, body: tableOf('Properties that fired', [{ title: 'property' }, { title: `bugs found by ${strategy}`, isNumber: true }, { title: 'which' }], rows, room) };
}

function hardnessSection(fates: readonly Fate[]): Section {
  const nameOf = ({ mutant }: Fate): string => `${mutant.protocol}, ${mutant.hardness}`;
  const groups = [...new Set(fates.map(nameOf))].toSorted().map((name) => ({ name, some: fates.filter((fate) => nameOf(fate) === name) }));
  const rows = groups.map(({ name, some }) => [name, grouped(some.length), grouped(of(some, 'found').length), timeAt(some, 0.5), timeAt(some, 0.9)]);
  return { id: 'hardness', title: 'Protocols and hardness', body: tableOf('Protocols and hardness', [{ title: 'protocol, hardness' }, ...['bugs', 'found', 'median', 'nine of ten'].map((title) => ({ title, isNumber: true }))], rows, room) };
}

const mostSlow = 20;

function slowestSection({ fates, replay }: MutantsHunt): Section {
  const rows = of(fates, 'found').toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, mostSlow).map((fate) => {
    const { mutant, finding } = fate;
    const capsule = finding?.capsule ?? null;
    return [whole(mutant.id), elapsed(timeOf(fate)), cut(finding?.scenario ?? '', 100), String(finding?.seed ?? ''), capsule === null ? '' : html`<code class="command">${cut(replay(capsule), 300)}</code>`];
  });
  return { id: 'slowest', title: 'Found last', body: tableOf('Found last', [{ title: 'mutant' }, { title: 'time', isNumber: true }, { title: 'found in' }, { title: 'seed', isNumber: true }, { title: 'command' }], rows, room) };
}
