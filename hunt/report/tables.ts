/** The rest of the report: planted bugs, situations, scenarios, the slowest seeds. */
import type { CampaignReport } from '../campaign-report.ts';
import type { Outcome } from '../ci/outcome.ts';
import type { SlowRun } from '../tasks.ts';
import { cut, html } from './markup.ts';
import { elapsed, grouped } from './numbers.ts';
import { runWords } from './run-words.ts';
import { badge, tableOf, type Section } from './section.ts';

/** Characters for each table. */
const room = 200_000;

export function mutantsSection({ canaries }: Outcome): Section | null {
  if (canaries.length === 0) return null;
  const rows = canaries.map(({ mutant, title, property, isFound, effort }) => [
    cut(mutant, 100),
    isFound === null ? badge('none', 'stopped') : isFound ? badge('good', 'found') : badge('bad', 'not found'),
    grouped(effort.seeds),
    elapsed(effort.milliseconds),
    cut(property ?? '', 200),
    cut(title, 300),
  ]);
  return { id: 'mutants', title: `Planted bugs (${canaries.length})`, body: tableOf('Planted bugs', [{ title: 'mutant' }, { title: 'fate' }, { title: 'seeds', isNumber: true }, { title: 'time', isNumber: true }, { title: 'property that fired' }, { title: 'what is wrong' }], rows, room) };
}

export function situationsSection({ tallies }: CampaignReport): Section | null {
  const all = tallies.flatMap((tally) => tally.situations.map((situation) => ({ tally, situation, isMissed: tally.missed.includes(situation.name), isReached: tally.reached.has(situation.name) })));
  if (all.length === 0) return null;
  const rank = ({ isMissed, isReached }: (typeof all)[number]): number => (isMissed ? 0 : isReached ? 2 : 1);
  const rows = all.toSorted((a, b) => rank(a) - rank(b)).map(({ tally, situation, isMissed, isReached }) => [
    cut(situation.name, 200),
    isMissed ? badge('bad', 'never, and was due') : isReached ? badge('good', 'reached') : badge('none', 'not yet'),
    cut(tally.name, 100),
    grouped(tally.runs),
    grouped(situation.within),
  ]);
  return { id: 'situations', title: `Situations (${all.filter(({ isReached }) => isReached).length} of ${all.length} reached)`, body: tableOf('Situations', [{ title: 'situation' }, { title: 'reached' }, { title: 'scenario' }, { title: 'seeds run', isNumber: true }, { title: 'due within', isNumber: true }], rows, room) };
}

export function scenariosSection({ tallies, findings }: CampaignReport): Section {
  const rows = tallies.map(({ name, title, runs, steps, checked, milliseconds, features, chance, counters }) => {
    const failing = findings.filter(({ scenario }) => scenario === name).reduce((sum, { count }) => sum + count, 0);
    const struck = Object.entries(counters.faults).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${grouped(count)}`).join(', ');
    return [html`${cut(name, 100)}<br><span class="quiet small">${cut(title, 150)}</span>`, grouped(runs), failing === 0 ? '' : grouped(failing), grouped(checked), grouped(steps), elapsed(milliseconds), grouped((runs * 1_000) / Math.max(1, milliseconds)), features === 0 ? '' : grouped(features), chance === null ? '' : `${(100 * chance).toFixed(1)} %`, struck];
  });
  const columns = [{ title: 'scenario' }, ...['seeds', 'failing', 'run twice', 'events', 'time', 'seeds/s', 'features', 'next is new'].map((title) => ({ title, isNumber: true })), { title: 'faults that struck' }];
  return { id: 'scenarios', title: `Scenarios (${tallies.length})`, body: tableOf('Scenarios', columns, rows, room) };
}

const mostSlow = 20;

export function slowestSection({ report, mutant, strategy }: Outcome): Section | null {
  const all = report.tallies.flatMap(({ name, slowest }) => slowest.map((run): SlowRun & { readonly name: string } => ({ ...run, name })));
  if (all.length === 0) return null;
  const rows = all.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, mostSlow).map(({ name, seed, begins, milliseconds, steps, distilled = null }) => [
    cut(name, 100),
    String(seed),
    elapsed(milliseconds),
    grouped(steps),
    html`<code class="command">faultline ${runWords(cut(name, 200), { seed, begins, strategy, distilled, mutant }).join(' ')}</code>`,
  ]);
  return { id: 'slowest', title: 'Slowest seeds', body: tableOf('Slowest seeds', [{ title: 'scenario' }, { title: 'seed', isNumber: true }, { title: 'time', isNumber: true }, { title: 'events', isNumber: true }, { title: 'command' }], rows, room) };
}
