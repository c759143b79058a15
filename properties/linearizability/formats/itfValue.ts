import { limits, Malformed, type Path } from './malformed.ts';

/**
 * A value of the Informal Trace Format as plain JSON: big integers that a number holds become one, others their digits; tuples and sets lists;
 * maps objects; `None` null and `Some` its value.
 */
export function fromItf(value: unknown, path: Path): unknown {
  if (path.length > limits.depth) throw new Malformed(`nested more than ${limits.depth} levels deep`, 0, null, path);
  if (Array.isArray(value)) return value.map((item: unknown, i) => fromItf(item, [...path, i]));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, inner] = ['', null], ...others] = Object.entries(value);
  if (others.length === 0 && name.startsWith('#')) return marked(name, inner, path);
  const variant = new Map<string, unknown>(Object.entries(value));
  if (variant.size === 2 && variant.has('value')) {
    if (variant.get('tag') === 'None') return null;
    if (variant.get('tag') === 'Some') return fromItf(variant.get('value'), [...path, 'value']);
  }
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, fromItf(each, [...path, field])]));
}

function marked(name: string, inner: unknown, path: Path): unknown {
  switch (name) {
    case '#bigint':
      return integer(inner, path);
    case '#tup':
    case '#set':
      if (Array.isArray(inner)) return fromItf(inner, [...path, name]);
      break;
    case '#map':
      if (Array.isArray(inner)) return Object.fromEntries(inner.map((pair: unknown, i) => entry(pair, [...path, name, i])));
      break;
    default:
  }
  throw new Malformed(`${JSON.stringify(name)} here is no value of the Informal Trace Format`, 0, null, path);
}

function integer(digits: unknown, path: Path): number | string {
  if (typeof digits !== 'string' || !/^-?\d{1,100}$/.test(digits)) throw new Malformed('"#bigint": expected an integer of at most 100 digits in quotes', 0, null, path);
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value + 0 : digits;
}

function entry(pair: unknown, path: Path): readonly [string, unknown] {
  const [key, value] = Array.isArray(pair) && pair.length === 2 ? [fromItf(pair[0], path), fromItf(pair[1], [...path, 1])] : [null, null];
  if (typeof key === 'string' || typeof key === 'number') return [String(key), value];
  throw new Malformed('"#map": expected pairs of a string or number and a value', 0, null, path);
}
