/**
 * Canonical values as what MessagePack can hold, and back: null, booleans, finite numbers, strings, bytes, arrays and objects.
 * Anything else becomes an object with one field that begins with `$`:
 *
 *     {"$bigint": "-12"}   {"$map": [[key, value], ...]}   {"$set": [value, ...]}
 *     {"$object": [[name, value], ...]}      where a name begins with `$`, or is a text as in the next line
 *     {"$units": [0xd800, 0x61]}             a text that is no well-formed Unicode, or begins with a byte order mark
 *
 * The last two because msgpackr decodes texts with a `TextDecoder`, which eats the mark and replaces lone surrogates.
 */
import { CapsuleError } from './capsule-error.ts';
import { mismatch, stepTo } from './shape.ts';

const refusal = (path: string, expected: string, got: unknown): CapsuleError => new CapsuleError(`${path}: ${mismatch(expected, got)}`);

/** The path of a field of what is at `path`. */
const join = (path: string, name: string): string => (path === '' ? stepTo(name).replace(/^\./, '') : path + stepTo(name));

/** A canonical value without persistent collections, made ready for MessagePack. */
export function escapeValue(value: unknown): unknown {
  if (typeof value === 'string') return isSafe(value) ? value : { $units: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
  if (typeof value === 'bigint') return { $bigint: value.toString() };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(escapeValue);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Map) return { $map: [...value].map(escapeValue) };
  if (value instanceof Set) return { $set: [...value].map(escapeValue) };
  const entries = Object.entries(value).map(([name, inner]): readonly [string, unknown] => [name, escapeValue(inner)]);
  const isPlain = entries.every(([name]) => isSafe(name) && !name.startsWith('$'));
  return isPlain ? Object.fromEntries(entries) : { $object: entries.map(([name, inner]) => [escapeValue(name), inner]) };
}

const isSafe = (text: string): boolean => !text.startsWith('\ufeff') && !/\p{Surrogate}/u.test(text);

/** The value that was escaped, changed in place. Throws a `CapsuleError` for what `escapeValue` never makes. `path` leads to the value. */
export function unescapeValue(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return unescapeList(value, path);
  const names = Object.keys(value);
  const odd = names.find((name) => name.startsWith('$'));
  if (odd === undefined) return unescapeFields(value, names, path);
  if (names.length === 1) return unescapeOne(odd, Reflect.get(value, odd), path);
  throw new CapsuleError(`${join(path, odd)}: expected a name that does not begin with $, or no other field beside it`);
}

function unescapeList(list: unknown[], path: string): unknown[] {
  for (let i = 0; i < list.length; i++) list[i] = unescapeValue(list[i], `${path}[${i}]`);
  return list;
}

function unescapeFields(value: object, names: readonly string[], path: string): object {
  for (const name of names) Reflect.set(value, name, unescapeValue(Reflect.get(value, name), join(path, name)));
  return value;
}

function unescapeOne(name: string, inner: unknown, path: string): unknown {
  const at = join(path, name);
  switch (name) {
    case '$bigint':
      return bigintOf(inner, at);
    case '$units':
      return textOf(inner, at);
    case '$set':
      return distinct(new Set(listOf(inner, at).map((element, i) => unescapeValue(element, `${at}[${i}]`))), inner, at);
    case '$map':
      return distinct(new Map(pairsOf(inner, at)), inner, at);
    case '$object':
      return objectOf(pairsOf(inner, at), inner, at);
    default:
      throw new CapsuleError(`${at}: expected one of $bigint, $map, $object, $set, $units`);
  }
}

function listOf(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw refusal(path, 'a list', value);
  return value;
}

function pairsOf(value: unknown, path: string): readonly (readonly [unknown, unknown])[] {
  return listOf(value, path).map((pair: unknown, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw refusal(`${path}[${i}]`, 'a pair', pair);
    return [unescapeValue(pair[0], `${path}[${i}][0]`), unescapeValue(pair[1], `${path}[${i}][1]`)];
  });
}

/** A digit more than 8192 bits can have, and the sign. */
const longestBigint = 2_468;

function bigintOf(value: unknown, path: string): bigint {
  if (typeof value !== 'string' || value.length > longestBigint || !/^(?:0|-?[1-9]\d*)$/.test(value)) {
    throw refusal(path, 'the decimal digits of a big integer', value);
  }
  return BigInt(value);
}

function textOf(value: unknown, path: string): string {
  let text = '';
  for (const [i, unit] of listOf(value, path).entries()) {
    if (typeof unit !== 'number' || !Number.isInteger(unit) || unit < 0 || unit > 0xffff) throw refusal(`${path}[${i}]`, 'a UTF-16 unit', unit);
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Elements or keys that meet would leave fewer than were written. */
function distinct<T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>>(collection: T, written: unknown, path: string): T {
  if (collection.size === listOf(written, path).length) return collection;
  throw new CapsuleError(`${path}: expected each only once, got ${listOf(written, path).length - collection.size} again`);
}

function objectOf(pairs: readonly (readonly [unknown, unknown])[], written: unknown, path: string): object {
  const named = pairs.map(([name, inner], i): readonly [string, unknown] => {
    if (typeof name !== 'string' || name === '__proto__') throw refusal(`${path}[${i}][0]`, 'a name other than "__proto__"', name);
    return [name, inner];
  });
  distinct(new Map(named), written, path);
  return Object.fromEntries(named);
}
