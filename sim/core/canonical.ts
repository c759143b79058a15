/**
 * Canonical values: plain data with one representation each, so that equal means equal bytes.
 *
 * Allowed: null, booleans, strings, finite numbers but -0, bigints, arrays, plain objects, Map, Set, Uint8Array and the
 * persistent collections of this package. Not allowed: undefined, NaN, infinities, -0, functions, symbols, promises, dates,
 * other class instances, cycles.
 */
import { fingerprint, fingerprintOf } from './fingerprint.ts';

/** Where a value stops being canonical, and why; null where it is canonical. */
export function findNonCanonical(value: unknown, path: string): string | null {
  return search(value, path, new Set());
}

function search(value: unknown, path: string, above: Set<object>): string | null {
  if (typeof value === 'number') return numberFault(value, path);
  if (typeof value === 'undefined') return `${path} is undefined`;
  if (typeof value === 'function' || typeof value === 'symbol') return `${path} is a ${typeof value}`;
  if (typeof value !== 'object' || value === null) return null;
  if (above.has(value)) return `${path} contains itself`;
  above.add(value);
  const fault = searchObject(value, path, above);
  above.delete(value);
  return fault;
}

function numberFault(value: number, path: string): string | null {
  if (Object.is(value, -0)) return `${path} is -0`;
  return Number.isFinite(value) ? null : `${path} is ${String(value)}`;
}

function searchObject(value: object, path: string, above: Set<object>): string | null {
  if (value instanceof Uint8Array || fingerprintOf in value) return null;
  for (const [label, inner] of children(value)) {
    const fault = search(inner, `${path}${label}`, above);
    if (fault !== null) return fault;
  }
  if (isContainer(value) || isPlain(value)) return null;
  return `${path} is a ${className(value)}, not plain data`;
}

const isContainer = (value: object): boolean => Array.isArray(value) || value instanceof Map || value instanceof Set;

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function className(value: object): string {
  const constructor: unknown = Reflect.get(value, 'constructor');
  return typeof constructor === 'function' ? constructor.name : 'class instance';
}

/** The values directly inside `value`, each with the path step that leads to it. */
export function* children(value: object): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) yield [`[${i}]`, value[i]];
  } else if (value instanceof Map) {
    let i = 0;
    for (const [key, inner] of value) {
      yield [`.key(${i})`, key];
      yield [typeof key === 'string' ? `.get(${JSON.stringify(key)})` : `.value(${i})`, inner];
      i++;
    }
  } else if (value instanceof Set) {
    let i = 0;
    for (const inner of value) yield [`.key(${i++})`, inner];
  } else {
    for (const [field, inner] of Object.entries(value)) yield [`.${field}`, inner];
  }
}

/** Path of the first place where two values differ, or null where they are equal. Arrays, maps and sets are ordered. */
export function findDifference(left: unknown, right: unknown, path: string): string | null {
  if (Object.is(left, right)) return null;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return path;
  if (fingerprintOf in left || fingerprintOf in right) return fingerprint(left) === fingerprint(right) ? null : path;
  const lefts = comparable(left);
  const rights = comparable(right);
  for (const [i, [label, inner]] of lefts.entries()) {
    const other = rights[i];
    if (other === undefined || other[0] !== label) return `${path}${label}`;
    const difference = findDifference(inner, other[1], `${path}${label}`);
    if (difference !== null) return difference;
  }
  const extra = rights[lefts.length];
  return extra === undefined ? null : `${path}${extra[0]}`;
}

/** The order in which an object's fields were written does not count. */
function comparable(value: object): readonly (readonly [string, unknown])[] {
  const found = [...children(value)];
  return isContainer(value) ? found : found.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Freezes a value and everything inside it, so that a node that writes to its input throws at that very line. */
export function deepFreeze(value: unknown): void {
  // Typed arrays cannot be frozen: a changed fingerprint gives the writer away instead.
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || Object.isFrozen(value)) return;
  if (value instanceof Map || value instanceof Set) shadowWriters(value);
  Object.freeze(value);
  for (const [, inner] of children(value)) deepFreeze(inner);
}

/** `Object.freeze` leaves the contents of a Map or Set writable, so its writing methods are shadowed. */
function shadowWriters(collection: object): void {
  const refuse = (): never => {
    throw new TypeError('Cannot change a Map or Set of a state, message or record: replace it whole');
  };
  for (const writer of ['set', 'add', 'delete', 'clear']) Object.defineProperty(collection, writer, { value: refuse });
}
