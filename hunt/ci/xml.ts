/**
 * XML 1.0 as text: the little that a report needs. All text of others goes through here, and nowhere else; the tests hold the result
 * against a strict parser.
 */

/** An element and what is in it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

export function element(name: string, attributes: Element['attributes'], children: Element['children'] = []): Element {
  return { name, attributes, children };
}

/** A whole document, an element on each line. */
export function xmlOf(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`;
}

function written({ name, attributes, children }: Element, margin: string): string {
  const pairs = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${escaped(String(value))}"`);
  const start = `${margin}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${start}/>\n`;
  // Space beside text would be part of the text.
  if (children.some((child) => typeof child === 'string')) return `${start}>${children.map((child) => (typeof child === 'string' ? escaped(child) : written(child, '').trimEnd())).join('')}</${name}>\n`;
  return `${start}>\n${children.map((child) => (typeof child === 'string' ? '' : written(child, `${margin}  `))).join('')}${margin}</${name}>\n`;
}

/** What no XML document may hold (controls, halves of pairs), and what changes the direction of writing. */
const forbidden = /[^\t\n\r\u0020-\u007e\u00a0-\u{10ffff}]|[\ufffe\uffff\u{d800}-\u{dfff}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Line ends and tabs as references: a reader would make spaces of them in an attribute. */
const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

function escaped(text: string): string {
  return text.replace(forbidden, visible).replace(/[&<>"'\t\n\r]/g, (mark) => marks[mark] ?? '');
}

const visible = (character: string): string => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0');
