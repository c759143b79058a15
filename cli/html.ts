/** The page about an illegal history: one file that needs no other, and asks for none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../sim/core/counted.ts';
import { compiledFolder } from '../hunt/library.ts';
import { documentOf } from '../hunt/report/document.ts';
import { html, Markup } from '../hunt/report/markup.ts';
import type { Picture } from '../properties/linearizability/picture/picture.ts';
import { pageStyle } from './page-style.ts';

/** The page as HTML: the same bytes for the same picture. */
export function pageOf(picture: Picture): string {
  const { title, model, key, counts, sentence, text } = picture;
  return documentOf({ title: `Not linearizable: ${title}`, style: pageStyle, hasScript: true }, html`<main>
<h1>Not linearizable</h1>
<p class="about">${title} &middot; model ${model} &middot; key ${key}<br>${counts}</p>
<p class="sentence">${sentence}</p>
<div class="tools"><span><button type="button" id="jump">Go to the operation that cannot be placed</button> <button type="button" id="next">Next that shows it</button></span>
<span class="key"><i class="blocked"></i>cannot be placed</span><span class="key"><i class="minimal"></i>shows what is wrong</span><span class="key"><i class="placed"></i>placed in the chosen order</span><span class="key"><i></i>not in it</span></div>
<div id="view" tabindex="-1"><div id="sheet"><div id="names"></div><div id="chart"></div></div></div>
<div class="below">
<section><h2>Operation</h2><div id="details" aria-live="polite"></div></section>
<section><h2 id="orders">Longest legal orders</h2><div id="prefixes" role="radiogroup" aria-labelledby="orders"></div></section>
<section><h2>The chosen order, with the state after each</h2><p id="before" class="quiet"></p><div class="scroll" tabindex="0" aria-label="The chosen order"><ol id="steps"></ol></div><p id="stuck"></p></section>
</div>
<details><summary>All of it as text</summary><pre>${text}</pre></details>
<footer>${leftOutText(picture)} <kbd>Tab</kbd> to the operations, arrow keys to go from one to another, <kbd>Enter</kbd> pins one, <kbd>Escape</kbd> lets go, <kbd>Home</kbd> goes back to the one that cannot be placed, <kbd>[</kbd> and <kbd>]</kbd> choose among the orders.</footer>
<noscript><p>Without scripts the drawing is missing: the text below the heading, and all of it as text, say the same.</p></noscript>
</main>
<script type="application/json" id="picture">${new Markup(embedded(picture))}</script>
<script type="module">
${new Markup(script())}</script>
`);
}

function leftOutText({ operations, leftOut }: Picture): string {
  const others = [
    ...(leftOut.ofKey > 0 ? [`${leftOut.ofKey} more of this key`] : []),
    ...(leftOut.ofOtherKeys > 0 ? [`${leftOut.ofOtherKeys} of other keys`] : []),
    ...(leftOut.faults > 0 ? [counted(leftOut.faults, 'fault')] : []),
  ];
  return `${counted(operations.length, 'operation')} drawn${others.length === 0 ? ', all there are.' : `; left out: ${others.join(', ')}.`}`;
}

/** JSON inside of a script element: nothing in it ends the element. */
function embedded(picture: Picture): string {
  return JSON.stringify(picture).replace(/[<>&\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The compiled script of the page, without what is for debuggers. */
function script(): string {
  const compiled = readFileSync(join(compiledFolder, 'cli', 'page', 'script.js'), 'utf8');
  return compiled.replace(/^\/\/# sourceMappingURL=.*$/m, '').replace(/^export \{\};$/m, '').trimEnd() + '\n';
}
