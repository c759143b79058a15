import { assert } from '../../sim/core/assert.ts';

/**
 * Exact text of a canonical value (see `sim/core/canonical.ts`): equal values give equal text, different values different
 * text. An object's fields are sorted; arrays, maps, sets and other iterables keep their order.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) return ofObject(value);
  return String(value);
}

function ofObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (isIterable(value)) return `${nameOf(value)}[${[...value].map(canonicalText).join(',')}]`;
  assert(isPlain(value), 'a state is plain data or gives its own stateKey', () => nameOf(value));
  let text = '';
  for (const field of Object.keys(value).sort((a, b) => (a < b ? -1 : 1))) text += `${text === '' ? '' : ','}${nameText(field)}:${canonicalText(value[field])}`;
  return `{${text}}`;
}

/** A name that could be taken for more than one stands in quotes. */
const nameText = (field: string): string => (/^\w+$/.test(field) ? field : JSON.stringify(field));

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const constructor: unknown = Reflect.get(value, 'constructor');
  return typeof constructor === 'function' ? constructor.name : 'object';
}
