/** What has failed: what was seen, its story, and the command that plays it again. */
import type { Finding } from '../campaign-report.ts';
import { isUndecided, type Outcome, type Story } from '../ci/outcome.ts';
import { cut, html, roomFor, type Markup } from './markup.ts';
import { grouped } from './numbers.ts';
import type { Section } from './section.ts';

/** Characters for all failures, and for the story of one. */
const [room, storyRoom] = [700_000, 16_000] as const;

export function failuresSection(outcome: Outcome): Section | null {
  const { findings } = outcome.report;
  if (findings.length === 0) return null;
  const write = (finding: Finding, place: number): Markup => failureOf(finding, outcome, place === 0);
  return { id: 'failures', title: `Failures (${findings.length})`, body: html`${roomFor(findings, { most: room, write, more: (left) => html`<p class="quiet">and ${left} more</p>` })}` };
}

function failureOf(finding: Finding, outcome: Outcome, isFirst: boolean): Markup {
  const { scenario, failure, seed, firstSeed, count } = finding;
  return html`<article class="failure${isUndecided(failure.kind) ? ' undecided' : ''}">
<h3>${cut(scenario, 300)}: ${cut(failure.property, 300)} <span class="badge ${isUndecided(failure.kind) ? 'warn' : 'bad'}">${inWords(failure.kind)}</span></h3>
<p class="quiet small">${grouped(count)} failing ${count === 1 ? 'seed' : 'seeds'}, the first ${firstSeed}; this is seed ${seed}, step ${failure.step}${failure.node === null ? '' : `, node ${failure.node}`}. ${shrunken(finding)}</p>
<pre>${cut(failure.message, 6_000)}</pre>
<p>Replay: <code class="command">${cut(outcome.replay(finding), 1_000)}</code></p>
${storyOf(outcome.stories?.get(finding) ?? null, isFirst)}
</article>
`;
}

function shrunken({ shrunk }: Finding): string {
  if (shrunk === null) return 'Not shrunk.';
  return `Shrunk to ${grouped(shrunk.steps)} events and a plan of ${shrunk.size} things${shrunk.isMinimal ? ': nothing can be taken away' : ''}.`;
}

function storyOf(story: Story | null, isOpen: boolean): Markup {
  if (story === null) return html``;
  const plan = story.plan.length === 0 ? html`` : html`<pre>${cut(story.plan.join('\n'), storyRoom)}</pre>`;
  const body = html`<summary>The story: what was planned, and the last ${story.lines.length} events</summary>${plan}<pre>${cut(story.lines.join('\n'), storyRoom)}</pre>`;
  return isOpen ? html`<details open>${body}</details>` : html`<details>${body}</details>`;
}

/** `notLinearizable` as people write it. */
const inWords = (kind: string): string => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
