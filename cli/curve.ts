/** The probability of a failure over the steps of its run: as a line of blocks, and as a page. */
import { formatTime } from '../sim/core/time.ts';
import { percent, valueOf } from '../hunt/cause/share.ts';
import { formatLine } from '../hunt/story-line.ts';
import type { WhenResult } from '../hunt/tasks.ts';
import type { Curve, Moment } from '../hunt/cause/when.ts';
import { documentOf } from '../hunt/report/document.ts';
import { html, type Markup } from '../hunt/report/markup.ts';
import { pageStyle } from './page-style.ts';

const blocks = [' ', '\u2581', '\u2582', '\u2583', '\u2584', '\u2585', '\u2586', '\u2587', '\u2588'] as const;
const width = 60;

/** Sixty blocks from the first step to the last, and what their ends are. */
export function sparkline({ moments }: Curve): readonly string[] {
  const last = moments.at(-1)?.step ?? 0;
  const heights = Array.from({ length: width }, (_, i) => valueAt(moments, (i * last) / (width - 1)));
  const line = heights.map((height) => blocks[height <= 0 ? 0 : Math.max(1, Math.round(height * 8))] ?? ' ').join('');
  return [`100 % |${line}|`, `      ${'0'.padEnd(width)}${String(last).padStart(2)}  steps`];
}

/** Between two moments that were looked at the curve is a straight line. */
function valueAt(moments: readonly Moment[], step: number): number {
  const right = moments.findIndex((moment) => moment.step >= step);
  const [before, after] = [moments[Math.max(0, right - 1)], moments[right]];
  if (before === undefined || after === undefined) return 0;
  const length = after.step - before.step;
  const part = length === 0 ? 1 : (step - before.step) / length;
  return valueOf(before.share) + part * (valueOf(after.share) - valueOf(before.share));
}

const sheet = { width: 960, height: 340, left: 56, right: 20, top: 16, bottom: 44 } as const;

/** One page that needs no other file, and no script. The same bytes for the same curve. */
export function curvePage(title: string, { curve, failure, story }: WhenResult, sentence: string): string {
  const rows = curve.moments.map(({ step, time, share }) => html`<tr><td>${step}</td><td>${formatTime(time)}</td><td>${percent(valueOf(share))}</td><td>${share.failed} of ${share.runs}</td><td>${percent(share.low)} to ${percent(share.high)}</td></tr>
`);
  return documentOf({ title: `When it was decided: ${title}`, style: `${pageStyle}${style}` }, html`<main>
<h1>When it was decided</h1>
<p class="about">${title}<br>${failure.kind}: ${failure.property}</p>
<p class="sentence">${sentence}</p>
${drawing(curve)}
<pre>${story.map(formatLine).join('\n')}</pre>
<table><thead><tr><th>after step</th><th>time</th><th>probability</th><th>failed</th><th>95 % interval</th></tr></thead><tbody>
${rows}</tbody></table>
<footer>The probability of the failure where everything after a step is drawn anew, with Wilson's interval; ${curve.runs} runs.</footer>
</main>
`);
}

const style = `
.curve { fill: none; stroke: var(--bad); stroke-width: 2; } .interval { fill: var(--bad); fill-opacity: 0.14; } .dot { fill: var(--bad); } .axis { stroke: var(--line); }
.jump { stroke: var(--focus); stroke-dasharray: 4 3; } svg { max-width: 100%; height: auto; margin: 0 0 16px; } table { border-collapse: collapse; margin-top: 16px; font-size: 13px; }
td, th { padding: 2px 14px 2px 0; text-align: right; } th { color: var(--quiet); font-weight: normal; }
`;

function drawing({ moments, jump }: Curve): Markup {
  const last = Math.max(1, moments.at(-1)?.step ?? 1);
  const x = (step: number): string => (sheet.left + (step / last) * (sheet.width - sheet.left - sheet.right)).toFixed(1);
  const y = (share: number): string => (sheet.top + (1 - share) * (sheet.height - sheet.top - sheet.bottom)).toFixed(1);
  const line = moments.map(({ step, share }) => `${x(step)},${y(valueOf(share))}`).join(' ');
  const band = [...moments.map(({ step, share }) => `${x(step)},${y(share.high)}`), ...moments.toReversed().map(({ step, share }) => `${x(step)},${y(share.low)}`)].join(' ');
  const dots = moments.map(({ step, time, share }) => html`<circle class="dot" cx="${x(step)}" cy="${y(valueOf(share))}" r="3"><title>after step ${step}, ${formatTime(time)}: ${percent(valueOf(share))}, ${share.failed} of ${share.runs}</title></circle>`);
  const levels = [0, 0.25, 0.5, 0.75, 1].map((level) => html`<line class="axis" x1="${x(0)}" x2="${x(last)}" y1="${y(level)}" y2="${y(level)}"/><text x="${sheet.left - 8}" y="${y(level)}" text-anchor="end" dominant-baseline="middle">${percent(level)}</text>`);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * last)).map((step) => html`<text x="${x(step)}" y="${sheet.height - 24}" text-anchor="middle">${step}</text>`);
  const mark = jump === null ? '' : html`<line class="jump" x1="${x(jump.to.step)}" x2="${x(jump.to.step)}" y1="${y(1)}" y2="${y(0)}"/>`;
  return html`<svg viewBox="0 0 ${sheet.width} ${sheet.height}" width="${sheet.width}" height="${sheet.height}" role="img" aria-label="Probability of the failure over the steps of the run">
${levels}${ticks}<text x="${x(last / 2)}" y="${sheet.height - 6}" text-anchor="middle">steps of the run</text>
<polygon class="interval" points="${band}"/>${mark}<polyline class="curve" points="${line}"/>${dots}
</svg>`;
}
