import { html, Markup, roomFor } from './markup.ts';

/** A part of the page, and its place in the table of contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

/** The sections, behind the table of contents. */
export function sectionsOf(sections: readonly Section[]): Markup {
  return html`<nav aria-label="Sections">${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
${sections.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}
</section>
`)}
`;
}

/** A number, and what it counts. */
export type Tile = readonly [number: string, label: string];

/** The numbers at the top of a page. */
export function tilesOf(tiles: readonly Tile[]): Markup {
  return html`<div class="tiles">${tiles.map(([number, label]) => html`<div class="tile"><b>${number}</b><span>${label}</span></div>`)}</div>`;
}

/** A verdict in a word. */
export const badge = (kind: 'good' | 'bad' | 'warn' | 'none', word: string): Markup => html`<span class="badge ${kind}">${word}</span>`;

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A table of as many rows as have room in so many characters. The first cell of a row is its heading. */
export function tableOf(label: string, columns: readonly Column[], rows: readonly (readonly (string | Markup)[])[], most: number): Markup {
  const cell = (content: string | Markup, i: number): Markup => {
    if (i === 0) return html`<th scope="row">${content}</th>`;
    return columns[i]?.isNumber === true ? html`<td class="number">${content}</td>` : html`<td>${content}</td>`;
  };
  const write = (cells: readonly (string | Markup)[]): Markup => html`<tr>${cells.map(cell)}</tr>
`;
  const more = (left: number): Markup => html`<tr><td colspan="${columns.length}" class="quiet">and ${left} more</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${columns.map(({ title, isNumber }) => html`<th scope="col"${new Markup(isNumber === true ? ' class="number"' : '')}>${title}</th>`)}</tr></thead>
<tbody>${roomFor(rows, { most, write, more })}</tbody></table></div>`;
}
