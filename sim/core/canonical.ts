/**
 * Canonical values: plain data with one representation each, so that equal means equal bytes.
 *
 * Allowed: null, booleans, strings, finite numbers but -0, bigints, arrays, plain objects, Map, Set, Uint8Array and the
 * persistent collections of this package. Not allowed: undefined, NaN, infinities, -0, functions, symbols, promises, dates,
 * other class instances, fields that a fingerprint would not see (computed, hidden, named by a symbol), cycles.
 */
import { elementsOf, freezeElements, isCollection } from './collection.ts';
import { fingerprint, fingerprintOf } from './fingerprint.ts';

/**
 * Where a value stops being canonical, and why; null where it is canonical. What was found canonical and can never change is not walked again: in a run
 * that is checked step by step, that is most of every state.
 */
export function findNonCanonical(value: unknown, path: string): string | null {
  return search(value, path, { above: new Set(), changeable: 0 });
}

/** Frozen, canonical, and so is all that is inside: for good. */
const canonicalForGood = new WeakSet<object>();

interface Walk {
  /** The objects around the one that is looked at. */
  readonly above: Set<object>;
  /** Objects met so far that somebody can still change. */
  changeable: number;
}

function search(value: unknown, path: string, walk: Walk): string | null {
  if (typeof value === 'number') return numberFault(value, path);
  if (typeof value === 'undefined') return `${path} is undefined`;
  if (typeof value === 'function' || typeof value === 'symbol') return `${path} is a ${typeof value}`;
  if (typeof value !== 'object' || value === null || canonicalForGood.has(value)) return null;
  // Bytes may change, and are bytes.
  if (value instanceof Uint8Array) return null;
  if (walk.above.has(value)) return `${path} contains itself`;
  const before = walk.changeable;
  walk.above.add(value);
  const fault = searchObject(value, path, walk);
  walk.above.delete(value);
  if (fault === null && walk.changeable === before && isUnchangeable(value)) canonicalForGood.add(value);
  else walk.changeable++;
  return fault;
}

/** Whatever is inside. The content of a Map, of a Set, and of what has a fingerprint of its own, is out of reach of `Object.freeze`. */
const isUnchangeable = (value: object): boolean =>
  Object.isFrozen(value) && !(value instanceof Map || value instanceof Set) && (isCollection(value) || !(fingerprintOf in value));

function numberFault(value: number, path: string): string | null {
  if (Object.is(value, -0)) return `${path} is -0`;
  return Number.isFinite(value) ? null : `${path} is ${String(value)}`;
}

function searchObject(value: object, path: string, walk: Walk): string | null {
  if (isCollection(value)) return searchInside(value, path, walk);
  if (fingerprintOf in value) return null;
  return shapeFault(value, path) ?? searchInside(value, path, walk);
}

function searchInside(value: object, path: string, walk: Walk): string | null {
  for (const [label, inner] of children(value)) {
    const fault = search(inner, `${path}${label}`, walk);
    if (fault !== null) return fault;
  }
  return null;
}

const isContainer = (value: object): boolean => Array.isArray(value) || value instanceof Map || value instanceof Set;

/** What is wrong with an object itself, whatever stands in it. */
function shapeFault(value: object, path: string): string | null {
  const expected = isContainer(value) ? 2 : 1;
  if (ancestors(value) > expected) return `${path} is a ${className(value)}, not plain data`;
  if (!isContainer(value)) return fieldFault(value, path);
  const elements = Array.isArray(value) ? value.length : 0;
  return Object.keys(value).length > elements ? `${path} has fields beside its elements` : null;
}

/** Length of the prototype chain, in any realm: at most 1 for a plain object, 2 for a container, more for what extends them. */
function ancestors(value: object): number {
  const prototype: unknown = Object.getPrototypeOf(value);
  return typeof prototype === 'object' && prototype !== null ? 1 + ancestors(prototype) : 0;
}

/** Fields that `Object.entries` leaves out, or that may answer differently each time. */
function fieldFault(value: object, path: string): string | null {
  for (const field of Reflect.ownKeys(value)) {
    if (typeof field === 'symbol') return `${path} has a field named by ${String(field)}`;
    const property = Object.getOwnPropertyDescriptor(value, field);
    if (property?.enumerable !== true) return `${path}.${field} is not enumerable`;
    if (property.get !== undefined || property.set !== undefined) return `${path}.${field} is computed, not stored`;
  }
  return null;
}

function className(value: object): string {
  const constructor: unknown = Reflect.get(value, 'constructor');
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'class instance';
}

/** The values directly inside `value`, each with the path step that leads to it. */
export function* children(value: object): Generator<readonly [string, unknown]> {
  if (isCollection(value)) {
    yield* value[elementsOf]();
  } else if (Array.isArray(value) || value instanceof Uint8Array) {
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

/**
 * Path of the first place where two values differ, or null where they are equal. Arrays, maps and sets are ordered.
 * Persistent collections with equal fingerprints count as equal.
 */
export function findDifference(left: unknown, right: unknown, path: string): string | null {
  if (Object.is(left, right)) return null;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return path;
  if (kindOf(left) !== kindOf(right)) return path;
  if (fingerprintOf in left) return fingerprint(left) === fingerprint(right) ? null : (differenceInside(left, right, path) ?? path);
  return differenceInside(left, right, path);
}

function differenceInside(left: object, right: object, path: string): string | null {
  const lefts = comparable(left);
  const rights = comparable(right);
  for (const [i, [label, inner]] of lefts.entries()) {
    const other = rights[i];
    if (other === undefined) return `${path}${label}`;
    // Of two different labels, the one that the other side lacks tells more.
    if (other[0] !== label) return `${path}${rights.some(([known]) => known === label) ? other[0] : label}`;
    const difference = findDifference(inner, other[1], `${path}${label}`);
    if (difference !== null) return difference;
  }
  const extra = rights[lefts.length];
  return extra === undefined ? null : `${path}${extra[0]}`;
}

/** Tells apart what would look alike when empty, or hold alike elements. */
function kindOf(value: object): string {
  if (fingerprintOf in value) return className(value);
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  return value instanceof Uint8Array ? 'bytes' : 'fields';
}

/** The order in which an object's fields were written does not count. */
function comparable(value: object): readonly (readonly [string, unknown])[] {
  const found = [...children(value)];
  return kindOf(value) === 'fields' ? found.sort(([a], [b]) => (a < b ? -1 : 1)) : found;
}

/**
 * Freezes a value and everything inside it, so that a node that writes to its input throws at that very line.
 *
 * What is frozen already is taken to be frozen throughout, so that each step of a run pays only for what it made itself.
 */
export function deepFreeze(value: unknown): void {
  // Typed arrays cannot be frozen: a changed fingerprint gives the writer away instead.
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || Object.isFrozen(value)) return;
  if (value instanceof Map || value instanceof Set) shadowWriters(value);
  Object.freeze(value);
  if (isCollection(value)) value[freezeElements](deepFreeze);
  else freezeInside(value);
}

function freezeInside(value: object): void {
  if (value instanceof Map) for (const key of value.keys()) deepFreeze(key);
  const inside: Iterable<unknown> = value instanceof Map || value instanceof Set ? value.values() : Object.values(value);
  for (const inner of inside) deepFreeze(inner);
}

/** `Object.freeze` leaves the contents of a Map or Set writable, so its writing methods are shadowed. */
function shadowWriters(collection: object): void {
  const refuse = (): never => {
    throw new TypeError('Cannot change a Map or Set of a state, message or record: replace it whole');
  };
  for (const writer of ['set', 'add', 'delete', 'clear']) Object.defineProperty(collection, writer, { value: refuse });
}
